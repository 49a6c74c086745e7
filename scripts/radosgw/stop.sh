#!/usr/bin/env bash
# Ends what start.sh started in FOLDER, and removes the folder. Only processes that wrote their ids there, and whose files are there.
set -euo pipefail
folder=$(cd "$1" && pwd)
[ -f "$folder/ceph.conf" ] || { echo "$folder holds no gateway" >&2; exit 2; }
for file in "$folder"/run/*.pid; do
  [ -f "$file" ] || continue
  pid=$(cat "$file")
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$folder/ceph.conf"; then kill -9 "$pid" || true; fi
done
rm -rf "$folder"
