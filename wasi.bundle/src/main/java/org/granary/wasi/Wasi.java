package org.granary.wasi;

import java.util.Objects;
import org.granary.store.Key;
import org.granary.store.Linker;
import org.granary.store.StoreContext;
import org.granary.wasi.preview1.Functions;
import org.granary.wasi.preview1.State;
import org.granary.wasi.stream.Stop;

/** The system interface for guests of stores. Stateless; what it is given of a store is used under that store's thread rule. */
public final class Wasi {
    private static final Key<Boolean> HTTP = Key.of("wasi http", Boolean.class);

    private Wasi() {}

    /** What a store's host functions look at while they wait. A class, as the first lambdas take long. */
    private record StoreStop(StoreContext<?> store) implements Stop {
        @Override
        public boolean requested() {
            try {
                return store.stopRequested();
            } catch (IllegalStateException over) {
                // what was opened for a store that has ended takes no time any more
                return true;
            }
        }
    }

    /**
     * Defines the functions of the interface: under {@code wasi_snapshot_preview1}, and under {@code wasi_unstable} for older programs.
     * They serve any store in which {@link #set} was called; in another one they end the guest with a trap whose cause says so.
     *
     * @param linker where to
     * @param <T>    the type of the stores' data
     * @throws IllegalArgumentException when a name is taken and shadowing is not allowed
     */
    public static <T> void define(Linker<T> linker) {
        for (String module : new String[] {Functions.PREVIEW1, Functions.PREVIEW0}) {
            for (Functions.Function function : Functions.of(module)) {
                linker.func(module, function.name(), function.type(), function.host());
            }
        }
    }

    /**
     * Gives the guests of a store what a configuration says. What was given before is closed; what is given now is closed with the store.
     *
     * @param store  the store
     * @param config used up by this, also when it fails: what was given with it is closed then
     * @throws IllegalStateException        when the configuration has been used
     * @throws java.io.UncheckedIOException when a directory cannot be opened
     */
    public static void set(StoreContext<?> store, WasiConfig config) {
        Objects.requireNonNull(store, "store");
        State state = config.use(new StoreStop(store.context()));
        try {
            store.setExtension(State.KEY, state);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /**
     * Records the wish for the functions of HTTP. They come with components; guests of modules do not see a difference.
     *
     * @param store the store
     * @throws IllegalStateException when {@link #set} was not called before
     */
    public static void setHttp(StoreContext<?> store) {
        if (!store.hasExtension(State.KEY)) {
            throw new IllegalStateException("the store has no system interface yet; call Wasi.set before Wasi.setHttp");
        }
        store.setExtension(HTTP, true);
    }
}
