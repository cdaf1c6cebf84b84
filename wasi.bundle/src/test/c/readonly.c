/*
 * A directory that is for reading only, attacked in every way. Descriptor 3 is that one, called "/ro", with the files "f" and "d/x", the
 * empty directory "e" and the link "l" to "f"; descriptor 4 is one for writing, with the file "mine". Whoever runs this looks afterwards
 * whether the first one is as it was.
 */
#include "wasi.h"

#define REFUSED(call) check(#call " is refused", __LINE__, 1, (call) != OK)
/* Where the host itself may say something else first. */
#define HALF (~0ull >> 34)

static u32 written, made;
static struct vector two = {"XX", 2};

static u32 create_directory(u32 fd, const char *path) { return path_create_directory(fd, P(path)); }
static u32 unlink_file(u32 fd, const char *path) { return path_unlink_file(fd, P(path)); }
static u32 remove_directory(u32 fd, const char *path) { return path_remove_directory(fd, P(path)); }
static u32 move(u32 fd, const char *from, u32 other, const char *to) { return path_rename(fd, P(from), other, P(to)); }
static u32 hard_link(u32 fd, u32 lookup, const char *from, u32 other, const char *to) {
    return path_link(fd, lookup, P(from), other, P(to));
}
static u32 soft_link(const char *text, u32 fd, const char *path) { return path_symlink(P(text), fd, P(path)); }
static u32 touch(u32 fd, u32 lookup, const char *path) { return path_filestat_set_times(fd, lookup, P(path), 1, 1, 5); }

/* What was opened there, with whatever rights and flags, takes nothing. */
static void changes_by_descriptor(u32 fd) {
    REFUSED(fd_write(fd, &two, 1, &written));
    REFUSED(fd_pwrite(fd, &two, 1, 0, &written));
    REFUSED(fd_filestat_set_size(fd, 0));
    REFUSED(fd_filestat_set_size(fd, 100));
    REFUSED(fd_allocate(fd, 0, 4096));
    REFUSED(fd_filestat_set_times(fd, 1, 1, 5));
    if (fd_fdstat_set_flags(fd, APPEND) == OK) REFUSED(fd_write(fd, &two, 1, &written));
    /* a right that it never had does not come by asking */
    if (fd_fdstat_set_rights(fd, READ | WRITE, READ | WRITE) == OK) REFUSED(fd_write(fd, &two, 1, &written));
}

static void changes_below(u32 fd, u32 how) {
    u32 file;
    if (path_open(fd, 0, P("x"), how, READ | WRITE, ALL, 0, &file) == OK) {
        REFUSED(fd_write(file, &two, 1, &written));
        IS(OK, fd_close(file));
    }
    REFUSED(create_directory(fd, "made"));
    REFUSED(unlink_file(fd, "x"));
    REFUSED(soft_link("x", fd, "soft"));
    REFUSED(touch(fd, FOLLOW, "x"));
    REFUSED(move(fd, "x", 4, "got"));
    REFUSED(move(4, "mine", fd, "mine"));
    REFUSED(hard_link(fd, 0, "x", 4, "got"));
    REFUSED(hard_link(4, 0, "mine", fd, "got"));
}

static void every_way_of_opening(void) {
    const char *names[] = {"f", "l", "d/x", "./f", "d/../f", "new", "d/new", "d", "d/", "f/", "e", "."};
    const u64 rights[] = {WRITE, READ | WRITE, 1ull << 8, 1ull << 22, 1ull << 23, ~0ull, HALF, 0, READ};
    for (u32 name = 0; name < sizeof names / sizeof *names; name++)
        for (u32 right = 0; right < sizeof rights / sizeof *rights; right++)
            for (u32 how = 0; how < 16; how++)
                for (u32 flags = 0; flags < 32; flags += 31)
                    for (u32 lookup = 0; lookup < 2; lookup++) {
                        u32 fd;
                        struct fdstat stat;
                        if (path_open(3, lookup, P(names[name]), how, rights[right], ALL, (u16) flags, &fd) != OK) continue;
                        IS(OK, fd_fdstat_get(fd, &stat));
                        changes_by_descriptor(fd);
                        if (stat.type == DIRECTORY_TYPE && names[name][0] == 'd') changes_below(fd, how);
                        IS(OK, fd_close(fd));
                        made++;
                    }
    /* it was not for nothing */
    TRUE(made > 100);
}

static void every_function_with_a_path(void) {
    REFUSED(create_directory(3, "made"));
    REFUSED(create_directory(3, "d/made"));
    REFUSED(remove_directory(3, "e"));
    REFUSED(unlink_file(3, "f"));
    REFUSED(unlink_file(3, "l"));
    REFUSED(soft_link("f", 3, "soft"));
    REFUSED(hard_link(3, 0, "f", 3, "hard"));
    REFUSED(hard_link(3, FOLLOW, "l", 4, "hard"));
    REFUSED(hard_link(3, 0, "f", 4, "hard"));
    REFUSED(hard_link(4, 0, "mine", 3, "hard"));
    REFUSED(move(3, "f", 3, "g"));
    REFUSED(move(3, "f", 3, "f"));
    REFUSED(move(3, "f", 4, "g"));
    REFUSED(move(4, "mine", 3, "g"));
    REFUSED(move(4, "mine", 3, "f"));
    REFUSED(touch(3, 0, "f"));
    REFUSED(touch(3, FOLLOW, "l"));
    REFUSED(touch(3, 0, "l"));
    REFUSED(touch(3, 0, "."));
    REFUSED(fd_filestat_set_times(3, 1, 1, 5));
    REFUSED(fd_filestat_set_size(3, 0));
    REFUSED(fd_allocate(3, 0, 1));
}

/* Through the directory that is for writing, and through a number that was another's. */
static void ways_round(void) {
    REFUSED(soft_link("/ro/f", 4, "absolute"));
    u32 linked = soft_link("../ro/f", 4, "beside");
    REFUSED(path_open(4, FOLLOW, P("beside"), 0, READ | WRITE, ALL, 0, &last));
    REFUSED(path_open(4, FOLLOW, P("beside"), CREATE | TRUNCATE, READ | WRITE, ALL, 0, &last));
    if (linked == OK) IS(OK, unlink_file(4, "beside"));
    IS(OK, unlink_file(4, "mine"));
    IS(OK, path_open(3, 0, P("d"), DIRECTORY, READ, ALL, 0, &last));
    IS(OK, fd_renumber(last, 4));
    REFUSED(unlink_file(4, "x"));
    REFUSED(create_directory(4, "made"));
    REFUSED(path_open(4, 0, P("y"), CREATE, READ | WRITE, ALL, 0, &last));
    IS(OK, path_open(4, 0, P("x"), 0, READ, ALL, 0, &last));
    TRUE(has_text(last, "below"));
}

int main(void) {
    every_way_of_opening();
    every_function_with_a_path();
    ways_round();
    TRUE(file_has(3, "f", "file"));
    return 0;
}
