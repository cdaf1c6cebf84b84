package org.granary.console.command;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.granary.plugin.Plugin;

/** The calls that run now, so that who sits at the terminal can end them. Thread-safe. */
final class RunningCalls {
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    /** A call of the present thread; it runs until it is closed. */
    Call begin(CommandSession session, Plugin plugin) {
        return begin(session, plugin::interruptCall);
    }

    /** A call of the present thread; how it is ended is asked with that thread, and tells whether there was anything to end. */
    Call begin(CommandSession session, Predicate<Thread> end) {
        Call call = new Call(session, end);
        calls.add(call);
        return call;
    }

    /** Ends the calls of a session; whether there were any. */
    boolean interrupt(CommandSession session) {
        boolean found = false;
        for (Call call : calls) {
            if (call.session == session) {
                call.interrupted = true;
                found |= call.end.test(call.thread);
            }
        }
        return found;
    }

    /** One of them. */
    final class Call implements AutoCloseable {
        private final CommandSession session;
        private final Predicate<Thread> end;
        private final Thread thread = Thread.currentThread();
        private volatile boolean interrupted;

        private Call(CommandSession session, Predicate<Thread> end) {
            this.session = session;
            this.end = end;
        }

        /** Whether its end was asked for. */
        boolean isInterrupted() {
            return interrupted;
        }

        @Override
        public void close() {
            calls.remove(this);
        }
    }
}
