#!/usr/bin/env bash
# Registers the ten endpoints that the load generator plays: bench.e0 ... bench.e9 on ports 19100 ... 19109.
#   bench/endpoints.sh http://127.0.0.1:8288 KEY [extra JSON properties, such as '"readiness_check":false']
set -euo pipefail
server=$1
key=$2
extra=${3:+,$3}
for n in 0 1 2 3 4 5 6 7 8 9; do
  curl -sf "$server/api/v1/endpoints" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -d "{\"name\":\"bench $n\",\"url\":\"http://127.0.0.1:$((19100 + n))/hook\",\"event_types\":[\"bench.e$n\"]$extra}" >/dev/null
done
