/*
 * Paths and directories. Descriptor 3 is an empty directory, "/", for everything; 4 is the same for reading only, "/ro". With an argument the
 * file system is one that neither counts the names of a file nor gives links a second one.
 */
#include "wasi.h"

static u32 used;
static int links_counted;

static u32 mkdir(const char *path) {
    return path_create_directory(3, P(path));
}

static u32 rmdir(const char *path) {
    return path_remove_directory(3, P(path));
}

static u32 unlink(const char *path) {
    return path_unlink_file(3, P(path));
}

static u32 rename(const char *path, const char *name) {
    return path_rename(3, P(path), 3, P(name));
}

static u32 link(u32 lookup, const char *path, const char *name) {
    return path_link(3, lookup, P(path), 3, P(name));
}

static u32 symlink(const char *text, const char *path) {
    return path_symlink(P(text), 3, P(path));
}

/* What a path is; 255 and the error number in last when it is nothing. */
static u8 type(u32 lookup, const char *path) {
    struct filestat stat;
    last = path_filestat_get(3, lookup, P(path), &stat);
    return last ? 255 : stat.type;
}

static void opening(void) {
    make(3, "f", "text");
    IS(OK, mkdir("d"));
    IS(EXIST, open(3, "f", CREATE | EXCLUSIVE, READ, 0));
    IS(OK, open(3, "f", CREATE, READ, 0));
    IS(OK, fd_close(last));
    IS(NOENT, open(3, "none", 0, READ, 0));
    IS(NOENT, open(3, "", 0, READ, 0));
    IS(NOTDIR, open(3, "f", DIRECTORY, READ, 0));
    IS(NOTDIR, open(3, "f/x", CREATE, READ | WRITE, 0));
    IS(NOENT, open(3, "none/x", CREATE, READ | WRITE, 0));
    IS(OK, open(3, "d", DIRECTORY, READ, 0));
    u32 d = last;
    IS(OK, open(3, "d", 0, READ, 0));
    IS(OK, fd_close(last));
    IS(ISDIR, open(3, "d", 0, WRITE, 0));
    IS(ISDIR, open(3, "d", TRUNCATE, READ, 0));
    IS(ISDIR, open(3, "d", CREATE, READ, 0));
    TRUE(open(3, "d", CREATE | EXCLUSIVE, READ, 0) != OK);
    IS(INVAL, open(3, "f", 16, READ, 0));
    IS(INVAL, path_open(3, 2, P("f"), 0, READ, 0, 0, &last));
    IS(FAULT, path_open(3, 0, P("f"), 0, READ, 0, 0, NOWHERE));
    IS(FAULT, path_open(3, 0, NOWHERE, 100, 0, READ, 0, 0, &last));
    IS(BADF, open(99, "f", 0, READ, 0));
    IS(OK, open(3, "f", 0, READ, 0));
    u32 f = last;
    IS(NOTDIR, open(f, "x", 0, READ, 0));
    IS(OK, fd_close(f));
    /* making a file that is opened for reading only, and cutting one off that is */
    IS(OK, open(3, "m", CREATE, READ, 0));
    IS(OK, fd_close(last));
    IS(OK, open(3, "f", TRUNCATE, READ, 0));
    IS(OK, fd_close(last));
    TRUE(file_has(3, "f", ""));
    /* relative to what was opened */
    make(d, "in", "inside");
    TRUE(file_has(3, "d/in", "inside"));
    TRUE(file_has(d, "./../d/./in", "inside") == 0);
    TRUE(file_has(3, "d/../d/./in", "inside"));
    TRUE(file_has(3, ".//d///in", "inside"));
    IS(OK, fd_close(d));
    IS(OK, unlink("d/in"));
    IS(OK, unlink("m"));
    /* names that are no text, have no end, or are long */
    IS(ILSEQ, path_open(3, 0, "a\xff", 2, CREATE, READ, 0, 0, &last));
    IS(INVAL, path_open(3, 0, "f\0g", 3, CREATE, READ, 0, 0, &last));
    static char name[300];
    memset(name, 'a', 299);
    /* file systems in memory have no limit */
    u32 errno = open(3, name, CREATE, READ, 0);
    if (errno) IS(NAMETOOLONG, errno);
    else IS(OK, unlink(name));
    make(3, "\xc3\xb6 \xe2\x82\xac", "euro");
    TRUE(file_has(3, "\xc3\xb6 \xe2\x82\xac", "euro"));
    IS(OK, unlink("\xc3\xb6 \xe2\x82\xac"));
}

static void slashes(void) {
    IS(NOTDIR, open(3, "f/", 0, READ, 0));
    TRUE(open(3, "new/", CREATE, READ | WRITE, 0) != OK);
    IS(OK, open(3, "d/", 0, READ, 0));
    IS(OK, fd_close(last));
    IS(OK, mkdir("e/"));
    IS(EXIST, mkdir("e/"));
    IS(EXIST, mkdir("f"));
    TRUE(mkdir("f/") != OK);
    TRUE(unlink("f/") != OK);
    IS(NOTDIR, rmdir("f"));
    TRUE(rmdir("f/") != OK);
    TRUE(unlink("e") != OK && unlink("e/") != OK);
    TRUE(rename("f", "g/") != OK);
    TRUE(rename("f/", "g") != OK);
    TRUE(link(0, "f", "g/") != OK);
    IS(255, type(0, "f/"));
    IS(NOTDIR, last);
    IS(DIRECTORY_TYPE, type(0, "e/"));
    IS(OK, rename("e", "e2/"));
    IS(OK, rmdir("e2/"));
    IS(FILE_TYPE, type(0, "f"));
    IS(255, type(0, "g"));
}

static void renaming(void) {
    make(3, "one", "1");
    make(3, "two", "2");
    IS(OK, mkdir("empty"));
    IS(OK, mkdir("full"));
    make(3, "full/x", "x");
    IS(OK, rename("one", "two"));
    TRUE(file_has(3, "two", "1"));
    IS(255, type(0, "one"));
    IS(NOENT, rename("one", "two"));
    IS(ISDIR, rename("two", "empty"));
    IS(NOTDIR, rename("empty", "two"));
    IS(NOTEMPTY, rename("empty", "full"));
    IS(OK, rename("full", "empty"));
    TRUE(file_has(3, "empty/x", "x"));
    IS(OK, rename("two", "two"));
    TRUE(rename("empty", "empty/sub") != OK);
    TRUE(rename(".", "x") != OK);
    IS(NOTEMPTY, rmdir("empty"));
    IS(OK, unlink("empty/x"));
    IS(OK, rmdir("empty"));
    IS(NOENT, rmdir("empty"));
    IS(NOENT, unlink("one"));
    IS(OK, unlink("two"));
    TRUE(rmdir(".") != OK);
}

static void links(void) {
    struct filestat one, two;
    make(3, "l1", "linked");
    IS(OK, link(0, "l1", "l2"));
    IS(EXIST, link(0, "l1", "l2"));
    IS(NOENT, link(0, "none", "l3"));
    TRUE(link(0, "d", "l3") != OK);
    IS(OK, path_filestat_get(3, 0, P("l1"), &one));
    IS(OK, path_filestat_get(3, 0, P("l2"), &two));
    TRUE(one.inode == two.inode && one.device == two.device);
    if (links_counted) IS(2, two.links);
    IS(OK, unlink("l1"));
    TRUE(file_has(3, "l2", "linked"));
    /* of a link itself, unless it is to be followed */
    IS(OK, symlink("l2", "s"));
    if (links_counted) {
        IS(OK, link(0, "s", "s2"));
        IS(LINK_TYPE, type(0, "s2"));
        IS(OK, unlink("s2"));
    }
    IS(OK, link(FOLLOW, "s", "l4"));
    IS(FILE_TYPE, type(0, "l4"));
    IS(OK, unlink("l4"));
    IS(LINK_TYPE, type(0, "s"));
    IS(FILE_TYPE, type(FOLLOW, "s"));
    TRUE(file_has(3, "s", "linked"));
    IS(LOOP, path_open(3, 0, P("s"), 0, READ, 0, 0, &last));
    IS(NOTDIR, open(3, "s/", 0, READ, 0));
    /* what does not fit is cut off, and no zero comes behind */
    buffer[1] = 'x';
    IS(OK, path_readlink(3, P("s"), buffer, 1, &used));
    TRUE(used == 1 && buffer[0] == 'l' && buffer[1] == 'x');
    IS(OK, path_readlink(3, P("s"), buffer, 100, &used));
    TRUE(used == 2 && same(buffer, "l2", 2));
    IS(OK, path_readlink(3, P("s"), buffer, 0, &used));
    IS(0, used);
    IS(INVAL, path_readlink(3, P("l2"), buffer, 100, &used));
    IS(NOENT, path_readlink(3, P("none"), buffer, 100, &used));
    IS(FAULT, path_readlink(3, P("s"), NOWHERE, 100, &used));
    /* to nothing, to directories, over directories, in a circle */
    IS(OK, symlink("nothing", "dangling"));
    IS(LINK_TYPE, type(0, "dangling"));
    IS(255, type(FOLLOW, "dangling"));
    IS(NOENT, open(3, "dangling", 0, READ, 0));
    IS(EXIST, open(3, "dangling", CREATE | EXCLUSIVE, READ | WRITE, 0));
    IS(OK, open(3, "dangling", CREATE, READ | WRITE, 0));
    IS(OK, fd_close(last));
    IS(FILE_TYPE, type(0, "nothing"));
    IS(OK, symlink("d", "to-d"));
    make(3, "to-d/x", "in d");
    TRUE(file_has(3, "d/x", "in d"));
    IS(NOTDIR, rmdir("to-d"));
    IS(OK, symlink("../l2", "d/up"));
    TRUE(file_has(3, "to-d/up", "linked"));
    IS(OK, symlink("circle", "circle"));
    IS(LOOP, open(3, "circle", 0, READ, 0));
    IS(LOOP, open(3, "circle/x", 0, READ, 0));
    IS(LINK_TYPE, type(0, "circle"));
    IS(EXIST, symlink("x", "circle"));
    TRUE(symlink("x", "new/") != OK);
    IS(NOENT, symlink("", "x"));
    const char *all[] = {"circle", "d/up", "d/x", "to-d", "nothing", "dangling", "s", "l2"};
    for (u32 i = 0; i < 8; i++) IS(OK, unlink(all[i]));
}

static void times(void) {
    struct filestat stat;
    IS(OK, path_filestat_set_times(3, 0, P("f"), 1000, 5000000789000ull, 1 | 4));
    IS(OK, path_filestat_get(3, 0, P("f"), &stat));
    IS(1000, stat.access);
    IS(5000000789000ull, stat.modify);
    IS(OK, path_filestat_set_times(3, 0, P("d"), 0, 7000000000ull, 4));
    IS(OK, path_filestat_get(3, 0, P("d"), &stat));
    IS(7000000000ull, stat.modify);
    IS(OK, path_filestat_set_times(3, 0, P("f"), 0, 0, 2 | 8));
    IS(INVAL, path_filestat_set_times(3, 0, P("f"), 0, 0, 1 | 2));
    IS(INVAL, path_filestat_set_times(3, 0, P("f"), 0, ~0ull, 4));
    IS(NOENT, path_filestat_set_times(3, 0, P("none"), 0, 0, 4));
    IS(FAULT, path_filestat_get(3, 0, P("f"), NOWHERE));
    IS(INVAL, path_filestat_get(3, 2, P("f"), &stat));
    /* a link's own */
    IS(OK, symlink("f", "s"));
    IS(OK, path_filestat_set_times(3, 0, P("s"), 3000000000ull, 3000000000ull, 1 | 4));
    IS(OK, path_filestat_get(3, 0, P("s"), &stat));
    IS(3000000000ull, stat.modify);
    IS(OK, path_filestat_get(3, FOLLOW, P("s"), &stat));
    TRUE(stat.modify != 3000000000ull);
    IS(OK, unlink("s"));
}

#define MANY 40
static u8 entries[256];

/* Reads all entries with a small buffer; how many names, those of ours counted in seen. Removes every one that it meets if asked. */
static u32 list(u32 fd, u8 *seen, int removing) {
    u64 cookie = 0;
    u32 names = 0;
    for (u32 rounds = 0; rounds < 1000; rounds++) {
        IS(OK, fd_readdir(fd, entries, sizeof entries, cookie, &used));
        u32 at = 0;
        while (at + 24 <= used) {
            u64 next, inode;
            u32 size;
            memcpy(&next, entries + at, 8);
            memcpy(&inode, entries + at + 8, 8);
            memcpy(&size, entries + at + 16, 4);
            if (at + 24 + size > used) break;
            char *name = (char *) entries + at + 24;
            TRUE(inode != 0);
            if (names == 0) TRUE(size == 1 && name[0] == '.');
            if (names == 1) TRUE(size == 2 && same(name, "..", 2));
            if (name[0] == 'n') {
                seen[(name[1] - '0') * 10 + name[2] - '0']++;
                IS(FILE_TYPE, entries[at + 20]);
                if (removing) IS(OK, path_unlink_file(fd, name, size));
            }
            names++;
            cookie = next;
            at += 24 + size;
        }
        if (used < sizeof entries) return names;
    }
    return 0;
}

static void listing(void) {
    static u8 seen[MANY], again[MANY];
    char name[8] = "d/n00";
    for (u32 i = 0; i < MANY; i++) {
        name[3] = (char) ('0' + i / 10);
        name[4] = (char) ('0' + i % 10);
        make(3, name, "");
    }
    IS(OK, open(3, "d", DIRECTORY, READ, 0));
    u32 d = last;
    IS(MANY + 2, list(d, seen, 0));
    IS(MANY + 2, list(d, seen, 1));
    for (u32 i = 0; i < MANY; i++) IS(2, seen[i]);
    IS(2, list(d, again, 0));
    IS(OK, fd_readdir(d, entries, 0, 0, &used));
    IS(0, used);
    IS(OK, fd_readdir(d, entries, 10, 0, &used));
    IS(10, used);
    IS(OK, fd_readdir(d, entries, 100, ~0ull, &used));
    IS(0, used);
    IS(FAULT, fd_readdir(d, NOWHERE, 100, 0, &used));
    IS(OK, fd_close(d));
    IS(OK, open(3, "f", 0, READ, 0));
    IS(NOTDIR, fd_readdir(last, entries, 100, 0, &used));
    IS(OK, fd_close(last));
}

static void only_for_reading(void) {
    make(3, "r", "text");
    IS(ROFS, path_create_directory(4, P("new")));
    IS(ROFS, path_unlink_file(4, P("r")));
    IS(ROFS, path_remove_directory(4, P("d")));
    IS(ROFS, path_rename(4, P("r"), 3, P("mine")));
    IS(ROFS, path_rename(3, P("r"), 4, P("mine")));
    IS(ROFS, path_link(4, 0, P("r"), 3, P("mine")));
    IS(ROFS, path_link(3, 0, P("r"), 4, P("mine")));
    IS(ROFS, path_symlink(P("r"), 4, P("mine")));
    IS(ROFS, path_filestat_set_times(4, 0, P("r"), 0, 0, 4));
    IS(OK, open(4, "d", DIRECTORY, READ, 0));
    IS(ROFS, open(last, "new", CREATE, READ, 0) == ROFS ? ROFS : OK);
    IS(255, type(0, "mine"));
    TRUE(file_has(4, "r", "text"));
}

int main(void) {
    u32 count, bytes;
    IS(OK, args_sizes_get(&count, &bytes));
    links_counted = count < 2;
    opening();
    slashes();
    renaming();
    links();
    times();
    listing();
    only_for_reading();
    return 0;
}
