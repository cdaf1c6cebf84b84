package org.granary.host.stock.kv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.granary.host.ErrorValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.log.LoggerFactory;

class KvStoresTest {
    private static final KvLimits WIDE = new KvLimits(10, 1000, 10, 100);
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2};

    @TempDir
    private Path directory;

    @Test
    void theOldAndTheNewVersionShareOneAndOthersHaveTheirs() {
        try (KvStores stores = new KvStores(directory.resolve("kv"))) {
            KvStore old = stores.acquire("a");
            KvStore next = stores.acquire("a");
            assertSame(old, next);
            assertTrue(old.set(KEY, VALUE, WIDE, KvStoreTest.NEVER));
            stores.release("a");
            assertArrayEquals(VALUE, next.get(KEY, KvStoreTest.NEVER));
            assertNull(stores.acquire("A").get(KEY, KvStoreTest.NEVER));
            assertNull(stores.acquire("../a").get(KEY, KvStoreTest.NEVER));
            assertEquals(3, stores.count());
            stores.release("a");
            assertEquals(2, stores.count());
            assertArrayEquals(VALUE, stores.acquire("a").get(KEY, KvStoreTest.NEVER));
        }
    }

    /** A disk that hangs while a file is opened, and while it is closed: others open and close theirs. */
    @Test
    @Timeout(240)
    void whatHangsKeepsNobodyWhoHasAnotherFile() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        KvStores.Opener opener = file -> {
            if (file.endsWith(KvStores.fileName("slow"))) {
                opening.countDown();
                await(answers);
            }
            return new KvStore(file);
        };
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch answersAgain = new CountDownLatch(1);
        try (KvStores stores = new KvStores(directory, opener)) {
            CompletableFuture<KvStore> slow = CompletableFuture.supplyAsync(() -> stores.acquire("slow"));
            opening.await();
            assertSame(stores.acquire("a"), stores.acquire("a"));
            stores.release("a");
            assertEquals(2, stores.count());
            answers.countDown();
            KvStore store = slow.get();
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> store.await(() -> {
                busy.countDown();
                await(answersAgain);
                return null;
            }, KvStoreTest.NEVER));
            busy.await();
            Thread closing = new Thread(() -> stores.release("slow"));
            closing.start();
            while (closing.getState() != Thread.State.TIMED_WAITING && closing.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertTrue(stores.acquire("b").set(KEY, VALUE, WIDE, KvStoreTest.NEVER));
            stores.release("b");
            stores.release("a");
            answersAgain.countDown();
            work.get();
            closing.join();
            assertEquals(0, stores.count());
        } finally {
            answers.countDown();
            answersAgain.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatCannotBeOpenedIsNotKept() {
        KvStores.Opener failing = file -> {
            throw new IllegalStateException("no file");
        };
        try (KvStores stores = new KvStores(directory, failing)) {
            assertThrows(IllegalStateException.class, () -> stores.acquire("a"));
            assertEquals(0, stores.count());
        }
    }

    @Test
    void closingRefusesWhoIsLate() {
        KvStores stores = new KvStores(directory);
        KvStore store = stores.acquire("a");
        stores.close();
        assertThrows(ErrorValue.class, () -> store.get(KEY, KvStoreTest.NEVER));
        assertThrows(IllegalStateException.class, () -> stores.acquire("b"));
        stores.release("a");
        // another module, after an update of the bundle, say, opens it at once
        try (KvStores next = new KvStores(directory)) {
            assertNull(next.acquire("a").get(KEY, KvStoreTest.NEVER));
        }
    }

    /** Sees these classes as a bundle does whose optional import is not there. */
    private static final class WithoutLibrary extends ClassLoader {
        private final String missing;

        WithoutLibrary(String missing) {
            super(KvStoresTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("org.granary.host.stock.kv.") ? own(name) : super.loadClass(name, resolve);
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] file = in.readAllBytes();
                return defineClass(name, file, 0, file.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** The first is missed as the class is linked, the second on the file's own thread. */
    @ParameterizedTest
    @ValueSource(strings = {"org.h2.", "org.h2.mvstore.MVStore$Builder"})
    void withoutTheLibraryThePluginIsToldWhatToInstall(String missing) throws Exception {
        Class<?> module = new WithoutLibrary(missing).loadClass("org.granary.host.stock.kv.KvModule");
        Constructor<?> constructor = module.getDeclaredConstructor(Path.class, LoggerFactory.class);
        constructor.setAccessible(true);
        Method entries = module.getDeclaredMethod("entries", String.class);
        entries.setAccessible(true);
        Object made = constructor.newInstance(directory, null);
        Throwable wrong = assertThrows(InvocationTargetException.class, () -> entries.invoke(made, "a")).getCause();
        assertEquals("kv: expected the bundle com.h2database.mvstore, found none; install it and start org.granary.host anew",
                wrong.getMessage());
    }

    @Test
    void fileNamesAreSafeAndOneForEachName() {
        assertTrue(KvStores.fileName("json-1").matches("json-1-[0-9a-f]{32}\\.kv"), KvStores.fileName("json-1"));
        assertTrue(KvStores.fileName("../C\u00f6n:*").matches("[a-z_-]+-[0-9a-f]{32}\\.kv"), KvStores.fileName("../C\u00f6n:*"));
        assertTrue(KvStores.fileName("x".repeat(5000)).length() < 100);
        assertNotEquals(KvStores.fileName("a:"), KvStores.fileName("a*"));
    }
}
