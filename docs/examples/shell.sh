#!/bin/sh
# Says that something is wrong, and that it is over. Usage: URL=https://status.example.com TOKEN=... shell.sh
set -eu

send() {
  curl --fail --silent --show-error "$URL/api/$1" \
    -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2"
}

incident=$(send incidents '{"name": "Backups are late", "message": "We look into it.", "status": 1, "visible": 1}')
number=$(printf %s "$incident" | sed 's/.*"attributes":{"id":\([0-9]*\).*/\1/')
send "incidents/$number/updates" '{"status": 4, "message": "They are through."}' > /dev/null
curl --fail --silent --show-error "$URL/api/status"
