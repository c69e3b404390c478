#!/usr/bin/env bash
# Shows the simulated modem of cellwire with a phone manager that somebody else has written: gammu, over
# the pseudo-terminal. See README.md beside this.
#
# Exits with 0 when all went as it should, also when there is no gammu to try it with.

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
failed=0
pids=()

skip() { echo "SKIPPED: $*"; exit 0; }
title() { printf '\n== %s\n' "$*"; }
ok() { echo "ok: $*"; }
bad() { echo "NOT AS EXPECTED: $*"; failed=1; }

command -v gammu >/dev/null || skip "there is no gammu"
command -v timeout >/dev/null || skip "there is no timeout"

modem=${MODEM:-}
if [ -z "$modem" ]; then
    (cd "$root" && cargo build --quiet -p cellwire-examples --bin modem)
    modem=${CARGO_TARGET_DIR:-$root/target}/debug/modem
fi

work=$(mktemp -d)
clean() {
    exec 3>&- || true
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap clean EXIT
mkfifo "$work/orders"
exec 3<>"$work/orders"
"$modem" --json --number +15557654321 <"$work/orders" >"$work/modem" 2>&1 &
pids+=($!)
path=
for _ in $(seq 100); do
    path=$(sed -n 's/.*"path":"\([^"]*\)".*/\1/p' "$work/modem" 2>/dev/null | head -n 1)
    [ -z "$path" ] || break
    sleep 0.1
done
[ -n "$path" ] || { cat "$work/modem"; exit 1; }
cat >"$work/gammurc" <<END
[gammu]
device = $path
connection = at115200
use_locking = no
synchronizetime = no
END

# Runs gammu, and looks for a string in what it or the modem says.
expect() {
    local what=$1 string=$2
    shift 2
    timeout 60 gammu -c "$work/gammurc" "$@" </dev/null >"$work/said" 2>&1 || true
    if grep -aqF -- "$string" "$work/said" "$work/modem"; then ok "$what"; return; fi
    bad "$what"
    tail -n 20 "$work/said" | sed 's/^/    /'
}

title "gammu at $path"
expect "it knows what it is" "Simulated modem" identify
expect "and where it is registered" "home network" networkinfo
expect "and the service centre" "+15550009999" getsmsc
expect "it sends an SMS" '"text":"Hello from gammu"' \
    sendsms TEXT +15557654321 -text "Hello from gammu"
expect "and one that is not ASCII" '"text":"Żółw łąka Привет"' \
    sendsms TEXT +15557654321 -unicode -text "Żółw łąka Привет"
expect "and one in two parts" '"part":2,"parts":2' \
    sendsms TEXT +15557654321 -autolen 200 -text "$(printf 'L%.0s' $(seq 200))"
echo "sms Bank Your code is 12345" >&3
sleep 1
expect "it reads what has come" "Your code is 12345" getallsms
expect "which are those to the own number, too" "Hello from gammu" getallsms
expect "it asks for the balance" "Your balance is 12.34 EUR." getussd "*100#"
expect "it calls" '"event":"dialled","message":"5551234"' dialvoice 5551234

title "gammu monitors"
timeout -s INT 20 gammu -c "$work/gammurc" monitor </dev/null >"$work/monitor" 2>&1 &
pids+=($!)
sleep 8
echo "hangup" >&3
sleep 1
echo "sms +15550001111 While you watch" >&3
sleep 2
echo "ring +15550002222" >&3
wait "${pids[1]}" || true
for string in "SMS message received" "+15550002222"; do
    if grep -aqF -- "$string" "$work/monitor"; then ok "$string"; else bad "$string"; fi
done
echo quit >&3

title "Summary"
if [ "$failed" = 0 ]; then echo "all is as expected"; else echo "something is NOT as expected"; fi
exit "$failed"
