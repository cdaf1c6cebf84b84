/* A plugin that is a reactor: _initialize runs what stands before main elsewhere. Writes to the directory "/data", reads its arguments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

static int ready;

__attribute__((constructor)) static void prepare(void) {
    ready = 7;
}

EXPORT(ready) int is_ready(void) {
    return ready;
}

/* Appends a line to a file; how long the file is then, or -1. */
EXPORT(note) int note(int number) {
    FILE *file = fopen("/data/notes.txt", "a");
    if (!file) return -1;
    fprintf(file, "%s %d\n", getenv("WHO") ? getenv("WHO") : "nobody", number);
    long length = ftell(file);
    return fclose(file) ? -1 : (int) length;
}

EXPORT(tell) void tell(int number) {
    printf("the number is %d\n", number);
    fprintf(stderr, "half a line");
    fflush(stdout);
}

EXPORT(leave) void leave(int code) {
    exit(code);
}
