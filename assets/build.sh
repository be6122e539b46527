#!/bin/sh
# Rebuilds engage/static from assets/. Needs node and npm; a checkout that only runs the product needs neither.
# Run it again after any change here and commit what changed.
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node build.mjs
