/*
 * Attempts to get out of descriptor 3, "/". The host has put into it: "file" ("inside"), a directory "dir", and links that lead out: "out" to
 * ../outside, "abs" to that by an absolute path, "dir/up" to ../../outside, "chain" to dir/up, "secret" to ../outside/secret, "fresh" to
 * ../outside/fresh, which is not there. Outside there is "secret" ("outside"). Descriptor 4, "/ro", is the directory outside, for reading only.
 */
#include "wasi.h"

static u32 used;

static const char *WAYS[] = {
    "../outside", "../outside/secret", "/", "/etc/passwd", "..", "dir/../..", "dir/../../outside/secret", "out", "out/secret", "out/", "out/.",
    "abs", "abs/secret", "dir/up/secret", "dir/up/", "chain/secret", "chain/", "secret", "secret/", "./secret", "dir/../secret", "fresh", "fresh/",
    "out/../file", "dir/up/../inside/file", "../inside/file", "dir/../../inside/file", "out/../../inside/file", "//etc/passwd", "./../outside/secret"
};
#define COUNT (sizeof WAYS / sizeof *WAYS)

/* No way through: by every function that takes a path. */
static void refused(const char *way) {
    struct filestat stat;
    int failed = failures;
    TRUE(open(3, way, 0, READ, 0) != OK);
    TRUE(open(3, way, 0, READ | WRITE, 0) != OK);
    TRUE(open(3, way, DIRECTORY, READ, 0) != OK);
    TRUE(open(3, way, TRUNCATE, READ | WRITE, 0) != OK);
    TRUE(open(3, way, CREATE, READ | WRITE, 0) != OK);
    TRUE(open(3, way, CREATE | EXCLUSIVE, READ | WRITE, 0) != OK);
    TRUE(path_filestat_get(3, FOLLOW, P(way), &stat) != OK);
    TRUE(path_filestat_set_times(3, FOLLOW, P(way), 0, 0, 1 | 4) != OK);
    TRUE(path_create_directory(3, P(way)) != OK);
    TRUE(path_remove_directory(3, P(way)) != OK);
    TRUE(path_link(3, FOLLOW, P(way), 3, P("stolen")) != OK);
    TRUE(path_link(3, 0, P("file"), 3, P(way)) != OK);
    TRUE(path_symlink(P("file"), 3, P(way)) != OK);
    if (failures != failed) {
        say("  by ");
        say(way);
        say("\n");
    }
}

/* The same over one of the links, where the link itself is no longer the last. */
static void beyond(const char *way) {
    static char path[64];
    u32 n = length(way);
    memcpy(path, way, n);
    memcpy(path + n, "/x", 3);
    refused(path);
    TRUE(path_unlink_file(3, P(path)) != OK);
    TRUE(path_rename(3, P("file"), 3, P(path)) != OK);
    TRUE(path_rename(3, P(path), 3, P("stolen")) != OK);
    TRUE(path_readlink(3, P(path), buffer, 100, &used) != OK);
}

static void links(void) {
    /* what an absolute link says is the host's business */
    TRUE(path_readlink(3, P("abs"), buffer, 100, &used) != OK);
    TRUE(path_symlink(P("/etc/passwd"), 3, P("mine")) != OK);
    /* one that leads out may be made, but not followed, however it is put together */
    IS(OK, path_symlink(P("../outside"), 3, P("mine")));
    beyond("mine");
    refused("mine/secret");
    IS(OK, path_symlink(P("mine/"), 3, P("mine2")));
    beyond("mine2");
    refused("mine2/secret/");
    IS(OK, path_symlink(P("mine2/secret"), 3, P("mine3")));
    refused("mine3");
    IS(OK, path_symlink(P("dir/.."), 3, P("self")));
    TRUE(file_has(3, "self/file", "inside"));
    IS(OK, path_symlink(P("self/../outside"), 3, P("mine4")));
    beyond("mine4");
    /* moved to where its text means something else */
    IS(OK, path_symlink(P("../file"), 3, P("dir/in")));
    TRUE(file_has(3, "dir/in", "inside"));
    IS(OK, path_rename(3, P("dir/in"), 3, P("in")));
    refused("in");
    const char *made[] = {"mine", "mine2", "mine3", "mine4", "self", "in"};
    for (u32 i = 0; i < 6; i++) IS(OK, path_unlink_file(3, P(made[i])));
}

static void moved(void) {
    /* a directory that is open, and moved further up: what is above its new place is still not beyond the base */
    IS(OK, path_create_directory(3, P("dir/deep")));
    IS(OK, open(3, "dir/deep", DIRECTORY, READ, 0));
    u32 deep = last;
    IS(OK, path_rename(3, P("dir/deep"), 3, P("deep")));
    TRUE(open(deep, "..", 0, READ, 0) != OK);
    TRUE(open(deep, "../..", 0, READ, 0) != OK);
    TRUE(open(deep, "../../outside/secret", 0, READ, 0) != OK);
    IS(OK, fd_close(deep));
    IS(OK, path_remove_directory(3, P("deep")));
}

static void between(void) {
    /* what may only be read there is not got hold of here */
    TRUE(file_has(4, "secret", "outside"));
    TRUE(path_link(4, 0, P("secret"), 3, P("stolen")) != OK);
    TRUE(path_rename(4, P("secret"), 3, P("stolen")) != OK);
    TRUE(path_rename(3, P("file"), 4, P("secret")) != OK);
    TRUE(open(4, "secret", TRUNCATE, READ, 0) != OK);
    TRUE(open(4, "secret", 0, READ | WRITE, 0) != OK);
    TRUE(open(4, "../inside/file", 0, READ, 0) != OK);
}

static void long_ways(void) {
    static char path[70000];
    u32 at = 0;
    while (at + 4 < sizeof path) {
        path[at++] = '.';
        path[at++] = '/';
    }
    IS(NAMETOOLONG, path_open(3, 0, path, at, 0, READ, 0, 0, &last));
    at = 0;
    for (u32 i = 0; i < 500; i++) {
        memcpy(path + at, "dir/../", 7);
        at += 7;
    }
    memcpy(path + at, "file", 4);
    IS(OK, path_open(3, 0, path, at + 4, 0, READ, 0, 0, &last));
    IS(OK, fd_close(last));
    memcpy(path + at, "../file", 7);
    TRUE(path_open(3, 0, path, at + 7, 0, READ, 0, 0, &last) != OK);
    TRUE(path_open(3, 0, "..\\outside\\secret", 17, 0, READ, 0, 0, &last) != OK);
    TRUE(path_open(3, 0, "file\0/../../outside/secret", 26, 0, READ, 0, 0, &last) != OK);
}

int main(void) {
    for (u32 i = 0; i < COUNT; i++) refused(WAYS[i]);
    beyond("out");
    beyond("abs");
    beyond("dir/up");
    beyond("chain");
    links();
    moved();
    between();
    long_ways();
    TRUE(file_has(3, "file", "inside"));
    TRUE(file_has(4, "secret", "outside"));
    return 0;
}
