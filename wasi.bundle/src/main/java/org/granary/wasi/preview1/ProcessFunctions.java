package org.granary.wasi.preview1;

/** The program's end, random bytes, and giving way. */
final class ProcessFunctions {
    private ProcessFunctions() {}

    static void define(Functions to) {
        to.addVoid("proc_exit", "i", call -> {
            throw call.state.exit.apply(call.i(0));
        });
        // there are no signals; programs that ask for one are told so
        to.add("proc_raise", "i", call -> Errno.NOSYS);
        to.add("random_get", "ii", ProcessFunctions::random);
        to.add("sched_yield", "", call -> {
            Thread.yield();
            return Errno.SUCCESS;
        });
    }

    private static Errno random(Call call) {
        long at = call.u(0);
        long left = call.u(1);
        call.require(at, left);
        if (left > call.state.maxRandomBytes) {
            return Errno.INVAL;
        }
        byte[] full = call.state.buffer();
        while (left > 0 && !call.ends()) {
            byte[] some = left < full.length ? new byte[(int) left] : full;
            call.state.random.nextBytes(some);
            call.memory().writeBytes(at, some);
            at += some.length;
            left -= some.length;
        }
        return Errno.SUCCESS;
    }
}
