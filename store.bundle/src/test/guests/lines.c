/* A guest whose functions trap, so that a test can ask where. LinesTest knows the line numbers. */
#include "part/stop.h"

#define EXPORT(name) __attribute__((export_name(name)))

static volatile int zero;

__attribute__((noinline)) static int ratio(int left, int right) {
    int sum = left + right;
    return sum /
            right;
}

EXPORT("divide") int divide(int value) {
    return ratio(value, zero) + 1;
}

EXPORT("stop") void stop(void) {
    halt();
    zero = 2;
}
