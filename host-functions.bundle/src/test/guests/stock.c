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

#define TEXT(text) text, sizeof text - 1
#define TRY(type, name, call) \
    type name = call; \
    if (name < 0) { \
        return name; \
    }

static int same(const char *a, const char *b, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        if (a[i] != b[i]) {
            return 0;
        }
    }
    return 1;
}

/* Logs the greeting of its configuration; the error value of the first function that gives one, else the number of bits set in 64 random bytes. */
GRANARY_EXPORT("run") int64_t run(void) {
    used = 0;
    TRY(granary_bytes, greeting, granary_config_get(TEXT("greeting")))
    TRY(int32_t, written, granary_log_write(GRANARY_INFO, granary_address(greeting), granary_length(greeting)))
    TRY(int64_t, wall, granary_clock_wall_millis())
    TRY(int64_t, since, granary_clock_monotonic_nanos())
    uint64_t random[8];
    TRY(int32_t, filled, granary_random_fill(random, sizeof random))
    int64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        bits += __builtin_popcountll(random[i]);
    }
    return bits;
}

/* Keeps, reads, replaces, lists and removes; the number of keys that were there before, an error value, or -100 - n when step n was wrong. */
GRANARY_EXPORT("keep") int64_t keep(void) {
    used = 0;
    int64_t before = 0;
    granary_bytes key = granary_kv_next(0, 0);
    while (key > 0) {
        before++;
        used = 0;
        key = granary_kv_next(granary_address(key), granary_length(key));
    }
    if (key != GRANARY_NOTHING) {
        return key;
    }
    used = 0;
    TRY(int32_t, set, granary_kv_set(TEXT("colour"), TEXT("green")))
    TRY(granary_bytes, value, granary_kv_get(TEXT("colour")))
    if (granary_length(value) != 5 || !same(granary_address(value), "green", 5)) {
        return -101;
    }
    TRY(int32_t, other, granary_kv_replace(TEXT("colour"), TEXT("blue"), TEXT("red")))
    TRY(int32_t, done, granary_kv_replace(TEXT("colour"), TEXT("green"), TEXT("red")))
    if (other != 0 || done != 1) {
        return -102;
    }
    TRY(int32_t, more, granary_kv_set(TEXT("passing"), 0, 0))
    TRY(int32_t, removed, granary_kv_remove(TEXT("passing")))
    TRY(int32_t, again, granary_kv_remove(TEXT("passing")))
    if (removed != 1 || again != 0 || granary_kv_get(TEXT("passing")) != GRANARY_NOTHING) {
        return -103;
    }
    return before;
}

/* Asks the address in its configuration and logs the body; the status, or an error value. */
GRANARY_EXPORT("fetch") int64_t fetch(void) {
    used = 0;
    TRY(granary_bytes, url, granary_config_get(TEXT("url")))
    TRY(int32_t, status, granary_http_send(TEXT("GET"), granary_address(url), granary_length(url), TEXT("X-Guest: stock\n"), 0, 0))
    TRY(granary_bytes, type, granary_http_field(TEXT("content-type")))
    TRY(granary_bytes, body, granary_http_body())
    TRY(int32_t, typed, granary_log_write(GRANARY_INFO, granary_address(type), granary_length(type)))
    TRY(int32_t, written, granary_log_write(GRANARY_INFO, granary_address(body), granary_length(body)))
    return status;
}
