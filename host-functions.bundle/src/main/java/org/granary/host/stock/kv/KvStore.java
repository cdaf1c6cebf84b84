package org.granary.host.stock.kv;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.granary.host.ErrorValue;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * One file of entries, in the order of the keys' bytes. What a method has changed is on the disk when it returns, in whole; what it has
 * not is as before, whatever ends the process. Thread-safe.
 *
 * <p>The file is worked on by one thread of its own, which ends by itself when nothing is asked for a while: an interrupt of the thread
 * that a guest runs on would close the file under the hands of everybody who uses it. So a disk that does not answer keeps nobody either:
 * who has to stop is refused, and what he asked for has not begun and never will, or is done when the disk answers.
 */
final class KvStore implements AutoCloseable {
    private static final int IDLE_SECONDS = 5;
    private static final long SLICE_MILLIS = 5;
    private static final BooleanSupplier NEVER = () -> false;
    private static final int CACHE_MEGABYTES = 1;
    /** How much of the file may be waste before it is compacted, beside three times what is kept. */
    private static final long SLACK_BYTES = 8 << 20;
    private static final int LEAST_FILL_PERCENT = 60;
    private static final int COMPACTED_BYTES = 4 << 20;
    private static final int LOOK_EVERY = 256;

    private final Path file;
    private final ThreadPoolExecutor worker;
    private MVStore store;
    private MVMap<byte[], byte[]> entries;
    /** Keys and values together. */
    private long used;
    private int writes;
    /** What was asked for before the end, and comes after it, must not open the file again: it is another one's then. */
    private boolean closed;

    /**
     * Opens a file, and makes it when there is none.
     *
     * @param file in a directory that exists
     * @throws RuntimeException when it cannot be opened
     */
    KvStore(Path file) {
        this.file = file;
        worker = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            // neither values nor the loader of whoever called first, whose bundle it would hold while there is work
            Thread thread = new Thread(null, work, "granary-kv " + file.getFileName(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(KvStore.class.getClassLoader());
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
        try {
            await(() -> {
                open();
                return null;
            }, NEVER);
        } catch (RuntimeException | Error e) {
            worker.shutdown();
            throw e;
        }
    }

    /** The value, or null. {@code stop}, here and below, is asked while the caller waits: whether waiting has to end. */
    byte[] get(byte[] key, BooleanSupplier stop) {
        return await(() -> entries().get(key), stop);
    }

    /** The first key above another one, or of all when it is empty; null at the end. */
    byte[] next(byte[] key, BooleanSupplier stop) {
        return await(() -> key.length == 0 ? entries().firstKey() : entries().higherKey(key), stop);
    }

    /**
     * Puts a value in the place of any other.
     *
     * @return false when the limits have no room for it
     */
    boolean set(byte[] key, byte[] value, KvLimits limits, BooleanSupplier stop) {
        return await(() -> write(key, value, limits), stop);
    }

    /**
     * Takes an entry away.
     *
     * @return whether there was one
     */
    boolean remove(byte[] key, BooleanSupplier stop) {
        return await(() -> {
            byte[] before = entries().remove(key);
            if (before == null) {
                return false;
            }
            commit(used - key.length - before.length);
            return true;
        }, stop);
    }

    /** What became of {@link #replace}. */
    enum Replaced { DONE, OTHER, FULL }

    /** Puts a value in the place of one that is as expected; an empty one stands for none, too. */
    Replaced replace(byte[] key, byte[] expected, byte[] value, KvLimits limits, BooleanSupplier stop) {
        return await(() -> {
            byte[] before = entries().get(key);
            if (before == null ? expected.length > 0 : !Arrays.equals(before, expected)) {
                return Replaced.OTHER;
            }
            return write(key, value, limits) ? Replaced.DONE : Replaced.FULL;
        }, stop);
    }

    private boolean write(byte[] key, byte[] value, KvLimits limits) {
        byte[] before = entries().get(key);
        long next = before == null ? used + key.length + value.length : used - before.length + value.length;
        // what makes it smaller is let through, though the limits may have become narrower since
        if (next > used && next > limits.bytes() || before == null && entries.sizeAsLong() >= limits.entries()) {
            return false;
        }
        entries.put(key, value);
        commit(next);
        return true;
    }

    private void commit(long next) {
        store.commit();
        store.sync();
        used = next;
        if (++writes % LOOK_EVERY == 0 && store.getFileStore().size() > 3 * used + SLACK_BYTES) {
            store.compact(LEAST_FILL_PERCENT, COMPACTED_BYTES);
        }
    }

    private MVMap<byte[], byte[]> entries() {
        if (closed) {
            throw new ErrorValue(ErrorValue.FAILED);
        }
        if (store == null) {
            open();
        }
        return entries;
    }

    private void open() {
        // no thread of the library's, and what is not needed any more is written over at once: it has been synced
        store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().cacheSize(CACHE_MEGABYTES).open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        entries = store.openMap("entries", new MVMap.Builder<byte[], byte[]>().keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
        used = 0;
        entries.cursor(null).forEachRemaining(key -> used += key.length + entries.get(key).length);
    }

    /** Does work on the file's thread. What fails has changed nothing: the file is opened anew for the next one. */
    <T> T await(Callable<T> work, BooleanSupplier stop) {
        FutureTask<T> done;
        try {
            done = new FutureTask<>(() -> {
                try {
                    return work.call();
                } catch (RuntimeException | Error e) {
                    letGo();
                    throw e;
                }
            });
            worker.execute(done);
        } catch (RejectedExecutionException e) {
            // the module has left, and the plugin is on its way out
            throw new ErrorValue(ErrorValue.FAILED);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (stop.getAsBoolean()) {
                        worker.remove(done);
                        throw new ErrorValue(ErrorValue.FAILED);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrorValue refused) {
                throw refused;
            }
            if (e.getCause() instanceof Error grave) {
                // no memory, or classes that are not there: not for the guest to be told as a file that failed
                throw grave;
            }
            throw new IllegalStateException(file.getFileName() + ": " + e.getCause().getMessage(), e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drops what was not committed. */
    private void letGo() {
        MVStore failed = store;
        store = null;
        entries = null;
        if (failed != null) {
            failed.closeImmediately();
        }
    }

    /** Ends what is being done and closes the file. What is asked for later is refused. */
    @Override
    public void close() {
        await(() -> {
            closed = true;
            if (store != null) {
                store.close();
            }
            return null;
        }, NEVER);
        worker.shutdown();
    }
}
