/* A function in a file of another folder. */
__attribute__((noinline)) static void halt(void) {
    __builtin_trap();
}
