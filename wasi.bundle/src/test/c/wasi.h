/* The system interface as it is: every function by its import, no library between. A program is a file with one main(). */
#ifndef WASI
#define WASI "wasi_snapshot_preview1"
#endif

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define F(name) __attribute__((import_module(WASI), import_name(#name))) u32 name

F(args_get)(u32 *pointers, char *texts);
F(args_sizes_get)(u32 *count, u32 *bytes);
F(environ_get)(u32 *pointers, char *texts);
F(environ_sizes_get)(u32 *count, u32 *bytes);
F(clock_res_get)(u32 id, u64 *nanos);
F(clock_time_get)(u32 id, u64 precision, u64 *nanos);
F(fd_advise)(u32 fd, u64 offset, u64 length, u32 advice);
F(fd_allocate)(u32 fd, u64 offset, u64 length);
F(fd_close)(u32 fd);
F(fd_datasync)(u32 fd);
F(fd_fdstat_get)(u32 fd, void *stat);
F(fd_fdstat_set_flags)(u32 fd, u32 flags);
F(fd_fdstat_set_rights)(u32 fd, u64 base, u64 inheriting);
F(fd_filestat_get)(u32 fd, void *stat);
F(fd_filestat_set_size)(u32 fd, u64 size);
F(fd_filestat_set_times)(u32 fd, u64 access, u64 modify, u32 flags);
F(fd_pread)(u32 fd, const void *vectors, u32 count, u64 offset, u32 *read);
F(fd_prestat_get)(u32 fd, u32 *prestat);
F(fd_prestat_dir_name)(u32 fd, char *name, u32 length);
F(fd_pwrite)(u32 fd, const void *vectors, u32 count, u64 offset, u32 *written);
F(fd_read)(u32 fd, const void *vectors, u32 count, u32 *read);
F(fd_readdir)(u32 fd, void *entries, u32 length, u64 cookie, u32 *used);
F(fd_renumber)(u32 from, u32 to);
F(fd_seek)(u32 fd, u64 offset, u32 whence, u64 *position);
F(fd_sync)(u32 fd);
F(fd_tell)(u32 fd, u64 *position);
F(fd_write)(u32 fd, const void *vectors, u32 count, u32 *written);
F(path_create_directory)(u32 fd, const char *path, u32 length);
F(path_filestat_get)(u32 fd, u32 lookup, const char *path, u32 length, void *stat);
F(path_filestat_set_times)(u32 fd, u32 lookup, const char *path, u32 length, u64 access, u64 modify, u32 flags);
F(path_link)(u32 fd, u32 lookup, const char *path, u32 length, u32 to, const char *name, u32 name_length);
F(path_open)(u32 fd, u32 lookup, const char *path, u32 length, u32 how, u64 base, u64 inheriting, u32 flags, u32 *opened);
F(path_readlink)(u32 fd, const char *path, u32 length, char *text, u32 room, u32 *used);
F(path_remove_directory)(u32 fd, const char *path, u32 length);
F(path_rename)(u32 fd, const char *path, u32 length, u32 to, const char *name, u32 name_length);
F(path_symlink)(const char *text, u32 text_length, u32 fd, const char *path, u32 length);
F(path_unlink_file)(u32 fd, const char *path, u32 length);
F(poll_oneoff)(const void *subscriptions, void *events, u32 count, u32 *happened);
F(proc_raise)(u32 signal);
F(random_get)(void *bytes, u32 length);
F(sched_yield)(void);
F(sock_accept)(u32 fd, u32 flags, u32 *connection);
F(sock_recv)(u32 fd, const void *vectors, u32 count, u32 how, u32 *read, u16 *out);
F(sock_send)(u32 fd, const void *vectors, u32 count, u32 how, u32 *written);
F(sock_shutdown)(u32 fd, u32 how);
__attribute__((import_module(WASI), import_name("proc_exit"), noreturn)) void proc_exit(u32 code);

enum {
    OK = 0, AGAIN = 6, BADF = 8, EXIST = 20, FAULT = 21, FBIG = 22, ILSEQ = 25, INTR = 27, INVAL = 28, ISDIR = 31, LOOP = 32, MFILE = 33,
    NAMETOOLONG = 37, NOENT = 44, NOSYS = 52, NOTDIR = 54, NOTEMPTY = 55, NOTSOCK = 57, OVERFLOW = 61, PERM = 63, ROFS = 69, SPIPE = 70,
    NOTCAPABLE = 76
};
enum { CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8 };
enum { APPEND = 1, DSYNC = 2, NONBLOCK = 4, RSYNC = 8, SYNC = 16 };
enum { UNKNOWN = 0, CHARACTER_DEVICE = 2, DIRECTORY_TYPE = 3, FILE_TYPE = 4, SOCKET_STREAM = 6, LINK_TYPE = 7 };
#define ALL ((1ull << 30) - 1)
#define READ 2ull
#define WRITE 64ull
#define FOLLOW 1

/* Wherever an address is nonsense: beyond the one memory of the program. */
#define NOWHERE ((void *) 0xFFFFFFF0u)

struct vector { void *at; u32 length; };
struct fdstat { u8 type; u16 flags; u64 base; u64 inheriting; };
struct filestat { u64 device; u64 inode; u8 type; u64 links; u64 size; u64 access; u64 modify; u64 change; };

/* The compiler calls these two by itself. */
void *memset(void *at, int value, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) ((volatile u8 *) at)[i] = (u8) value;
    return at;
}
void *memcpy(void *to, const void *from, unsigned long count) {
    for (unsigned long i = 0; i < count; i++) ((volatile u8 *) to)[i] = ((const u8 *) from)[i];
    return to;
}

static u32 length(const char *text) {
    u32 n = 0;
    while (text[n]) n++;
    return n;
}

static int same(const void *one, const void *other, u32 count) {
    for (u32 i = 0; i < count; i++)
        if (((const u8 *) one)[i] != ((const u8 *) other)[i]) return 0;
    return 1;
}

static void say(const char *text) {
    struct vector v = {(void *) text, length(text)};
    u32 written;
    fd_write(2, &v, 1, &written);
}

static void say_number(u64 number) {
    char digits[24];
    int at = 23;
    digits[at] = 0;
    do {
        digits[--at] = (char) ('0' + number % 10);
        number /= 10;
    } while (number);
    say(digits + at);
}

static int failures;

static void check(const char *what, int line, u64 expected, u64 found) {
    if (expected == found) return;
    failures++;
    say("line ");
    say_number((u64) line);
    say(": ");
    say(what);
    say(": expected ");
    say_number(expected);
    say(", found ");
    say_number(found);
    say("\n");
}

#define IS(expected, actual) check(#actual, __LINE__, (u64) (expected), (u64) (actual))
#define TRUE(actual) check(#actual, __LINE__, 1, (u64) !!(actual))

/* Paths with their lengths. */
#define P(text) text, length(text)

static u32 last;

/* Opens a path; the error number, and the descriptor in last. */
static u32 open(u32 fd, const char *path, u32 how, u64 rights, u32 flags) {
    return path_open(fd, FOLLOW, path, length(path), how, rights, ALL, flags, &last);
}

static u32 write_text(u32 fd, const char *text) {
    struct vector v = {(void *) text, length(text)};
    u32 written = 0;
    u32 errno = fd_write(fd, &v, 1, &written);
    if (!errno) IS(v.length, written);
    return errno;
}

static char buffer[4096];

/* Reads from the descriptor's own position; how many bytes, and what in buffer. */
static u32 read_some(u32 fd) {
    struct vector v = {buffer, sizeof buffer - 1};
    u32 count = 0;
    IS(OK, fd_read(fd, &v, 1, &count));
    buffer[count] = 0;
    return count;
}

static int has_text(u32 fd, const char *text) {
    u32 count = read_some(fd);
    return count == length(text) && same(buffer, text, count);
}

static int file_has(u32 fd, const char *path, const char *text) {
    if (open(fd, path, 0, READ, 0)) return 0;
    int result = has_text(last, text);
    IS(OK, fd_close(last));
    return result;
}

static void make(u32 fd, const char *path, const char *text) {
    IS(OK, open(fd, path, CREATE | TRUNCATE, READ | WRITE, 0));
    IS(OK, write_text(last, text));
    IS(OK, fd_close(last));
}

int main(void);

__attribute__((export_name("_start"))) void _start(void) {
    main();
    if (failures) proc_exit(1);
}
