#!/usr/bin/env bash
# A real Ceph object gateway for tests, in a folder of its own: one monitor, one manager, one object store in memory. As root, with
# Debian's packages ceph-mon, ceph-mgr, ceph-osd, ceph-common and radosgw. Prints the studio's keys for it as one line of JSON.
#
#   scripts/radosgw/start.sh FOLDER      FOLDER is new or empty; stop.sh FOLDER ends it and removes the folder
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
# Daemons are started without 3: one that held it would keep whoever reads it waiting.
exec 3>&1 >"$folder/start.log" 2>&1
for program in ceph-mon ceph-mgr ceph-osd ceph ceph-authtool monmaptool radosgw radosgw-admin; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&3; exit 3; }
done
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
fsid=$(cat /proc/sys/kernel/random/uuid)
mon_port=$(free_port)
http_port=$(free_port)
mkdir -p "$folder"/{mon,mgr,osd,run}
cat >"$folder/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = [v1:127.0.0.1:$mon_port]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = $folder/keyring
log file = $folder/\$name.log
pid file = $folder/run/\$name.pid
admin socket = $folder/run/\$name.asok
run dir = $folder/run
crash dir = $folder/run
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon osd min down reporters = 1
mon data avail crit = 1
mon data avail warn = 1
ms bind ipv6 = false
[osd]
osd objectstore = memstore
osd data = $folder/osd
memstore device bytes = 3221225472
osd memory target = 939524096
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$http_port
rgw thread pool size = 64
rgw enable usage log = false
rgw dns name = 
CONF
conf=(--conf "$folder/ceph.conf")
ceph-authtool --create-keyring "$folder/keyring" --gen-key -n mon. --cap mon 'allow *'
ceph-authtool "$folder/keyring" --gen-key -n client.admin \
  --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
ceph-authtool "$folder/keyring" --gen-key -n client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx' --cap mgr 'allow rw'
ceph-authtool "$folder/keyring" --gen-key -n mgr.x --cap mon 'allow profile mgr' --cap osd 'allow *'
monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$mon_port]" "$folder/monmap"
ceph-mon "${conf[@]}" --mkfs -i a --monmap "$folder/monmap" --keyring "$folder/keyring" --mon-data "$folder/mon"
ceph-mon "${conf[@]}" -i a --mon-data "$folder/mon" 3>&-
ceph() { timeout 60 "$(type -P ceph)" "${conf[@]}" --connect-timeout 50 "$@"; }
ceph mon enable-msgr2 || true
ceph auth import -i "$folder/keyring"
ceph-mgr "${conf[@]}" -i x --mgr-data "$folder/mgr" 3>&-
uuid=$(cat /proc/sys/kernel/random/uuid)
id=$(ceph osd new "$uuid")
ceph auth get-or-create "osd.$id" mon 'allow profile osd' mgr 'allow profile osd' osd 'allow *' -o "$folder/osd.keyring"
cat "$folder/osd.keyring" >>"$folder/keyring"
ceph-osd "${conf[@]}" -i "$id" --mkfs --osd-uuid "$uuid" 3>&-
ceph-osd "${conf[@]}" -i "$id" 3>&-
for _ in $(seq 100); do ceph osd stat | grep -q ' 1 up' && break; sleep 0.3; done
radosgw "${conf[@]}" -n client.rgw 3>&-
for _ in $(seq 300); do
  curl -sf "http://127.0.0.1:$http_port/" >/dev/null && break
  sleep 0.3
done
access=AK$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n')
secret=$(head -c 24 /dev/urandom | base64 | tr -d '\n=')
radosgw-admin "${conf[@]}" -n client.rgw user create --uid cairn --display-name cairn \
  --access-key "$access" --secret "$secret" >"$folder/user.json"
ACCESS="$access" SECRET="$secret" ENDPOINT="http://127.0.0.1:$http_port" node "$(dirname "$0")/make-bucket.ts" art
printf '{"s3Bucket":"art","s3Endpoint":"http://127.0.0.1:%s","s3Region":"us-east-1","s3AccessKey":"%s","s3Secret":"%s"}\n' \
  "$http_port" "$access" "$secret" | tee "$folder/studio.json" >&3
