#!/bin/sh
# Makes the guest programs of the tests. Needs Debian's clang, lld, wasi-libc and libclang-rt-14-dev-wasm32. They are committed, so this is for who changes them.
set -eu
cd "$(dirname "$0")"
out=../resources/org/granary/wasi/guests
mkdir -p $out
common="--target=wasm32-wasi -Oz -Wall -Wextra -Werror -Wno-unused-function -Wl,--strip-all"
for file in *.c; do
    # without a library: the system interface itself
    clang $common -nostdlib -ffreestanding -Wl,--no-entry -o $out/"${file%.c}".wasm "$file"
done
for file in libc/*.c; do
    name=${file#libc/}
    extra=
    [ "$name" != reactor.c ] || extra=-mexec-model=reactor
    clang $common $extra -o $out/"${name%.c}".wasm "$file"
done
# two of them are measured with, too
cp $out/cat.wasm $out/many.wasm ../../../../bench/src/main/resources/org/granary/bench/
chmod 644 $out/*.wasm ../../../../bench/src/main/resources/org/granary/bench/cat.wasm ../../../../bench/src/main/resources/org/granary/bench/many.wasm
