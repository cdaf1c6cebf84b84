/* Makes as many small files as it is told in the current directory, 1,000 in each subdirectory, lists, reads and removes them. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EACH 1000
static char path[64];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void make(int count) {
    for (int i = 0; i < count; i++) {
        if (i % EACH == 0) {
            sprintf(path, "d%d", i / EACH);
            if (mkdir(path, 0777)) fail(path);
        }
        sprintf(path, "d%d/f%d", i / EACH, i);
        int fd = open(path, O_CREAT | O_WRONLY | O_EXCL, 0666);
        if (fd < 0 || write(fd, path, strlen(path)) < 0 || close(fd)) fail(path);
    }
}

/* Reads and removes what it finds; how many. */
static int empty(int directory) {
    char name[16], text[64];
    sprintf(name, "d%d", directory);
    DIR *entries = opendir(name);
    if (!entries) fail(name);
    int found = 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] != 'f') continue;
        sprintf(path, "%s/%s", name, entry->d_name);
        int fd = open(path, O_RDONLY);
        ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);
        if (length != (ssize_t) strlen(path) || memcmp(path, text, (size_t) length) || close(fd)) fail(path);
        if (unlink(path)) fail(path);
        found++;
    }
    closedir(entries);
    if (rmdir(name)) fail(name);
    return found;
}

int main(int argc, char **argv) {
    int count = argc > 1 ? atoi(argv[1]) : EACH;
    make(count);
    int found = 0;
    for (int i = 0; i * EACH < count; i++) found += empty(i);
    printf("%d\n", found);
    return found != count;
}
