#!/usr/bin/env bash
# Counts instructions with valgrind, and fails where one case of each kind takes over 10 % more than
# the figure in benches/instructions.txt; `bash benches/guard.sh --update` writes the figures anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v valgrind >/dev/null; then
    echo 'skipped: instruction counts: valgrind is not installed'
    exit 0
fi
if [ "$(uname -m)" != x86_64 ]; then
    echo "skipped: instruction counts: the figures are those of x86_64, and this is $(uname -m)"
    exit 0
fi
cargo run --quiet --release -p cellwire-benches --bin guard -- "$@"
