#!/usr/bin/env bash
# An app of npm inngest with a function of three steps: alone, and with a server. Reads no input.
# Usage: bench/functions/sdk.sh JAR yes|no SECONDS [IN-FLIGHT]   (yes: with checkpoints)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
jar=$1 checkpoints=$2 seconds=$3 width=${4:-20}
dir=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"' EXIT

free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
until_up() {
    for _ in $(seq 300); do
        curl -sf "$1" >/dev/null && return 0
        sleep 0.1
    done
    echo "nobody answers at $1" >&2
    return 1
}

[ -d sdk/node_modules ] || npm --prefix sdk ci --silent --no-audit --no-fund
port=$(free)
url=http://127.0.0.1:$port

app() {
    app_port=$(free)
    INNGEST_DEV=$url node sdk/app.mjs "$app_port" "$checkpoints" &
    app_pid=$!
    until_up "http://127.0.0.1:$app_port/figures"
}

app
java SdkLoad.java alone "http://127.0.0.1:$app_port" "$port" "$width" "$seconds"
java SdkLoad.java alone "http://127.0.0.1:$app_port" "$port" "$width" "$seconds" 20
kill "$app_pid"

java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx512m -jar "$jar" dev --port "$port" --data "$dir/data" >"$dir/log" 2>&1 &
server=$!
until_up "$url/ready"
app
curl -sf -X PUT "http://127.0.0.1:$app_port/api/inngest" >/dev/null
java SdkLoad.java through "http://127.0.0.1:$app_port" "$url" dev "$server" "$width" "$seconds"
java SdkLoad.java through "http://127.0.0.1:$app_port" "$url" dev "$server" "$width" "$seconds" 20
