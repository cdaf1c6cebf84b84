package org.granary.host.stock.kv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.granary.host.ErrorValue;

/** The open files of plugins, one for each name, shared while a new version of a plugin starts beside the old one. Thread-safe. */
final class KvStores implements AutoCloseable {
    private static final int READABLE = 40;
    private static final int DIGEST_BYTES = 16;

    private final Path directory;
    private final Map<String, Shared> open = new HashMap<>();
    private boolean closed;

    private static final class Shared {
        private final KvStore store;
        private int users;

        private Shared(KvStore store) {
            this.store = store;
        }
    }

    /**
     * The files of a directory.
     *
     * @param directory made when it is first needed
     */
    KvStores(Path directory) {
        this.directory = directory;
    }

    /**
     * The entries of a plugin; {@link #release} when they are needed no more.
     *
     * @throws RuntimeException when the file cannot be opened
     */
    synchronized KvStore acquire(String plugin) {
        if (closed) {
            throw new IllegalStateException("the module has stopped");
        }
        Shared shared = open.get(plugin);
        if (shared == null) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("expected a directory to keep entries in, found none: " + e, e);
            }
            shared = new Shared(new KvStore(directory.resolve(fileName(plugin))));
            open.put(plugin, shared);
        }
        shared.users++;
        return shared.store;
    }

    /** A user of a plugin's entries has gone; the last one closes the file. */
    synchronized void release(String plugin) {
        Shared shared = open.get(plugin);
        if (shared != null && --shared.users == 0) {
            open.remove(plugin);
            shared.store.close();
        }
    }

    /** How many files are open. */
    synchronized int count() {
        return open.size();
    }

    /** Closes all files. Who still uses one is refused. */
    @Override
    public synchronized void close() {
        closed = true;
        Error grave = null;
        for (Shared shared : open.values()) {
            try {
                shared.store.close();
            } catch (IllegalStateException | ErrorValue e) {
                // it lost nothing by that: what was committed is on the disk
                continue;
            } catch (Error e) {
                // the others are closed first
                grave = e;
            }
        }
        open.clear();
        if (grave != null) {
            throw grave;
        }
    }

    /** A name that no other plugin has and every file system takes: what can be read of it, and its hash. */
    static String fileName(String plugin) {
        StringBuilder readable = new StringBuilder();
        plugin.codePoints().limit(READABLE)
                .forEach(c -> readable.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' ? (char) c : '_'));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(plugin.getBytes(StandardCharsets.UTF_8));
            return readable + "-" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + ".kv";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
