#!/bin/sh
# Builds the guests of the tests anew; needs clang and lld with the wasm32 target. What it makes is committed.
set -e
cd "$(dirname "$0")"
for version in 4 5; do
    for guest in lines inlined; do
        clang --target=wasm32 -g "-gdwarf-$version" -O1 -nostdlib "-fdebug-prefix-map=$PWD=." -Wl,--no-entry \
            -o "../resources/guests/$guest$version.wasm" "$guest.c"
    done
done
