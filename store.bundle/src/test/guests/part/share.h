/* A function in a file of another folder, which is never called as such. */
static volatile int zero;

static inline __attribute__((always_inline)) int share(int value) {
    return value / zero;
}
