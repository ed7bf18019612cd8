#!/usr/bin/env bash
# Runs that wait, and a server that starts again beside them. Reads no input.
# Usage: bench/functions/waiting.sh JAR COUNT [DIR]      a thousand fill in a second or so; a million need 3 GB of disk
# With DIR what was filled stays there, and is not filled again.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
jar=$1 count=$2
dir=$(mktemp -d)
data=${3:-$dir/data}
server=
trap 'kill $server 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"' EXIT

port=${PORT:-18288} app=${APP_PORT:-18289} # the app is asked where it was when it registered
url=http://127.0.0.1:$port

start() {
    local began
    began=$(date +%s.%N)
    java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx512m -jar "$jar" dev --port "$port" --data "$1" >>"$dir/log" 2>&1 &
    server=$!
    until curl -sf "$url/ready" >/dev/null; do sleep 0.05; done
    echo "ready after $(echo "$(date +%s.%N) - $began" | bc) s"
}
stop() {
    kill "$server"
    wait "$server" || true
}
memory() {
    jcmd "$server" GC.run >/dev/null
    echo "heap after a collection: $(jcmd "$server" GC.heap_info | grep -oE 'used [0-9]+K' | awk '{sum += $2} END {print int(sum / 1024)}') MiB (with classes), resident: $(awk '/VmRSS/ {print int($2 / 1024)}' /proc/"$server"/status) MiB"
}

echo "an empty store:"
start "$dir/empty"
memory
stop
start "$dir/empty"
stop

if [ ! -d "$data" ]; then
    echo "a new one:"
    start "$data"
    java Waiting.java fill "$url" dev "$app" "$count"
    memory
    stop
    du -sh "$data"
fi

echo "with $count that wait, started again:"
start "$data"
memory
for _ in 1 2 3; do
    java Waiting.java wake "$url" dev "$app" $(((RANDOM * 32768 + RANDOM) % count | 1))
done
stop
start "$data"
