package org.granary.wasi.preview1;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.granary.store.Extern;
import org.granary.store.Instance;
import org.granary.store.Key;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.socket.Listener;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;

/** What the interface knows of one store: closed with it. Confined to the store's thread. */
public final class State implements AutoCloseable {
    /** The slot of stores that it is kept in. Who asks for it in a store where nobody has set it gets an {@link Unset}. */
    public static final Key<State> KEY = Key.of("wasi", State.class, new NoState());

    /** A class, since each process needs it, and the first lambdas take long. */
    private static final class NoState implements Supplier<State> {
        @Override
        public State get() {
            throw new Unset();
        }
    }

    /** There is no state. */
    static final class Unset extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unset() {
            super("the store has no system interface", null, false, false);
        }
    }

    /** An instance and the memory that it exports; not kept beyond the next collection, for the instance may be closed by then. */
    private record Exported(Instance by, Extern memory) {}

    final List<byte[]> arguments;
    final List<byte[]> environment;
    final Descriptors descriptors;
    final Listings listings = new Listings(Listings.MOST_BYTES);
    final Clock wall;
    final LongSupplier monotonic;
    final RandomGenerator random;
    final long maxRandomBytes;
    /** As much is moved at a time. */
    final int maxBufferBytes;
    final IntFunction<RuntimeException> exit;
    private final long started;
    private byte[] buffer;
    private WeakReference<Exported> last = new WeakReference<>(null);

    /**
     * What does not depend on the version of the interface.
     *
     * @param arguments      of the program, its name first
     * @param environment    as {@code NAME=value}
     * @param wall           the time of day
     * @param monotonic      nanoseconds since any time
     * @param random         random bytes
     * @param maxDescriptors how many may be open
     * @param maxRandomBytes how many the guest gets in one call
     * @param maxBufferBytes how many are moved at a time between guest and streams
     * @param exit           makes what is thrown when the program ends itself
     */
    public record Settings(
            List<String> arguments,
            List<String> environment,
            Clock wall,
            LongSupplier monotonic,
            RandomGenerator random,
            int maxDescriptors,
            long maxRandomBytes,
            int maxBufferBytes,
            IntFunction<RuntimeException> exit) {}

    /**
     * Makes the state of a store that has nothing but standard streams.
     *
     * @param settings never null
     * @param in       standard input
     * @param out      standard output
     * @param err      standard error output
     */
    public State(Settings settings, Input in, Output out, Output err) {
        this.arguments = bytes(settings.arguments());
        this.environment = bytes(settings.environment());
        this.descriptors = new Descriptors(settings.maxDescriptors());
        this.wall = settings.wall();
        this.monotonic = settings.monotonic();
        this.random = settings.random();
        this.maxRandomBytes = settings.maxRandomBytes();
        this.maxBufferBytes = settings.maxBufferBytes();
        this.exit = settings.exit();
        this.started = monotonic.getAsLong();
        descriptors.add(new StreamDescriptor(in));
        descriptors.add(new StreamDescriptor(out));
        descriptors.add(new StreamDescriptor(err));
    }

    private static List<byte[]> bytes(List<String> texts) {
        List<byte[]> all = new ArrayList<>();
        for (String text : texts) {
            all.add((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    /**
     * Gives the guest a directory.
     *
     * @param directory closed with this object
     * @param name      what the guest calls it
     */
    public void preopen(Confined directory, String name) {
        descriptors.add(new DirectoryDescriptor(directory, name, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE, listings));
    }

    /**
     * Gives the guest a socket that takes connections.
     *
     * @param listener closed with this object
     */
    public void preopen(Listener listener) {
        descriptors.add(new ListenerDescriptor(listener));
    }

    /** Nanoseconds since this object was made, never fewer than before. */
    long monotonicNanos() {
        return Math.max(0, monotonic.getAsLong() - started);
    }

    /** Where bytes stay on their way; what is in it does not outlast a call. */
    byte[] buffer() {
        if (buffer == null) {
            buffer = new byte[maxBufferBytes];
        }
        return buffer;
    }

    /** What an instance exports as its memory; the one that called last is not asked again. */
    Extern memory(Instance instance) {
        Exported known = last.get();
        if (known == null || known.by != instance) {
            known = new Exported(instance, instance.export("memory"));
            last = new WeakReference<>(known);
        }
        return known.memory;
    }

    @Override
    public void close() {
        descriptors.closeAll();
    }
}
