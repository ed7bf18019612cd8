#!/usr/bin/env bash
# Slow generations: starts a server with data of its own, and lets the driver play the model server
# and the receiver of webhooks. Prints what the driver measures; RESULTS.md says what came of it.
#   bench/generations.sh [count=5000] [latency=2000] [submitters=32] [rate=0] [rounds=3]
# In the environment: STUB_PORT (19200), CONCURRENCY (5000), and what the launcher knows. Linux only.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
stub=${STUB_PORT:-19200}
export RINGBACK_API_KEY=${RINGBACK_API_KEY:-key-of-the-generations-bench}

directory=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  rm -rf "$directory"
}
trap finish EXIT

more=()
help=$("$root/ringback" serve --help)
if [[ $help == *--upstream-concurrency* ]]; then
  more=(--upstream-concurrency "stub=${CONCURRENCY:-5000}")
else
  echo "this server knows no --upstream-concurrency: it asks for 64 at a time" >&2
fi
"$root/ringback" serve --port 0 --data "$directory/data" --allow-private-network \
  --upstream "stub=http://127.0.0.1:$stub/v1" ${more[@]+"${more[@]}"} \
  >"$directory/out" 2>"$directory/log" &
server=$!
url=
for _ in $(seq 300); do
  url=$(sed -n 's/^ringback ready //p' "$directory/out")
  if [ -n "$url" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
if [ -z "$url" ]; then
  cat "$directory/log" >&2
  exit 1
fi

# The Java that the launcher found does for the driver, too.
java=$(readlink "/proc/$server/exe")
classes=$root/testkit/target/classes
if [ -n "$(find "$root"/{kernel,testkit}/src/main -newer "$classes" -name '*.java' -print -quit)" ]; then
  (cd "$root" && JAVA_HOME=${java%/bin/java} mvn -q -B -ntp -pl testkit -am compile \
    -Dspotless.check.skip=true)
  touch "$classes"
fi
# It shares the processor with the server: the collector that costs least.
"$java" -XX:+UseSerialGC -Xmx1g -cp "$classes:$root/kernel/target/classes" \
  dev.ringback.testkit.bench.SlowGenerations "server=$url" "stub=$stub" "pid=$server" "$@"
