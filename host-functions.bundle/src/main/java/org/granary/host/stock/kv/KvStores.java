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
    private final Opener opener;
    private final Map<String, Shared> open = new HashMap<>();
    private boolean closed;

    /** One file, opened and closed under its own lock: a disk that does not answer keeps nobody who has another. */
    private static final class Shared {
        /** Null while it is closed. */
        private KvStore store;
        /** Under the lock of all. */
        private int users;
    }

    /** Opens a file. */
    interface Opener {
        KvStore open(Path file);
    }

    /**
     * The files of a directory.
     *
     * @param directory made when it is first needed
     */
    KvStores(Path directory) {
        // not by a reference, which would link the library before anybody can be told that it is missing
        this(directory, file -> new KvStore(file));
    }

    KvStores(Path directory, Opener opener) {
        this.directory = directory;
        this.opener = opener;
    }

    /**
     * The entries of a plugin; {@link #release} when they are needed no more.
     *
     * @throws RuntimeException when the file cannot be opened
     */
    KvStore acquire(String plugin) {
        Shared shared;
        synchronized (this) {
            requireOpen();
            shared = open.computeIfAbsent(plugin, name -> new Shared());
            shared.users++;
        }
        try {
            return open(shared, plugin);
        } catch (RuntimeException | Error e) {
            leave(shared, plugin);
            throw e;
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the module has stopped");
        }
    }

    private KvStore open(Shared shared, String plugin) {
        synchronized (shared) {
            // from here on close() waits for what is opened
            requireOpen();
            if (shared.store == null) {
                try {
                    Files.createDirectories(directory);
                } catch (IOException e) {
                    throw new UncheckedIOException("expected a directory to keep entries in, found none: " + e, e);
                }
                shared.store = opener.open(directory.resolve(fileName(plugin)));
            }
            return shared.store;
        }
    }

    /** One uses it no more; whether nobody does. */
    private synchronized boolean leave(Shared shared, String plugin) {
        boolean last = --shared.users == 0;
        if (last && shared.store == null) {
            open.remove(plugin, shared);
        }
        return last;
    }

    /** A user of a plugin's entries has gone; the last one closes the file. */
    void release(String plugin) {
        Shared shared;
        synchronized (this) {
            shared = open.get(plugin);
        }
        if (shared == null) {
            return;
        }
        // who comes meanwhile waits here, and opens the file anew
        synchronized (shared) {
            if (leave(shared, plugin)) {
                close(shared, plugin);
            }
        }
    }

    private void close(Shared shared, String plugin) {
        KvStore store = shared.store;
        shared.store = null;
        try {
            if (store != null) {
                store.close();
            }
        } finally {
            synchronized (this) {
                if (shared.users == 0) {
                    open.remove(plugin, shared);
                }
            }
        }
    }

    /** How many files are open. */
    synchronized int count() {
        return open.size();
    }

    /** Closes all files. Who still uses one is refused. */
    @Override
    public void close() {
        Map<String, Shared> left;
        synchronized (this) {
            closed = true;
            left = new HashMap<>(open);
        }
        Error grave = null;
        for (Map.Entry<String, Shared> entry : left.entrySet()) {
            Shared shared = entry.getValue();
            try {
                synchronized (shared) {
                    close(shared, entry.getKey());
                }
            } catch (IllegalStateException | ErrorValue e) {
                // it lost nothing by that: what was committed is on the disk
                continue;
            } catch (Error e) {
                // the others are closed first
                grave = e;
            }
        }
        synchronized (this) {
            open.clear();
        }
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
