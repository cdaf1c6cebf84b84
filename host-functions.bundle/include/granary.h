/*
 * What the host modules of Granary offer to guests in C. docs/host-modules.md says what each function does.
 *
 * Build with clang --target=wasm32, export the memory (lld does) and, for functions that return granary_bytes, granary_alloc.
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
    GRANARY_DENIED = -2,    /* the plugin's configuration does not name the module in host.modules, or what was asked for */
    GRANARY_INVALID = -3,   /* an argument makes no sense */
    GRANARY_TOO_LARGE = -4, /* a limit was passed */
    GRANARY_NO_MEMORY = -5, /* granary_alloc returned 0 */
    GRANARY_FAILED = -6,    /* the host tried and could not */
    GRANARY_FULL = -7,      /* what the plugin may keep in all is kept already, or what it may log for now is logged */
    GRANARY_TIMED_OUT = -8  /* it took longer than it may */
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

/* Entries that the plugin keeps, restarts and replacements included. What set, remove and replace have done is on the disk. */
GRANARY_IMPORT("granary_kv", "get") granary_bytes granary_kv_get(const void *key, uint32_t key_length);
GRANARY_IMPORT("granary_kv", "set")
int32_t granary_kv_set(const void *key, uint32_t key_length, const void *value, uint32_t value_length);
/* 1 when there was one, else 0. */
GRANARY_IMPORT("granary_kv", "remove") int32_t granary_kv_remove(const void *key, uint32_t key_length);
/* 1 when the value was the expected one (no bytes: none, or an empty one) and is the new one now, else 0. */
GRANARY_IMPORT("granary_kv", "replace")
int32_t granary_kv_replace(const void *key, uint32_t key_length, const void *expected, uint32_t expected_length,
        const void *value, uint32_t value_length);
/* The key after this one in the order of bytes; the first one after no bytes. */
GRANARY_IMPORT("granary_kv", "next") granary_bytes granary_kv_next(const void *key, uint32_t key_length);

/* A request; the status of the answer, which is kept until the next request. Fields are lines "Name: value". */
GRANARY_IMPORT("granary_http", "send")
int32_t granary_http_send(const char *method, uint32_t method_length, const char *url, uint32_t url_length,
        const char *fields, uint32_t fields_length, const void *body, uint32_t body_length);
GRANARY_IMPORT("granary_http", "field") granary_bytes granary_http_field(const char *name, uint32_t name_length);
GRANARY_IMPORT("granary_http", "body") granary_bytes granary_http_body(void);

#ifdef __cplusplus
}
#endif

#endif
