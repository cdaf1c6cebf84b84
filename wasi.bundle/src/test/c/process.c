/* Arguments, environment, clocks, random bytes, and the end. With the argument "exit" it ends with code 130. */
#include "wasi.h"

static char texts[256];
static u32 pointers[16];
static u8 random[1 << 20];

static void arguments(void) {
    u32 count, bytes;
    IS(OK, args_sizes_get(&count, &bytes));
    TRUE(count >= 3 && bytes <= sizeof texts);
    texts[bytes] = 'x';
    IS(OK, args_get(pointers, texts));
    TRUE(same((char *) pointers[0], "process.wasm", 13));
    IS(0, *(char *) pointers[1]);
    TRUE(same((char *) pointers[2], "\xc3\xb6", 3));
    IS('x', texts[bytes]);
    IS(FAULT, args_get(NOWHERE, texts));
    IS(FAULT, args_get(pointers, NOWHERE));
    IS(FAULT, args_sizes_get(NOWHERE, &bytes));
    if (count == 4) {
        TRUE(same((char *) pointers[3], "exit", 5));
        proc_exit(130);
    }
}

static void environment(void) {
    u32 count, bytes;
    IS(OK, environ_sizes_get(&count, &bytes));
    IS(2, count);
    IS(11, bytes);
    IS(OK, environ_get(pointers, texts));
    TRUE(same(texts, "B=2\0A=1=\xc3\xb6", 11));
    IS(4, pointers[1] - pointers[0]);
}

static void clocks(void) {
    u64 resolution, before, after;
    for (u32 id = 0; id < 2; id++) {
        IS(OK, clock_res_get(id, &resolution));
        TRUE(resolution > 0 && resolution <= 1000000000);
        IS(OK, clock_time_get(id, 0, &before));
        IS(OK, clock_time_get(id, 1, &after));
        TRUE(after >= before && (long long) before >= 0);
    }
    for (u32 id = 2; id < 4; id++) {
        IS(BADF, clock_res_get(id, &resolution));
        IS(BADF, clock_time_get(id, 0, &before));
    }
    IS(INVAL, clock_res_get(4, &resolution));
    IS(INVAL, clock_time_get(0xFFFFFFFF, 0, &before));
    IS(FAULT, clock_time_get(0, 0, NOWHERE));
}

static void bytes(void) {
    u32 different = 0;
    IS(OK, random_get(random, sizeof random));
    for (u32 i = 1; i < sizeof random; i++) different += random[i] != random[i - 1];
    TRUE(different > sizeof random / 2);
    IS(OK, random_get(random, 0));
    IS(FAULT, random_get(random, 0xFFFFFFFF));
    IS(FAULT, random_get(NOWHERE, 32));
}

int main(void) {
    arguments();
    environment();
    clocks();
    bytes();
    IS(OK, sched_yield());
    IS(NOSYS, proc_raise(15));
    return 0;
}
