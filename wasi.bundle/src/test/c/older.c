/* What differs in preview 0: whence, the layout of attributes and of what is waited for. Descriptor 3 is an empty directory. */
#define WASI "wasi_unstable"
#include "wasi.h"

struct filestat_0 { u64 device; u64 inode; u8 type; u32 links; u64 size; u64 access; u64 modify; u64 change; };

static u8 subscription[56], event[32];

int main(void) {
    struct filestat_0 stat;
    u64 position, timeout = 1000000, userdata = 5;
    u32 happened;
    make(3, "f", "0123456789");
    IS(OK, open(3, "f", 0, READ | WRITE, 0));
    IS(OK, fd_seek(last, 4, 2, &position));
    IS(4, position);
    IS(OK, fd_seek(last, 1, 0, &position));
    IS(5, position);
    IS(OK, fd_seek(last, (u64) -1ll, 1, &position));
    IS(9, position);
    IS(INVAL, fd_seek(last, 0, 3, &position));
    IS(OK, fd_filestat_get(last, &stat));
    IS(FILE_TYPE, stat.type);
    IS(1, stat.links);
    IS(10, stat.size);
    IS(OK, path_filestat_set_times(3, 0, P("f"), 0, 5000000000ull, 4));
    IS(OK, path_filestat_get(3, 0, P("f"), &stat));
    IS(5000000000ull, stat.modify);
    memcpy(subscription, &userdata, 8);
    subscription[24] = 1;
    memcpy(subscription + 32, &timeout, 8);
    IS(OK, poll_oneoff(subscription, event, 1, &happened));
    IS(1, happened);
    IS(5, event[0]);
    return 0;
}
