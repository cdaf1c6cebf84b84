/* Uses every function of granary.h once; build.sh makes stock.wasm of it. */
#include "granary.h"

static char heap[4096];
static uint32_t used;

void *granary_alloc(uint32_t size) {
    if (size > sizeof heap - used) {
        return 0;
    }
    void *room = heap + used;
    used += size;
    return room;
}

/* Logs the greeting of its configuration; the error value of the first function that gives one, else the number of bits set in 64 random bytes. */
GRANARY_EXPORT("run") int64_t run(void) {
    static const char key[] = "greeting";
    used = 0;
    granary_bytes greeting = granary_config_get(key, sizeof key - 1);
    if (greeting < 0) {
        return greeting;
    }
    int32_t written = granary_log_write(GRANARY_INFO, granary_address(greeting), granary_length(greeting));
    if (written < 0) {
        return written;
    }
    int64_t wall = granary_clock_wall_millis();
    if (wall < 0) {
        return wall;
    }
    int64_t since = granary_clock_monotonic_nanos();
    if (since < 0) {
        return since;
    }
    uint64_t random[8];
    int32_t filled = granary_random_fill(random, sizeof random);
    if (filled < 0) {
        return filled;
    }
    int64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        bits += __builtin_popcountll(random[i]);
    }
    return bits;
}
