package org.granary.host.stock.kv;

import java.io.File;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.Span;
import org.granary.host.stock.Grant;
import org.granary.store.Caller;
import org.granary.store.StoreContext;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Entries that a plugin keeps, in the bundle's data area. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_kv")
public final class KvModule implements HostModule {
    private final LoggerFactory loggers;
    private final KvStores stores;

    /**
     * Over the bundle's data area.
     *
     * @param context never null
     * @param loggers told of files that fail, in the plugin's name
     */
    @Activate
    public KvModule(BundleContext context, @Reference LoggerFactory loggers) {
        this(directory(context), loggers);
    }

    /**
     * Over a directory.
     *
     * @param directory null when there is none
     * @param loggers   as above
     */
    KvModule(Path directory, LoggerFactory loggers) {
        this.loggers = loggers;
        this.stores = directory == null ? null : new KvStores(directory);
    }

    private static Path directory(BundleContext context) {
        File file = context.getDataFile("kv");
        return file == null ? null : file.toPath();
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        Grant grant = Grant.of(scope, "kv");
        KvLimits limits = KvLimits.of(scope);
        Logger logger = loggers.getLogger(scope.plugin());
        if (!grant.given()) {
            return grant.mark(HostBinding.of(store, functions(new Functions(grant, null, limits, logger))));
        }
        Functions functions = new Functions(grant, entries(scope.plugin()), limits, logger);
        return HostBinding.of(store, () -> stores.release(scope.plugin()), functions(functions));
    }

    /** The entries of a plugin, until they are released. */
    KvStore entries(String plugin) {
        if (stores == null) {
            throw new IllegalStateException("kv: expected a framework that keeps files for bundles, found one that does not");
        }
        try {
            return stores.acquire(plugin);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("kv: expected the bundle com.h2database.mvstore, found none; "
                    + "install it and start org.granary.host anew", e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("kv: the entries of the plugin cannot be read: " + e.getMessage(), e);
        }
    }

    private static HostFunc[] functions(Functions functions) {
        return HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new);
    }

    /** How many files are open. */
    int open() {
        return stores.count();
    }

    /** Closes the files. */
    @Deactivate
    void close() {
        if (stores != null) {
            stores.close();
        }
    }

    /** What one store gets. */
    private record Functions(Grant grant, KvStore entries, KvLimits limits, Logger logger) {
        /** The value of a key. */
        @HostFunction(allocator = "granary_alloc")
        byte[] get(Caller<HostScope> caller, Span key) {
            byte[] wanted = key(key);
            return tried(() -> entries.get(wanted, caller::stopRequested));
        }

        /** Puts a value in the place of any other. */
        @HostFunction
        int set(Caller<HostScope> caller, Span key, Span value) {
            byte[] at = key(key);
            byte[] bytes = value(value);
            if (!tried(() -> entries.set(at, bytes, limits, caller::stopRequested))) {
                throw new ErrorValue(ErrorValue.FULL);
            }
            return 0;
        }

        /** Takes an entry away: 1 when there was one, else 0. */
        @HostFunction
        int remove(Caller<HostScope> caller, Span key) {
            byte[] at = key(key);
            return tried(() -> entries.remove(at, caller::stopRequested)) ? 1 : 0;
        }

        /** Puts a value in the place of one that is as expected: 1 when it was, else 0. */
        @HostFunction
        int replace(Caller<HostScope> caller, Span key, Span expected, Span value) {
            byte[] at = key(key);
            byte[] before = value(expected);
            byte[] bytes = value(value);
            return switch (tried(() -> entries.replace(at, before, bytes, limits, caller::stopRequested))) {
                case DONE -> 1;
                case OTHER -> 0;
                case FULL -> throw new ErrorValue(ErrorValue.FULL);
            };
        }

        /** The key after another one, by their bytes; the first one after no bytes. */
        @HostFunction(allocator = "granary_alloc")
        byte[] next(Caller<HostScope> caller, Span key) {
            grant.check();
            byte[] before = key.length() == 0 ? new byte[0] : key(key);
            return tried(() -> entries.next(before, caller::stopRequested));
        }

        private byte[] key(Span key) {
            grant.check();
            if (key.length() == 0) {
                throw new ErrorValue(ErrorValue.INVALID);
            }
            return bytes(key, limits.keyBytes());
        }

        private byte[] value(Span value) {
            return bytes(value, limits.valueBytes());
        }

        private static byte[] bytes(Span span, long most) {
            if (span.length() > most) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            return span.toBytes();
        }

        private <T> T tried(Supplier<T> work) {
            try {
                return work.get();
            } catch (IllegalStateException e) {
                logger.warn("kv: nothing was changed, and the guest is told that it failed: {}", e.getMessage(), e);
                throw new ErrorValue(ErrorValue.FAILED);
            }
        }
    }
}
