/* Waiting. With an argument it waits for an hour, and says so first. Descriptor 3 is a directory; standard input gives "now" and its end. */
#include "wasi.h"

struct subscription { u64 userdata; u8 kind; union { struct { u32 id; u64 timeout; u64 precision; u16 flags; } clock; u32 fd; } u; };
struct event { u64 userdata; u16 error; u8 kind; u64 bytes; u16 flags; };
enum { CLOCK = 0, READABLE = 1, WRITABLE = 2 };

static struct subscription all[8];
static struct event events[8];
static u32 happened;

static struct subscription on_clock(u64 userdata, u32 id, u64 timeout, u16 flags) {
    struct subscription s = {.userdata = userdata, .kind = CLOCK};
    s.u.clock.id = id;
    s.u.clock.timeout = timeout;
    s.u.clock.flags = flags;
    return s;
}

static struct subscription on_fd(u64 userdata, u8 kind, u32 fd) {
    struct subscription s = {.userdata = userdata, .kind = kind};
    s.u.fd = fd;
    return s;
}

static u64 now(u32 id) {
    u64 time = 0;
    IS(OK, clock_time_get(id, 0, &time));
    return time;
}

static void clocks(void) {
    u64 begun = now(1);
    all[0] = on_clock(7, 1, 20000000, 0);
    IS(OK, poll_oneoff(all, events, 1, &happened));
    TRUE(now(1) - begun >= 20000000);
    IS(1, happened);
    IS(7, events[0].userdata);
    IS(CLOCK, events[0].kind);
    IS(OK, events[0].error);
    /* absolute: in the future, in the past; of both clocks */
    begun = now(1);
    all[0] = on_clock(8, 1, begun + 20000000, 1);
    all[1] = on_clock(9, 0, now(0) + 3600000000000ull, 1);
    IS(OK, poll_oneoff(all, events, 2, &happened));
    TRUE(now(1) - begun >= 20000000);
    IS(1, happened);
    IS(8, events[0].userdata);
    all[0] = on_clock(10, 1, 1, 1);
    all[1] = on_clock(11, 0, 1, 1);
    all[2] = on_clock(12, 1, ~0ull, 0);
    IS(OK, poll_oneoff(all, events, 3, &happened));
    IS(2, happened);
    /* clocks that are not there */
    all[0] = on_clock(13, 2, 1, 0);
    all[1] = on_clock(14, 9, 1, 0);
    IS(OK, poll_oneoff(all, events, 2, &happened));
    IS(2, happened);
    IS(BADF, events[0].error);
    IS(INVAL, events[1].error);
}

static void descriptors(void) {
    make(3, "w", "12345");
    IS(OK, open(3, "w", 0, READ | WRITE, 0));
    all[0] = on_fd(1, READABLE, last);
    all[1] = on_fd(2, WRITABLE, last);
    all[2] = on_fd(3, WRITABLE, 1);
    all[3] = on_fd(4, READABLE, 99);
    all[4] = on_clock(5, 1, 3600000000000ull, 0);
    IS(OK, poll_oneoff(all, events, 5, &happened));
    IS(4, happened);
    IS(5, events[0].bytes);
    IS(READABLE, events[0].kind);
    IS(WRITABLE, events[1].kind);
    IS(3, events[2].userdata);
    IS(BADF, events[3].error);
    IS(OK, fd_close(last));
}

static void input(void) {
    all[0] = on_fd(1, READABLE, 0);
    all[1] = on_clock(2, 1, 3600000000000ull, 0);
    IS(OK, poll_oneoff(all, events, 2, &happened));
    IS(1, happened);
    IS(1, events[0].userdata);
    TRUE(has_text(0, "now"));
    IS(OK, poll_oneoff(all, events, 2, &happened));
    IS(1, happened);
    TRUE(has_text(0, ""));
}

static void nonsense(void) {
    IS(INVAL, poll_oneoff(all, events, 0, &happened));
    IS(FAULT, poll_oneoff(NOWHERE, events, 1, &happened));
    IS(FAULT, poll_oneoff(all, NOWHERE, 1, &happened));
    IS(FAULT, poll_oneoff(all, events, 1, NOWHERE));
    TRUE(poll_oneoff(all, events, 0xFFFFFFFF, &happened) != OK);
    all[0].kind = 3;
    IS(INVAL, poll_oneoff(all, events, 1, &happened));
}

int main(void) {
    u32 count, bytes;
    IS(OK, args_sizes_get(&count, &bytes));
    if (count > 1) {
        IS(OK, write_text(1, "waiting"));
        all[0] = on_clock(1, 1, 3600000000000ull, 0);
        IS(INTR, poll_oneoff(all, events, 1, &happened));
        IS(OK, write_text(1, "nobody reads this"));
        return 0;
    }
    clocks();
    descriptors();
    input();
    nonsense();
    return 0;
}
