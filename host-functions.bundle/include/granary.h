/*
 * What the host modules of Granary offer to guests in C. docs/host-modules.md says what each function does.
 *
 * Build with clang --target=wasm32, export the memory (lld does) and, for granary_config_get, granary_alloc.
 */
#ifndef GRANARY_H
#define GRANARY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GRANARY_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define GRANARY_EXPORT(name) __attribute__((export_name(name)))

/* Error values: what a function returns instead of its result. */
enum {
    GRANARY_NOTHING = -1,   /* what was asked for is not there */
    GRANARY_DENIED = -2,    /* the plugin's configuration does not name the module in host.modules */
    GRANARY_INVALID = -3,   /* an argument makes no sense */
    GRANARY_TOO_LARGE = -4, /* a limit was passed */
    GRANARY_NO_MEMORY = -5, /* granary_alloc returned 0 */
    GRANARY_FAILED = -6     /* the host tried and could not */
};

enum { GRANARY_ERROR = 0, GRANARY_WARNING = 1, GRANARY_INFO = 2, GRANARY_DEBUG = 3, GRANARY_TRACE = 4 };

/* Bytes as a result: an error value when negative. */
typedef int64_t granary_bytes;

static inline uint32_t granary_length(granary_bytes bytes) {
    return (uint32_t) (bytes >> 32);
}

static inline char *granary_address(granary_bytes bytes) {
    return (char *) (uintptr_t) (uint32_t) bytes;
}

/* To be defined by the guest: room for size bytes, or 0. Called by the host while a function that returns granary_bytes runs. */
GRANARY_EXPORT("granary_alloc") void *granary_alloc(uint32_t size);

GRANARY_IMPORT("granary_log", "write") int32_t granary_log_write(int32_t level, const char *text, uint32_t length);

GRANARY_IMPORT("granary_clock", "wall_millis") int64_t granary_clock_wall_millis(void);
GRANARY_IMPORT("granary_clock", "monotonic_nanos") int64_t granary_clock_monotonic_nanos(void);

GRANARY_IMPORT("granary_random", "fill") int32_t granary_random_fill(void *target, uint32_t length);

GRANARY_IMPORT("granary_config", "get") granary_bytes granary_config_get(const char *key, uint32_t length);

#ifdef __cplusplus
}
#endif

#endif
