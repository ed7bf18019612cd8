#!/usr/bin/env bash
# Has hookbench send GitHub's webhooks of 2 KB to a URL: one signed body, and for each a delivery id of its own, as
# GitHub signs no id. The receiver verifies each of them.
#   HOOKBENCH=./hookbench bench/webhooks.sh URL [options of hookbench]
# In the environment: SECRET, SIZE (2048).
set -euo pipefail
url=$1
shift
text=$(head -c "${SIZE:-2048}" /dev/zero | tr '\0' x)
body="{\"ref\":\"refs/heads/main\",\"repository\":{\"full_name\":\"octo/hello\"},\"text\":\"$text\"}"
signature=$(printf '%s' "$body" | openssl dgst -sha256 -hmac "${SECRET:-secret-of-the-bench}" | sed 's/.* //')
exec "${HOOKBENCH:-hookbench}" --target "$url" --body "$body" --id-header X-GitHub-Delivery \
  --header 'X-GitHub-Event: push' --header "X-Hub-Signature-256: sha256=$signature" "$@"
