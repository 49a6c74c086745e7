#!/usr/bin/env bash
# Builds the studio's image from the Dockerfile, starts it and looks whether it is well, where there is neither Docker nor a registry of
# images: with buildah, on a base made of Debian's packages and this machine's Node. As root; apt-get install buildah debootstrap.
#   bash scripts/image/try.sh          four minutes, two gigabytes in the temporary folder while it runs
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cairn-image-XXXXXX")
build() { buildah --root "$work/images" --runroot "$work/run" --storage-driver vfs "$@"; }
studio=''
finish() {
  if [ -n "$studio" ]; then kill -TERM "$studio" 2>/dev/null || true; wait "$studio" 2>/dev/null || true; fi
  build rm --all >/dev/null 2>&1 || true
  build rmi --all --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

from=$(sed -n 's/^FROM \([^ ]*\).*/\1/p' "$root/Dockerfile" | sort -u)
debootstrap --variant=minbase bookworm "$work/base" >"$work/base.log" 2>&1
install -D "$root/node_modules/node/bin/node" "$work/base/usr/local/bin/node"
cp -r "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$work/base/usr/local/lib/npm"
ln -s ../lib/npm/bin/npm-cli.js "$work/base/usr/local/bin/npm"
install -D /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/ca-certificates.crt"
chroot "$work/base" groupadd --gid 1000 node
chroot "$work/base" useradd --uid 1000 --gid 1000 --create-home node
base=$(build from scratch)
build copy --quiet "$base" "$work/base" / >/dev/null
build config --env PATH=/usr/local/bin:/usr/bin:/bin --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$base"
build commit --quiet --rm "$base" "docker.io/library/$from" >/dev/null
rm -rf "$work/base"

# What is committed, as whoever clones it has it.
git clone --quiet --no-local "$root" "$work/source"
build bud --isolation chroot --network host --pull-never --format docker --tag cairn-studio \
  --volume /etc/resolv.conf:/etc/resolv.conf:ro "$work/source"

image=$(build from --pull-never localhost/cairn-studio)
port=$((20000 + RANDOM % 20000))
# Not by the function: what is to be stopped must be buildah itself.
buildah --root "$work/images" --runroot "$work/run" --storage-driver vfs run --isolation chroot --network host \
  --env CAIRN_STUDIO_PORT=$port "$image" node /app/dist/studio.cjs serve >"$work/serve.log" 2>&1 &
studio=$!
inside() { build run --isolation chroot --network host --env CAIRN_STUDIO_PORT=$port "$image" "$@"; }
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break; sleep 0.3; done
curl -sf "http://127.0.0.1:$port/readyz" || { cat "$work/serve.log"; exit 1; }
grep -q '"setupToken"' "$work/serve.log"
inside node /app/dist/studio.cjs verify
if inside sh -c 'touch /app/x /etc/x' 2>/dev/null; then echo 'It may write outside of its data' >&2; exit 1; fi
[ "$(inside id -u)" = 1000 ]
echo 'The image is built, runs, is well, and writes nothing but its data'
