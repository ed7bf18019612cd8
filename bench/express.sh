#!/usr/bin/env bash
# What people write by hand to receive webhooks: express verifies, Redis keeps. Prints its URL; ends when it is told to.
#   bench/express.sh [always|everysec]   when Redis syncs its log to disk: before it answers, or each second
# In the environment: PORT (19300), REDIS_PORT (19301), SECRET. Needs redis-server and `npm --prefix bench/express ci`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PORT=${PORT:-19300} REDIS_PORT=${REDIS_PORT:-19301} SECRET=${SECRET:-secret-of-the-bench}

directory=$(mktemp -d)
redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --dir "$directory" --save '' --appendonly yes \
  --appendfsync "${1:-always}" --daemonize no >"$directory/log" 2>&1 &
redis=$!
node=
finish() {
  kill $node "$redis" 2>/dev/null || true
  wait
  rm -rf "$directory"
}
trap finish EXIT
trap 'exit 0' INT TERM
NODE_ENV=production node "$root/express/server.mjs" &
node=$!
wait "$node"
