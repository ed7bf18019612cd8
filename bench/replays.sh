#!/usr/bin/env bash
# Has events die at an endpoint, mends it, replays them, and says how many were delivered in a second.
#   bench/replays.sh http://127.0.0.1:8288 KEY [how many, 10000]
# In the environment: PORT of the endpoint (19400), which is started and stopped here.
set -euo pipefail
url=$1 key=$2 count=${3:-10000} port=${PORT:-19400}
here=$(cd "$(dirname "$0")" && pwd)
java -Xmx256m -XX:+UseSerialGC "$here/Answers.java" "$port" &
answers=$!
trap 'kill $answers' EXIT
until curl -so /dev/null "http://127.0.0.1:$port/200"; do sleep 0.1; done

api() { # method path [body on stdin]
    curl -sf -X "$1" "$url$2" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "${@:3}"
}
field() { grep -oE "\"$1\":\"?[^\",}]*" | sed -nE '1s/.*:"?//p'; }
endpoint=$(api POST /api/v1/endpoints -d "{\"url\":\"http://127.0.0.1:$port/400\",\"retry_schedule\":[]}" | field id)
counted() { api GET "/api/v1/endpoints/$endpoint/stats" | field "$1"; }
awaited() { until [ "$(counted "$1")" -ge "$count" ]; do sleep 0.05; done; }

data=$(printf 'x%.0s' {1..500})
events=$(for ((i = 0; i < 500; i++)); do printf ',{"type":"bench.replay","data":{"text":"%s"}}' "$data"; done)
for ((i = 0; i < count / 500; i++)); do printf '[%s]' "${events:1}" | api POST /api/v1/events -d @- >/dev/null; done
awaited dead
api PATCH "/api/v1/endpoints/$endpoint" -d "{\"url\":\"http://127.0.0.1:$port/200\"}" >/dev/null

begin=$(date +%s%N)
replay=$(api POST /api/v1/replays -d "{\"filter\":{\"endpoint\":\"$endpoint\"}}" | field id)
until [ "$(api GET "/api/v1/replays/$replay" | field state)" = done ]; do sleep 0.05; done
made=$(date +%s%N)
awaited succeeded
end=$(date +%s%N)
echo "$count made again in $(((made - begin) / 1000000)) ms, delivered in $(((end - begin) / 1000000)) ms: $((count * 1000000000 / (end - begin)))/s"
api DELETE "/api/v1/endpoints/$endpoint" >/dev/null
