package org.granary.compile.define;

import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.engine.WasmException;
import org.granary.vm.StackRoom;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.MethodTooLargeException;

/**
 * Writes class files on threads of its own, one at a time; small ones on the calling thread where it has the stack. To be called under one
 * lock.
 *
 * <p>Why in threads of their own: nesting makes the compiler recurse, and whoever needs a class may be a guest with little stack left, on
 * which nothing of the compiler may even be initialised. And a guest that waits can be stopped.
 */
final class CompilerThread {
    /** How soon a waiting guest sees that it is to end. */
    private static final long LOOK_MILLIS = 10;
    /** What writes classes: the name of the bundle and of its package. */
    private static final String ASM = "org.objectweb.asm";

    /** Of what is waited for whatever happens. */
    static final Runnable NEVER = new Never();

    private static final class Never implements Runnable {
        @Override
        public void run() {
            // nothing ends it
        }
    }

    private Thread last;

    /** What writes class files. */
    interface Task {
        /**
         * Writes a class. Stops early when {@link Thread#isInterrupted} says so, by whatever exception.
         *
         * @param name the internal name
         * @return the class file, or null when there is no such class
         */
        byte[] write(String name);
    }

    /** One class to be written. */
    private static final class Job implements Runnable {
        private final Task task;
        private final String name;
        private byte[] written;
        private Throwable failure;

        Job(Task task, String name) {
            this.task = task;
            this.name = name;
        }

        @Override
        public void run() {
            try {
                written = task.write(name);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    /**
     * Writes a class.
     *
     * @param task  what writes it
     * @param name  the class
     * @param stack bytes of stack that it may need
     * @param stop  asked from time to time while the class is waited for; throws to give it up
     * @return the class file, or null when there is no such class
     * @throws WasmException    when a class that was at hand is refused, or the function is more than can be compiled
     * @throws OutOfMemoryError when the JVM has no room to write it
     * @throws IllegalStateException when what writes classes is broken, or has a fault
     */
    byte[] write(Task task, String name, long stack, Runnable stop) {
        // one that was given up ends at its next function
        await(last, stop);
        Job job = new Job(task, name);
        Thread thread = begin(job, stack);
        boolean ended = false;
        try {
            await(thread, stop);
            ended = true;
        } finally {
            if (!ended) {
                thread.interrupt();
            }
        }
        last = null;
        return result(job);
    }

    /**
     * Writes a class that takes neither time nor nesting: as {@link #write}, but on the calling thread where its stack has plenty of room.
     * A thread of its own takes three milliseconds to begin, and as long again to be heard of, where all processors are busy.
     *
     * @param task  what writes it, also while it writes another
     * @param name  the class
     * @param stack bytes of stack that it may need on a thread of its own
     * @param stop  asked while the class is waited for; throws to give it up
     * @return as for {@link #write}, and the same exceptions
     */
    byte[] writeSmall(Task task, String name, long stack, Runnable stop) {
        if (StackRoom.plenty()) {
            Job job = new Job(task, name);
            job.run();
            if (!(job.failure instanceof StackOverflowError)) {
                return result(job);
            }
        }
        return write(task, name, stack, stop);
    }

    private static byte[] result(Job job) {
        if (job.failure instanceof WasmException refused) {
            throw refused;
        }
        if (job.failure instanceof OutOfMemoryError none) {
            throw none;
        }
        if (job.failure instanceof LinkageError broken && isOfAsm(broken)) {
            throw new IllegalStateException("no class can be written: " + ASM + " is there, but not whole, or of another version (" + broken
                    + "); expected all of ASM 9, or interpreter(true), which does without", broken);
        }
        if (job.failure instanceof ClassTooLargeException || job.failure instanceof MethodTooLargeException) {
            throw new LimitException(Refusal.of(Failure.TOO_LARGE).detail("code of a function: the JVM's class files have no room for it ("
                    + job.failure.getMessage() + ")").expected("a smaller function", "one that could not be cut further"));
        }
        if (job.failure != null) {
            throw new IllegalStateException("compiler failed on " + job.name, job.failure);
        }
        return job.written;
    }

    /** Whether it is about a class of ASM's, or comes from within one. */
    private static boolean isOfAsm(LinkageError broken) {
        StackTraceElement[] trace = broken.getStackTrace();
        return String.valueOf(broken.getMessage()).replace('/', '.').contains(ASM)
                || trace.length > 0 && trace[0].getClassName().startsWith(ASM);
    }

    /**
     * Writes a class for nobody, and does not wait for it; who needs one next does. What fails is for the next one to meet.
     *
     * @param task  what writes it
     * @param name  the class
     * @param stack bytes of stack that it may need
     */
    void begin(Task task, String name, long stack) {
        begin(new Job(task, name), stack);
    }

    private Thread begin(Job job, long stack) {
        Thread thread = of(job, stack);
        thread.start();
        last = thread;
        return thread;
    }

    /** A thread of the compiler's, not begun. */
    static Thread of(Runnable job, long stack) {
        // it may be held after it has ended, and would hold the caller's values, and the loader of a stranger's bundle
        Thread thread = new Thread(null, job, "granary-compiler", stack, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /**
     * Waits until a thread has ended.
     *
     * @param thread may be null
     * @param stop   asked from time to time; throws to wait no more
     */
    static void await(Thread thread, Runnable stop) {
        boolean interrupted = false;
        try {
            while (thread != null && thread.isAlive()) {
                try {
                    thread.join(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    // a class is needed all the same; whoever waits for the interrupt gets it afterwards
                    interrupted = true;
                }
                if (thread.isAlive()) {
                    stop.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
