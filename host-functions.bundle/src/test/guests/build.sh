#!/bin/sh
# Makes the guests of the tests: needs clang and lld (Debian's packages of these names).
set -e
cd "$(dirname "$0")"
clang --target=wasm32 -O2 -Wall -Wextra -Werror -nostdlib -I../../../include -Wl,--no-entry -Wl,--strip-all \
    -o ../resources/guests/stock.wasm stock.c
