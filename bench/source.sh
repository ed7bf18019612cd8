#!/usr/bin/env bash
# Makes a source of GitHub's webhooks and prints its URL, for webhooks.sh.
#   bench/source.sh http://127.0.0.1:8288 KEY [extra JSON properties, such as '"transform":"..."']
# In the environment: SECRET.
set -euo pipefail
curl -sf "$1/api/v1/sources" -H "Authorization: Bearer $2" -H 'Content-Type: application/json' \
  -d "{\"name\":\"bench\",\"provider\":\"github\",\"secrets\":[\"${SECRET:-secret-of-the-bench}\"]${3:+,$3}}" |
  sed -E 's/.*"url":"([^"]*)".*/\1/; s/localhost/127.0.0.1/'
