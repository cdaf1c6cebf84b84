/*
 * Keeps a number in the file "state", by writing "state.new" and renaming it, and says each number when it has been kept. Begins with the number
 * that is there; without end.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char text[32];
    long number = 0;
    int fd = open("state", O_RDONLY);
    if (fd >= 0) {
        ssize_t length = read(fd, text, sizeof text - 1);
        if (length != 21) return 1;
        text[length] = 0;
        if (sscanf(text, "%ld", &number) != 1) return 2;
        close(fd);
    }
    printf("begins with %ld\n", number);
    fflush(stdout);
    while (1) {
        sprintf(text, "%020ld\n", ++number);
        fd = open("state.new", O_CREAT | O_WRONLY | O_TRUNC, 0666);
        if (fd < 0) return 3;
        /* in parts, so that a stop can come between */
        if (write(fd, text, 10) != 10 || write(fd, text + 10, 11) != 11) return 4;
        if (fsync(fd) || close(fd)) return 5;
        if (rename("state.new", "state")) return 6;
        printf("%ld\n", number);
        fflush(stdout);
    }
}
