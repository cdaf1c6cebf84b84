/* Copies standard input to standard output, 64 KiB at a time. */
#include <unistd.h>

static char buffer[1 << 16];

int main(void) {
    ssize_t count;
    while ((count = read(0, buffer, sizeof buffer)) > 0)
        for (ssize_t done = 0; done < count;) {
            ssize_t written = write(1, buffer + done, (size_t) (count - done));
            if (written < 0) return 1;
            done += written;
        }
    return count < 0;
}
