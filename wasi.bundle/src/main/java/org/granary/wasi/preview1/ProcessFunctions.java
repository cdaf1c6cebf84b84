package org.granary.wasi.preview1;

/** The program's end, random bytes, and giving way. */
record ProcessFunctions(String name) implements Functions.Body {
    static void define(Functions to) {
        to.addVoid(new ProcessFunctions("proc_exit"), "i");
        to.add(new ProcessFunctions("proc_raise"), "i");
        to.add(new ProcessFunctions("random_get"), "ii");
        to.add(new ProcessFunctions("sched_yield"), "");
    }

    @Override
    public Errno run(Call call) {
        return switch (name) {
            case "proc_exit" -> throw call.state.exit.apply(call.i(0));
            // there are no signals; programs that ask for one are told so
            case "proc_raise" -> Errno.NOSYS;
            case "random_get" -> random(call);
            case "sched_yield" -> {
                Thread.yield();
                yield Errno.SUCCESS;
            }
            default -> throw Functions.unknown(name);
        };
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
