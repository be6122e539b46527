#!/usr/bin/env bash
# with_pg.sh CMD...: run CMD with a throw-away PostgreSQL on loopback that holds two empty databases,
# one a side; ENGAGE_TEST_DATABASE_URL and ENGAGE_TEST_OMBUDSMAN_DATABASE_URL name them.
set -euo pipefail
bin=${PG_BIN:-$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)}
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL server not found. Install it (Debian: apt-get install postgresql) or set PG_BIN." >&2
  exit 3
fi
as=()
[ "$(id -u)" = 0 ] && as=(runuser -u postgres --)
dir=$(mktemp -d /tmp/engage-pg.XXXXXX)
[ "$(id -u)" = 0 ] && chown postgres: "$dir"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
here=$PWD
cd "$dir"
stop() {
  cd /
  "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
"${as[@]}" "$bin/initdb" -D "$dir/data" -U owner -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
  { cat "$dir/initdb.log" >&2; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" -o "-c listen_addresses=127.0.0.1 -p $port -k $dir \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null || { cat "$dir/log" >&2; exit 1; }
for name in engage_test ombudsman_test; do
  "${as[@]}" "$bin/createdb" -h 127.0.0.1 -p "$port" -U owner "$name"
done
cd "$here"
address="postgresql+psycopg://owner@127.0.0.1:$port"
export ENGAGE_TEST_DATABASE_URL="$address/engage_test" ENGAGE_TEST_OMBUDSMAN_DATABASE_URL="$address/ombudsman_test"
"$@"
