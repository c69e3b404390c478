#!/usr/bin/env bash
# Shows the simulated gateway of cellwire with an SMS server and a sender that somebody else has
# written: those of the npm package goip 0.2.0. See README.md beside this.
#
# Exits with 0 when all went as it should, also when there is no node or npm to try it with.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${CELLWIRE_INTEROP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cellwire-interop}/goip-0.2.0
failed=0
pids=()

skip() { echo "SKIPPED: $*"; exit 0; }
title() { printf '\n== %s\n' "$*"; }
note() { echo "note: $*"; }
ok() { echo "ok: $*"; }
bad() { echo "NOT AS EXPECTED: $*"; failed=1; }

# Waits until a line of a file has all of these strings.
has() {
    local file=$1 lines string
    shift
    lines=$(cat "$file" 2>/dev/null || true)
    for string in "$@"; do lines=$(grep -F -- "$string" <<<"$lines" || true); done
    [ -n "$lines" ]
}
expect() {
    local what=$1 file=$2
    shift 2
    for _ in $(seq 100); do
        if has "$file" "$@"; then ok "$what"; return; fi
        sleep 0.1
    done
    bad "$what"
    grep -v "^EVENT Req " "$file" | tail -n 20 | sed 's/^/    /'
}
# The port behind the first of these words in a file.
port_in() {
    for _ in $(seq 100); do
        local port
        port=$(sed -n "s/.*$2[^:]*:\([0-9][0-9]*\).*/\1/p" "$1" 2>/dev/null | head -n 1)
        if [ -n "$port" ]; then echo "$port"; return; fi
        sleep 0.1
    done
}

command -v node >/dev/null || skip "there is no node"
command -v npm >/dev/null || skip "there is no npm"
if [ ! -d "$cache/node_modules/goip" ]; then
    npm install --prefix "$cache" --ignore-scripts --no-audit --no-fund --silent goip@0.2.0 ||
        skip "npm cannot install goip 0.2.0"
fi
export NODE_PATH=$cache/node_modules

gateway=${GOIP_GATEWAY:-}
if [ -z "$gateway" ]; then
    (cd "$root" && cargo build --quiet -p cellwire-examples --bin goip-gateway)
    gateway=${CARGO_TARGET_DIR:-$root/target}/debug/goip-gateway
fi

work=$(mktemp -d)
clean() {
    exec 3>&- 4>&- || true
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap clean EXIT
mkfifo "$work/first" "$work/second"
exec 3<>"$work/first" 4<>"$work/second"

title "goip-gateway at the server of npm goip"
node "$here/goip-npm-server.js" >"$work/server" 2>&1 &
pids+=($!)
port=$(port_in "$work/server" listening)
[ -n "$port" ] || { cat "$work/server"; exit 1; }
"$gateway" --json --server "127.0.0.1:$port" --line goip1:password1 --keepalive 1 \
    <"$work/first" >"$work/gateway" 2>&1 &
pids+=($!)
expect "the server hears the keepalive" "$work/server" "EVENT Req " '"id":"goip1"'
expect "the gateway is registered" "$work/gateway" '"event":"registered"' '"status":200'
note "npm goip answers a keepalive with req: in place of reg:, which the gateway tolerates"
echo "sms goip1 +48123456789 Zażółć gęślą jaźń, 你好" >&3
expect "the server has the SMS" "$work/server" "EVENT Receive " "zażółć gęślą jaźń, 你好"
note "npm goip makes everything lower case that it is told"
expect "and acknowledges it" "$work/gateway" '"event":"acknowledged"' '"result":"OK"'
echo "call goip1 +48123456789" >&3
expect "the server hears of a call" "$work/server" "EVENT Record " "+48123456789"
expect "and of the state of the line" "$work/server" "EVENT State " "incoming"
echo "hangup goip1" >&3
expect "and that it has ended" "$work/server" "EVENT Hengup " "normal call clearing"
note "it does not know REMAIN, and leaves it without an answer"
echo quit >&3

title "the sender of npm goip through goip-gateway"
"$gateway" --json --line goip1:password1 --sms-time 0.2 --server 127.0.0.1:9 \
    <"$work/second" >"$work/submitted" 2>&1 &
pids+=($!)
port=$(port_in "$work/submitted" '"udp":"')
[ -n "$port" ] || { cat "$work/submitted"; exit 1; }
send() { node "$here/goip-npm-sender.js" 127.0.0.1 "$port" "$@" 2>&1 | tee -a "$work/sender"; }
send password1 +4915112345601 "hello; it is me"
expect "the sender is told that it was sent" "$work/sender" "SENT "
expect "the network has the text" "$work/submitted" '"event":"submit"' '"hello; it is me"' '+4915112345601'
send password1 +4915112345602 "Żółw łąka Привет"
expect "a text that is not ASCII goes through" "$work/submitted" '"event":"submit"' '+4915112345602' '"text":"Żółw łąka'
note "npm goip counts characters where bytes are meant, and cuts off the end of its own datagram:"
sed -n 's/.*4915112345602.*"text":"\([^"]*\)".*/      it meant "Żółw łąka Привет", and sent "\1"/p' "$work/submitted" | head -n 1
note "the gateway sends all that has arrived; a byte that is half a character is shown as \\xNN"
send wrong +4915112345603 "hello" || true
expect "a wrong password is refused" "$work/sender" "FAILED " "PASSWORD"
if has "$work/submitted" '+4915112345603'; then bad "it was sent all the same"; fi
echo quit >&4

title "Summary"
if [ "$failed" = 0 ]; then echo "all is as expected"; else echo "something is NOT as expected"; fi
exit "$failed"
