package org.granary.wasi.preview1;

import java.time.Instant;

/** Clocks. Those of the processor's time are not offered. */
record ClockFunctions(String name) implements Functions.Body {
    static final int REALTIME = 0;
    static final int MONOTONIC = 1;
    private static final int LAST = 3;
    private static final long NANOS = 1_000_000_000;
    private static final long REALTIME_RESOLUTION_NANOS = 1000;

    static void define(Functions to) {
        to.add(new ClockFunctions("clock_res_get"), "ii");
        to.add(new ClockFunctions("clock_time_get"), "iji");
    }

    @Override
    public Errno run(Call call) {
        return switch (name) {
            case "clock_res_get" -> resolution(call);
            case "clock_time_get" -> time(call);
            default -> throw Functions.unknown(name);
        };
    }

    private static Errno resolution(Call call) {
        int clock = known(call.i(0));
        call.memory().writeLong(call.u(1), clock == REALTIME ? REALTIME_RESOLUTION_NANOS : 1);
        return Errno.SUCCESS;
    }

    private static Errno time(Call call) {
        call.memory().writeLong(call.u(2), now(call.state, known(call.i(0))));
        return Errno.SUCCESS;
    }

    static int known(int clock) {
        if (clock < 0 || clock > LAST) {
            throw new Refused(Errno.INVAL);
        }
        if (clock > MONOTONIC) {
            throw new Refused(Errno.BADF);
        }
        return clock;
    }

    static long now(State state, int clock) {
        return clock == MONOTONIC ? state.monotonicNanos() : realtime(state);
    }

    static long realtime(State state) {
        Instant now = state.wall.instant();
        return now.getEpochSecond() * NANOS + now.getNano();
    }
}
