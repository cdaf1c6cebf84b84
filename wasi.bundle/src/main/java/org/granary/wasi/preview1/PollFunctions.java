package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.granary.store.MemoryView;
import org.granary.wasi.stream.Stop;

/** Waiting for clocks and descriptors. */
record PollFunctions(String name) implements Functions.Body {
    private static final int CLOCK = 0;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int ABSOLUTE = 1;
    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int SUBSCRIPTION_BYTES_0 = 56;
    private static final int EVENT_BYTES = 32;
    private static final int HANGUP = 1;
    private static final int MAX_SUBSCRIPTIONS = 1 << 16;

    static void define(Functions to) {
        to.add(new PollFunctions("poll_oneoff"), "iiii");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "poll_oneoff" -> poll(call);
            default -> throw Functions.unknown(name);
        };
    }

    /**
     * What a guest waits for.
     *
     * @param due when a clock is due, by {@link System#nanoTime}; nothing for descriptors
     * @param fd  the descriptor, or null for clocks and errors
     */
    private record Subscription(long userdata, int kind, Errno error, long due, Descriptor fd) {
        boolean ready(long now) {
            if (error != Errno.SUCCESS) {
                return true;
            }
            return kind == CLOCK ? now - due >= 0 : kind == WRITE || fd.readable();
        }

        byte[] event() {
            long bytes = error == Errno.SUCCESS && kind == READ ? fd.readableBytes() : error == Errno.SUCCESS && kind == WRITE ? 1 : 0;
            boolean hangup = error == Errno.SUCCESS && kind == READ && fd.ended();
            return ByteBuffer.allocate(EVENT_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(userdata)
                    .putShort((short) error.code)
                    .put((byte) kind)
                    .putLong(16, bytes)
                    .putShort(24, (short) (hangup ? HANGUP : 0))
                    .array();
        }
    }

    private static Errno poll(Call call) {
        long count = call.u(2);
        if (count == 0 || count > MAX_SUBSCRIPTIONS) {
            return Errno.INVAL;
        }
        int size = call.preview0 ? SUBSCRIPTION_BYTES_0 : SUBSCRIPTION_BYTES;
        call.require(call.u(0), count * size);
        call.require(call.u(1), count * EVENT_BYTES);
        call.require(call.u(3), 4);
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(subscription(call, call.u(0) + (long) i * size));
        }
        List<Subscription> ready = await(all, call.stop());
        if (ready.isEmpty()) {
            return Errno.INTR;
        }
        long at = call.u(1);
        for (Subscription one : ready) {
            call.memory().writeBytes(at, one.event());
            at += EVENT_BYTES;
        }
        call.memory().writeInt(call.u(3), ready.size());
        return Errno.SUCCESS;
    }

    /** Those that are ready, or none when waiting had to end. */
    private static List<Subscription> await(List<Subscription> all, Stop stop) {
        while (true) {
            long now = System.nanoTime();
            List<Subscription> ready = new ArrayList<>();
            long left = Stop.SLICE_NANOS;
            for (Subscription one : all) {
                if (one.ready(now)) {
                    ready.add(one);
                } else if (one.kind == CLOCK) {
                    left = Math.min(left, one.due - now);
                }
            }
            if (!ready.isEmpty() || stop.requested()) {
                return ready;
            }
            LockSupport.parkNanos(left);
        }
    }

    private static Subscription subscription(Call call, long at) {
        MemoryView memory = call.memory();
        long userdata = memory.readLong(at);
        int kind = memory.readByte(at + 8);
        if (kind == CLOCK) {
            return clock(call, userdata, at);
        }
        if (kind != READ && kind != WRITE) {
            throw new Refused(Errno.INVAL);
        }
        try {
            Descriptor fd = call.state.descriptors.get(memory.readInt(at + 16));
            fd.need(Rights.POLL_FD_READWRITE);
            return new Subscription(userdata, kind, Errno.SUCCESS, 0, fd);
        } catch (Refused e) {
            return new Subscription(userdata, kind, e.errno, 0, null);
        }
    }

    private static Subscription clock(Call call, long userdata, long at) {
        MemoryView memory = call.memory();
        // preview 0 has an identifier before
        long rest = call.preview0 ? at + 24 : at + 16;
        int id = memory.readInt(rest);
        long timeout = memory.readLong(rest + 8);
        int flags = memory.readShort(rest + 24);
        try {
            ClockFunctions.known(id);
        } catch (Refused e) {
            return new Subscription(userdata, CLOCK, e.errno, 0, null);
        }
        long delay = timeout < 0 ? Long.MAX_VALUE : timeout;
        if ((flags & ABSOLUTE) != 0) {
            delay -= ClockFunctions.now(call.state, id);
        }
        // half of what nanoTime spans: later is never
        long due = System.nanoTime() + Math.max(0, Math.min(delay, Long.MAX_VALUE / 2));
        return new Subscription(userdata, CLOCK, Errno.SUCCESS, due, null);
    }
}
