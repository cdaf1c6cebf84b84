/* A guest whose compiler puts functions in the place of their calls. InlinedLinesTest knows the line numbers. */
#include "part/share.h"

#define EXPORT(name) __attribute__((export_name(name)))

static inline __attribute__((always_inline)) int both(int value) {
    int first = share(value);
    return first +
            share(value + 1);
}

EXPORT("nested") int nested(int value) {
    if (value > 5) {
        return both(value);
    }
    return value;
}

EXPORT("plain") int plain(int value) {
    return value / zero;
}
