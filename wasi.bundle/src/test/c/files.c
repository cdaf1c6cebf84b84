/* Descriptors, files and what is in them. Descriptor 3 is an empty directory, "/", for everything; 4 is the same for reading only, "/ro". */
#include "wasi.h"

static u64 position, size_of;
static u32 count;

static u64 seek(u32 fd, long long offset, u32 whence) {
    position = ~0ull;
    IS(OK, fd_seek(fd, (u64) offset, whence, &position));
    return position;
}

static u64 size(u32 fd) {
    struct filestat stat;
    IS(OK, fd_filestat_get(fd, &stat));
    IS(FILE_TYPE, stat.type);
    return stat.size;
}

static void preopens(void) {
    u32 prestat[2];
    IS(OK, fd_prestat_get(3, prestat));
    IS(0, prestat[0]);
    IS(1, prestat[1]);
    IS(OK, fd_prestat_dir_name(3, buffer, 1));
    IS('/', buffer[0]);
    IS(OK, fd_prestat_get(4, prestat));
    IS(3, prestat[1]);
    buffer[3] = 'x';
    IS(OK, fd_prestat_dir_name(4, buffer, 3));
    TRUE(same(buffer, "/rox", 4));
    IS(NAMETOOLONG, fd_prestat_dir_name(4, buffer, 2));
    IS(BADF, fd_prestat_get(5, prestat));
    IS(BADF, fd_prestat_get(0, prestat));
    IS(BADF, fd_prestat_dir_name(5, buffer, 3));
    IS(FAULT, fd_prestat_get(3, NOWHERE));
}

static void reading_and_writing(void) {
    IS(OK, open(3, "f", CREATE | EXCLUSIVE, READ | WRITE, 0));
    u32 fd = last;
    IS(OK, write_text(fd, "0123456789"));
    IS(7, seek(fd, -3, 1));
    TRUE(has_text(fd, "789"));
    TRUE(has_text(fd, ""));
    IS(8, seek(fd, -2, 2));
    IS(INVAL, fd_seek(fd, (u64) -11ll, 2, &position));
    IS(INVAL, fd_seek(fd, 0, 3, &position));
    IS(OVERFLOW, fd_seek(fd, 0x7FFFFFFFFFFFFFFFull, 1, &position));
    IS(FAULT, fd_seek(fd, 0, 0, NOWHERE));
    IS(OK, fd_tell(fd, &position));
    IS(8, position);
    /* several buffers, an empty one among them; then none at all */
    char one[2], two[8];
    struct vector v[3] = {{one, 2}, {NOWHERE, 0}, {two, 8}};
    v[1].at = buffer;
    seek(fd, 0, 0);
    IS(OK, fd_read(fd, v, 3, &count));
    IS(10, count);
    TRUE(same(one, "01", 2) && same(two, "23456789", 8));
    IS(OK, fd_read(fd, v, 0, &count));
    IS(0, count);
    IS(OK, fd_write(fd, v, 0, &count));
    IS(0, count);
    /* every buffer is looked at before anything is done */
    v[2].at = NOWHERE;
    v[2].length = 32;
    seek(fd, 0, 0);
    IS(FAULT, fd_read(fd, v, 3, &count));
    IS(FAULT, fd_write(fd, v, 3, &count));
    IS(FAULT, fd_read(fd, NOWHERE, 3, &count));
    IS(FAULT, fd_read(fd, v, 0x20000000, &count));
    IS(FAULT, fd_read(fd, v, 1, NOWHERE));
    IS(OK, fd_tell(fd, &position));
    IS(0, position);
    IS(10, size(fd));
    /* with a position of their own */
    v[0].at = two;
    v[0].length = 3;
    seek(fd, 5, 0);
    IS(OK, fd_pread(fd, v, 1, 2, &count));
    TRUE(count == 3 && same(two, "234", 3));
    IS(OK, fd_pread(fd, v, 1, 9, &count));
    IS(1, count);
    IS(OK, fd_pread(fd, v, 1, 1000, &count));
    IS(0, count);
    v[0].at = "ab";
    v[0].length = 2;
    IS(OK, fd_pwrite(fd, v, 1, 12, &count));
    IS(14, size(fd));
    IS(INVAL, fd_pread(fd, v, 1, ~0ull, &count));
    IS(INVAL, fd_pwrite(fd, v, 1, ~0ull, &count));
    IS(FBIG, fd_pwrite(fd, v, 1, 0x7FFFFFFFFFFFFFFFull, &count));
    IS(OK, fd_tell(fd, &position));
    IS(5, position);
    seek(fd, 9, 0);
    IS(5, read_some(fd));
    TRUE(same(buffer, "9\0\0ab", 5));
    IS(OK, fd_close(fd));
    IS(BADF, fd_close(fd));
    IS(BADF, fd_read(fd, v, 1, &count));
    IS(BADF, fd_write(0xFFFFFFFF, v, 1, &count));
    /* what is opened for one thing only */
    IS(OK, open(3, "f", 0, WRITE, 0));
    IS(BADF, fd_read(last, v, 0, &count));
    IS(BADF, fd_pread(last, v, 0, 0, &count));
    IS(OK, fd_close(last));
    IS(OK, open(3, "f", 0, READ, 0));
    IS(BADF, write_text(last, "x"));
    IS(BADF, fd_pwrite(last, v, 0, 0, &count));
    IS(BADF, fd_filestat_set_size(last, 0));
    IS(OK, fd_sync(last));
    IS(OK, fd_datasync(last));
    IS(OK, fd_close(last));
}

static void appending(void) {
    struct fdstat stat;
    IS(OK, open(3, "a", CREATE, READ | WRITE, APPEND));
    u32 fd = last;
    IS(OK, write_text(fd, "abc"));
    seek(fd, 0, 0);
    TRUE(has_text(fd, "abc"));
    seek(fd, 0, 0);
    IS(OK, write_text(fd, "def"));
    IS(6, seek(fd, 0, 1));
    IS(OK, fd_fdstat_get(fd, &stat));
    IS(APPEND, stat.flags);
    IS(FILE_TYPE, stat.type);
    IS(OK, fd_fdstat_set_flags(fd, 0));
    seek(fd, 0, 0);
    IS(OK, write_text(fd, "X"));
    seek(fd, 0, 0);
    TRUE(has_text(fd, "Xbcdef"));
    IS(OK, fd_fdstat_set_flags(fd, APPEND | DSYNC | SYNC | RSYNC));
    seek(fd, 0, 0);
    IS(OK, write_text(fd, "!"));
    IS(7, size(fd));
    IS(INVAL, fd_fdstat_set_flags(fd, 32));
    IS(FAULT, fd_fdstat_get(fd, NOWHERE));
    IS(OK, fd_close(fd));
}

static void sizes(void) {
    IS(OK, open(3, "s", CREATE, READ | WRITE, 0));
    u32 fd = last;
    IS(OK, fd_filestat_set_size(fd, 100));
    IS(OK, fd_allocate(fd, 50, 10));
    IS(100, size(fd));
    IS(OK, fd_allocate(fd, 150, 10));
    IS(160, size(fd));
    IS(FBIG, fd_allocate(fd, 0x7FFFFFFFFFFFFFFFull, 10));
    IS(INVAL, fd_allocate(fd, 10, 0));
    IS(INVAL, fd_allocate(fd, ~0ull, 1));
    IS(BADF, fd_allocate(3, 0, 10));
    IS(BADF, fd_allocate(1, 0, 10));
    IS(INVAL, fd_filestat_set_size(fd, ~0ull));
    seek(fd, 120, 0);
    IS(OK, fd_filestat_set_size(fd, 10));
    IS(120, seek(fd, 0, 1));
    IS(0, read_some(fd));
    IS(OK, write_text(fd, "end"));
    IS(123, size(fd));
    seek(fd, 118, 0);
    IS(5, read_some(fd));
    TRUE(same(buffer, "\0\0end", 5));
    IS(OK, fd_advise(fd, 0, 0, 0));
    IS(OK, fd_advise(fd, 1ull << 62, 1ull << 62, 5));
    IS(INVAL, fd_advise(fd, 0, 0, 6));
    IS(INVAL, fd_advise(fd, ~0ull, 0, 0));
    IS(BADF, fd_advise(3, 0, 0, 0));
    IS(SPIPE, fd_advise(0, 0, 0, 0));
    IS(OK, fd_close(fd));
}

static void times(void) {
    struct filestat stat;
    IS(OK, open(3, "t", CREATE, READ | WRITE, 0));
    u32 fd = last;
    IS(OK, fd_filestat_set_times(fd, 1000000123000ull, 2000000456000ull, 1 | 4));
    IS(OK, fd_filestat_get(fd, &stat));
    IS(1000000123000ull, stat.access);
    IS(2000000456000ull, stat.modify);
    IS(1, stat.links);
    IS(OK, fd_filestat_set_times(fd, 5, 5, 0));
    IS(OK, fd_filestat_get(fd, &stat));
    IS(2000000456000ull, stat.modify);
    u64 now;
    IS(OK, clock_time_get(0, 0, &now));
    IS(OK, fd_filestat_set_times(fd, 0, 0, 2 | 8));
    IS(OK, fd_filestat_get(fd, &stat));
    TRUE(stat.modify + 1000000 >= now && stat.modify < now + 60000000000ull);
    IS(INVAL, fd_filestat_set_times(fd, 0, 0, 1 | 2));
    IS(INVAL, fd_filestat_set_times(fd, 0, 0, 4 | 8));
    IS(INVAL, fd_filestat_set_times(fd, 0, 0, 16));
    IS(INVAL, fd_filestat_set_times(fd, ~0ull, ~0ull, 1 | 4));
    TRUE(fd_filestat_set_times(fd, 0x7FFFFFFFFFFFFFFFull, 0x7FFFFFFFFFFFFFFFull, 1 | 4) != BADF);
    /* by its descriptor, it is this file that is meant, whatever has its name */
    IS(OK, fd_filestat_set_size(fd, 3));
    IS(OK, path_rename(3, P("t"), 3, P("u")));
    make(3, "t", "another one");
    IS(3, size(fd));
    IS(OK, path_unlink_file(3, P("u")));
    IS(3, size(fd));
    IS(OK, write_text(fd, "still here"));
    IS(OK, fd_filestat_get(fd, &stat));
    IS(10, stat.size);
    IS(0, stat.links);
    IS(OK, fd_close(fd));
}

static void rights(void) {
    struct fdstat stat;
    struct vector v = {buffer, 1};
    IS(OK, open(3, "f", 0, ALL, 0));
    u32 fd = last;
    IS(OK, fd_fdstat_get(fd, &stat));
    TRUE((stat.base & (READ | WRITE)) == (READ | WRITE));
    IS(OK, fd_fdstat_set_rights(fd, stat.base & ~WRITE, 0));
    IS(NOTCAPABLE, write_text(fd, "x"));
    IS(NOTCAPABLE, fd_fdstat_set_rights(fd, stat.base, 0));
    IS(OK, fd_read(fd, &v, 1, &count));
    IS(OK, fd_close(fd));
    /* dropped for all that is opened from a directory */
    IS(OK, open(3, ".", DIRECTORY, READ, 0));
    fd = last;
    IS(OK, fd_fdstat_get(fd, &stat));
    IS(DIRECTORY_TYPE, stat.type);
    IS(OK, fd_fdstat_set_rights(fd, stat.base, stat.inheriting & ~WRITE));
    IS(NOTCAPABLE, open(fd, "f", 0, WRITE, 0));
    IS(OK, open(fd, "f", 0, READ, 0));
    IS(OK, fd_close(last));
    IS(OK, fd_close(fd));
}

static void numbers(void) {
    struct fdstat stat;
    IS(OK, open(3, "f", 0, READ, 0));
    u32 one = last;
    IS(OK, open(3, "a", 0, READ, 0));
    u32 two = last;
    IS(BADF, fd_renumber(one, 77));
    IS(BADF, fd_renumber(77, one));
    IS(OK, fd_renumber(one, one));
    IS(OK, fd_renumber(one, two));
    IS(BADF, fd_fdstat_get(one, &stat));
    TRUE(read_some(two) > 7);
    /* the smallest free number is taken next */
    IS(OK, open(3, "a", 0, READ, 0));
    IS(one, last);
    IS(OK, fd_close(one));
    IS(OK, fd_close(two));
    /* until there are too many */
    u32 opened[200];
    u32 n = 0, errno;
    while (!(errno = open(3, "f", 0, READ, 0)) && n < 200) opened[n++] = last;
    IS(MFILE, errno);
    while (n) IS(OK, fd_close(opened[--n]));
}

static void streams(void) {
    struct fdstat stat;
    struct vector v = {buffer, 1};
    for (u32 fd = 0; fd < 3; fd++) {
        IS(SPIPE, fd_seek(fd, 0, 1, &position));
        IS(SPIPE, fd_tell(fd, &position));
        IS(SPIPE, fd == 0 ? fd_pread(fd, &v, 1, 0, &count) : fd_pwrite(fd, &v, 1, 0, &count));
        IS(OK, fd_fdstat_get(fd, &stat));
        TRUE(stat.type == UNKNOWN || stat.type == CHARACTER_DEVICE);
        IS(BADF, fd_filestat_set_size(fd, 1));
    }
    IS(BADF, fd_write(0, &v, 1, &count));
    IS(BADF, fd_read(1, &v, 1, &count));
    IS(0, read_some(0));
    IS(BADF, fd_seek(3, 0, 0, &position));
    IS(BADF, fd_tell(3, &position));
    IS(BADF, fd_pread(3, &v, 1, 0, &count));
    IS(BADF, fd_read(3, &v, 1, &count));
}

static void only_for_reading(void) {
    make(3, "r", "text");
    IS(ROFS, open(4, "r", 0, READ | WRITE, 0));
    IS(ROFS, open(4, "r", TRUNCATE, READ, 0));
    IS(ROFS, open(4, "new", CREATE, READ, 0));
    TRUE(file_has(4, "r", "text"));
    IS(OK, open(4, "r", 0, READ, 0));
    IS(BADF, fd_filestat_set_size(last, 0));
    IS(BADF, fd_allocate(last, 0, 100));
    IS(ROFS, fd_filestat_set_times(last, 0, 0, 4));
    IS(OK, fd_close(last));
    IS(ROFS, fd_filestat_set_times(4, 0, 0, 4));
    TRUE(file_has(3, "r", "text"));
}

int main(void) {
    preopens();
    streams();
    reading_and_writing();
    appending();
    sizes();
    times();
    rights();
    numbers();
    only_for_reading();
    (void) size_of;
    return 0;
}
