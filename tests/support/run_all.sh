#!/usr/bin/env bash
# Everything `make test` runs. What this machine lacks is installed where we may, and otherwise named in
# one line; with ENGAGE_TEST_REQUIRE_ALL=1 a lack is a failure.
set -uo pipefail
cd "$(dirname "$0")/../.."
bin=.venv/bin
skipped=()
started=$SECONDS

need() { # need WHAT HOW: WHAT cannot be had here
  skipped+=("$1 (get it: $2)")
  if [ "${ENGAGE_TEST_REQUIRE_ALL:-}" = 1 ]; then
    echo "Required but missing: $1. $2" >&2
    exit 1
  fi
}

apt() { # apt PACKAGE…: install Debian packages where we may
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  echo "Installing $* …"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >/tmp/engage-apt.log 2>&1
}

find_browser() {
  local found
  found=$(type -P chromium || type -P chromium-browser || type -P google-chrome || true)
  [ -n "$found" ] && { echo "$found"; return; }
  "$bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    import os; path = p.chromium.executable_path
    print(path if os.path.exists(path) else "")' 2>/dev/null
}

echo "== Lint and import contracts"
"$bin/ruff" check . || exit 1
"$bin/ruff" format --check --quiet . || { echo "Run make fmt."; exit 1; }
"$bin/lint-imports" >/tmp/engage-lint-imports.log 2>&1 || { cat /tmp/engage-lint-imports.log; exit 1; }

echo "== Tests on SQLite"
"$bin/python" -m pytest -n 2 --dist loadfile -m "not browser" || exit 1

echo "== Tests on PostgreSQL"
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && [ -z "${PG_BIN:-}" ]; then
  apt postgresql || need "tests on PostgreSQL" "apt-get install postgresql, or set PG_BIN"
fi
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "${PG_BIN:-}" ]; then
  tests/support/with_pg.sh "$bin/python" -m pytest -n 2 --dist loadfile -m "not browser" || exit 1
fi

echo "== Browser tests"
browser=$(find_browser)
if [ -z "$browser" ]; then
  apt chromium fonts-liberation2 || "$bin/playwright" install chromium >/dev/null 2>&1 ||
    need "browser tests" "apt-get install chromium, or .venv/bin/playwright install chromium"
  browser=$(find_browser)
fi
if [ -n "$browser" ]; then
  rm -rf build/screenshots
  ENGAGE_TEST_CHROMIUM=$browser "$bin/python" -m pytest -m browser tests/browser tests/web || exit 1
fi

for what in "${skipped[@]:-}"; do [ -n "$what" ] && echo "Skipped: $what"; done
echo "Everything that could run passed in $((SECONDS - started)) s."
