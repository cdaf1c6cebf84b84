package org.granary.compile.define;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.granary.compile.ir.CallShape;

/**
 * The classes through which a first call comes to functions that are at hand, written one after the other by a thread that has nothing else
 * to do, beside whoever makes the first instance. Nothing depends on it: what failed is written anew for whoever asks, and fails there as
 * it would have without. It has to be run, or those who ask would wait.
 */
final class BegunWays implements Runnable {
    /** How soon a waiting guest sees that it is to end. */
    private static final long LOOK_MILLIS = 10;

    private final ClassSource source;
    private final Consumer<String> shapes;
    private final AtomicReference<Thread> place;
    private final Map<String, Way> ways = new LinkedHashMap<>();
    private final Way[] all;

    /** One of them, and when it is there, or is known not to come. */
    private static final class Way {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Map<String, byte[]> files;
    }

    /**
     * Begins nothing yet. Run by a thread that is interrupted, it writes nothing.
     *
     * @param names  internal names, in the order in which they will be asked for; also of shapes
     * @param source writes the module's classes
     * @param shapes makes a class of a shape
     * @param place  the engine's place for the thread; where it is taken nothing is written
     */
    BegunWays(List<String> names, ClassSource source, Consumer<String> shapes, AtomicReference<Thread> place) {
        this.source = source;
        this.shapes = shapes;
        this.place = place;
        for (String name : names) {
            ways.put(name, new Way());
        }
        this.all = ways.values().toArray(new Way[0]);
    }

    @Override
    public void run() {
        try {
            boolean mine = place.compareAndSet(null, Thread.currentThread());
            for (Map.Entry<String, Way> one : ways.entrySet()) {
                if (!mine || Thread.currentThread().isInterrupted()) {
                    break;
                }
                if (one.getKey().startsWith(CallShape.PACKAGE)) {
                    shapes.accept(one.getKey());
                } else {
                    one.getValue().files = source.files(one.getKey());
                }
                one.getValue().ended.countDown();
            }
        } catch (RuntimeException | Error e) {
            // nobody waits for it; whoever does has it written again, and is told
            return;
        } finally {
            place.compareAndSet(Thread.currentThread(), null);
            // takes no memory: who waits must not wait for ever where there is none
            for (int i = 0; i < all.length; i++) {
                all[i].ended.countDown();
            }
        }
    }

    /**
     * A class that was begun, and those that were written with it; waits until it is there.
     *
     * @param name the class that is asked for; each once
     * @param stop asked from time to time; throws to wait no more
     * @return null when it has to be written
     */
    Map<String, byte[]> take(String name, Runnable stop) {
        Way way = ways.get(name);
        if (way == null) {
            return null;
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (way.ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    // a class is needed all the same; whoever waits for the interrupt gets it afterwards
                    interrupted = true;
                }
                stop.run();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Map<String, byte[]> files = way.files;
        way.files = null;
        return files;
    }
}
