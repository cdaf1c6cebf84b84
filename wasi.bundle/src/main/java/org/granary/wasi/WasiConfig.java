package org.granary.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.fs.Directory;
import org.granary.wasi.preview1.State;
import org.granary.wasi.socket.Listener;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;
import org.granary.wasi.stream.Stop;

/**
 * What a guest gets of the system: nothing, unless it is said here. Used once, by {@link Wasi#set}; thread-safe, its
 * builder is not.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><td>arguments</td><td>none, not even a name</td></tr>
 * <tr><td>environment</td><td>empty</td></tr>
 * <tr><td>standard input</td><td>at its end</td></tr>
 * <tr><td>standard output, standard error</td><td>discarded</td></tr>
 * <tr><td>directories</td><td>none</td></tr>
 * <tr><td>sockets</td><td>none</td></tr>
 * <tr><td>clocks</td><td>the host's; the monotonic one begins at 0</td></tr>
 * <tr><td>random</td><td>secure</td></tr>
 * <tr><td>open descriptors</td><td>at most 4,096, the standard ones counted</td></tr>
 * <tr><td>random bytes</td><td>at most 16 MiB in one call</td></tr>
 * <tr><td>buffers</td><td>64 KiB for a store: as much is moved at a time between the guest and its files and streams</td></tr>
 * </table>
 */
public final class WasiConfig {
    /** What guests may do with a directory and all below it. */
    public enum Access {
        /** Look and read. */
        READ_ONLY,
        /** Everything. */
        READ_WRITE
    }

    private final Builder parts;
    private final AtomicBoolean used = new AtomicBoolean();

    private WasiConfig(Builder parts) {
        this.parts = parts;
    }

    /**
     * A configuration that gives nothing yet.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes the state of a store from this; once. What takes long asks whether it has to end. */
    State use(Stop stop) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("this configuration has been used; make another one for each store");
        }
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : parts.environment.entrySet()) {
            environment.add(variable.getKey() + "=" + variable.getValue());
        }
        State state = new State(
                new State.Settings(
                        parts.arguments,
                        environment,
                        parts.wall,
                        parts.monotonic,
                        parts.random,
                        parts.maxDescriptors,
                        parts.maxRandomBytes,
                        parts.maxBufferBytes,
                        new Exits()),
                parts.in,
                parts.out,
                parts.err);
        int directories = 0;
        int sockets = 0;
        boolean done = false;
        try {
            for (Preopen preopen : parts.preopens) {
                directories++;
                Confined directory = new Confined(preopen.opener.open(), preopen.access == Access.READ_WRITE);
                state.preopen(directory, preopen.name);
                directory.endedBy(stop);
            }
            for (ServerSocketChannel socket : parts.sockets) {
                state.preopen(new Listener(socket));
                sockets++;
            }
            done = true;
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!done) {
                state.close();
                parts.close(directories, sockets);
            }
        }
    }

    // classes, since each process needs them, and the first lambdas take long

    private static final class Nanos implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }

    private static final class Exits implements IntFunction<RuntimeException> {
        @Override
        public RuntimeException apply(int code) {
            return new WasiExit(code);
        }
    }

    /** Opens a directory when it is needed. */
    private interface Opener {
        Directory open() throws IOException;
    }

    /** A directory; what was given is null where it is still to be opened. */
    private record Preopen(Opener opener, Directory given, String name, Access access) {}

    /** Makes configurations. Confined to one thread. */
    public static final class Builder {
        private List<String> arguments = List.of();
        private Map<String, String> environment = new LinkedHashMap<>();
        private Input in = Input.empty();
        private Output out = Output.discarded();
        private Output err = Output.discarded();
        private List<Preopen> preopens = new ArrayList<>();
        private List<ServerSocketChannel> sockets = new ArrayList<>();
        private Clock wall = Clock.systemUTC();
        private LongSupplier monotonic = new Nanos();
        private RandomGenerator random;
        private int maxDescriptors = 4096;
        private long maxRandomBytes = 1 << 24;
        private int maxBufferBytes = 1 << 16;

        private Builder() {}

        /**
         * Sets the arguments.
         *
         * @param arguments the program's name first, by custom; without zero characters
         * @return this
         */
        public Builder arguments(String... arguments) {
            return arguments(Arrays.asList(arguments));
        }

        /**
         * Sets the arguments.
         *
         * @param arguments the program's name first, by custom; without zero characters
         * @return this
         */
        public Builder arguments(List<String> arguments) {
            arguments.forEach(argument -> requireNoZero("argument", argument));
            this.arguments = List.copyOf(arguments);
            return this;
        }

        private static void requireNoZero(String what, String text) {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(what + " with a zero character: " + text.replace("\0", "\\0"));
            }
        }

        /**
         * Adds a variable to the environment, or replaces it.
         *
         * @param name  neither empty nor with an equals sign or a zero character
         * @param value without zero characters
         * @return this
         */
        public Builder environment(String name, String value) {
            requireNoZero("name of a variable", name);
            requireNoZero("variable " + name, value);
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("name of a variable: expected one without an equals sign, found \"" + name + "\"");
            }
            environment.put(name, value);
            return this;
        }

        /**
         * Sets standard input.
         *
         * @param input closed with the store
         * @return this
         */
        public Builder stdin(Input input) {
            in = Objects.requireNonNull(input, "input");
            return this;
        }

        /**
         * Sets standard output.
         *
         * @param output closed with the store
         * @return this
         */
        public Builder stdout(Output output) {
            out = Objects.requireNonNull(output, "output");
            return this;
        }

        /**
         * Sets standard error output.
         *
         * @param output closed with the store
         * @return this
         */
        public Builder stderr(Output output) {
            err = Objects.requireNonNull(output, "output");
            return this;
        }

        /**
         * Gives the guest this process's own standard streams. It is not told whether they are a terminal.
         *
         * @return this
         */
        public Builder inheritStdio() {
            return stdin(Input.inherited(false)).stdout(Output.inheritedOut(false)).stderr(Output.inheritedErr(false));
        }

        /**
         * Gives the guest a directory, with all below it. Links that lead out of it are not followed.
         *
         * @param host   the directory, of any file system; opened by {@link Wasi#set}
         * @param guest  what the guest calls it
         * @param access what the guest may do
         * @return this
         */
        public Builder directory(Path host, String guest, Access access) {
            Objects.requireNonNull(host, "host");
            return directory(() -> Directory.of(host), null, guest, access);
        }

        /**
         * Gives the guest a directory of any implementation.
         *
         * @param directory closed with the store
         * @param guest     what the guest calls it
         * @param access    what the guest may do
         * @return this
         */
        public Builder directory(Directory directory, String guest, Access access) {
            Objects.requireNonNull(directory, "directory");
            return directory(() -> ownHandle(directory), directory, guest, access);
        }

        /** Others may have the handle, too, and other stores have other stops. */
        private static Directory ownHandle(Directory given) throws IOException {
            try (given) {
                return given.reopen();
            }
        }

        private Builder directory(Opener opener, Directory given, String guest, Access access) {
            requireNoZero("name of a directory", guest);
            preopens.add(new Preopen(opener, given, guest, Objects.requireNonNull(access, "access")));
            return this;
        }

        /**
         * Gives the guest a socket that takes connections. Its descriptor comes after those of the directories: 3 when there are none.
         *
         * @param socket bound; closed with the store, and no longer blocking from {@link Wasi#set} on
         * @return this
         */
        public Builder socket(ServerSocketChannel socket) {
            sockets.add(Objects.requireNonNull(socket, "socket"));
            return this;
        }

        /**
         * Sets the clocks.
         *
         * @param wall      the time of day
         * @param monotonic nanoseconds since any time, never falling
         * @return this
         */
        public Builder clocks(Clock wall, LongSupplier monotonic) {
            this.wall = Objects.requireNonNull(wall, "wall");
            this.monotonic = Objects.requireNonNull(monotonic, "monotonic");
            return this;
        }

        /**
         * Makes random bytes the same in each run with the same seed, and so guessable.
         *
         * @param seed any number
         * @return this
         */
        public Builder randomSeed(long seed) {
            random = new SplittableRandom(seed);
            return this;
        }

        /**
         * Limits how much the guest may have open.
         *
         * @param count descriptors, the standard ones counted; not negative
         * @return this
         */
        public Builder maxDescriptors(int count) {
            maxDescriptors = (int) requireNotNegative(count);
            return this;
        }

        /**
         * Limits how many random bytes the guest gets in one call.
         *
         * @param bytes not negative
         * @return this
         */
        public Builder maxRandomBytes(long bytes) {
            maxRandomBytes = requireNotNegative(bytes);
            return this;
        }

        /**
         * Limits how much of the host's memory bytes take on their way between the guest and its files and streams; more is moved in
         * several steps. What a stream keeps is its own: {@link Output#buffer}.
         *
         * @param bytes at least 1
         * @return this
         */
        public Builder maxBufferBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("limit of buffers: expected 1 byte or more, found " + bytes);
            }
            maxBufferBytes = bytes;
            return this;
        }

        private static long requireNotNegative(long limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("limit: expected 0 or more, found " + limit);
            }
            return limit;
        }

        /** Closes what was given and has come to no store, from these on. */
        private void close(int fromDirectory, int fromSocket) {
            List<Closeable> left = new ArrayList<>(sockets.subList(fromSocket, sockets.size()));
            for (Preopen preopen : preopens.subList(fromDirectory, preopens.size())) {
                if (preopen.given != null) {
                    left.add(preopen.given);
                }
            }
            for (Closeable one : left) {
                try {
                    one.close();
                } catch (IOException e) {
                    // what is told is what failed first
                    continue;
                }
            }
        }

        /**
         * Makes the configuration.
         *
         * @return for one store; later changes of this builder do not reach it
         */
        public WasiConfig build() {
            Builder copy = new Builder();
            copy.arguments = arguments;
            copy.environment = new LinkedHashMap<>(environment);
            copy.in = in;
            copy.out = out;
            copy.err = err;
            copy.preopens = List.copyOf(preopens);
            copy.sockets = List.copyOf(sockets);
            copy.wall = wall;
            copy.monotonic = monotonic;
            copy.random = random == null ? new SecureNumbers() : random;
            copy.maxDescriptors = maxDescriptors;
            copy.maxRandomBytes = maxRandomBytes;
            copy.maxBufferBytes = maxBufferBytes;
            return new WasiConfig(copy);
        }
    }
}
