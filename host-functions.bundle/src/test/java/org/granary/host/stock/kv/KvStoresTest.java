package org.granary.host.stock.kv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.granary.host.ErrorValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            assertTrue(old.set(KEY, VALUE, WIDE));
            stores.release("a");
            assertArrayEquals(VALUE, next.get(KEY));
            assertNull(stores.acquire("A").get(KEY));
            assertNull(stores.acquire("../a").get(KEY));
            assertEquals(3, stores.count());
            stores.release("a");
            assertEquals(2, stores.count());
            assertArrayEquals(VALUE, stores.acquire("a").get(KEY));
        }
    }

    @Test
    void closingRefusesWhoIsLate() {
        KvStores stores = new KvStores(directory);
        KvStore store = stores.acquire("a");
        stores.close();
        assertThrows(ErrorValue.class, () -> store.get(KEY));
        assertThrows(IllegalStateException.class, () -> stores.acquire("b"));
        stores.release("a");
        // another module, after an update of the bundle, say, opens it at once
        try (KvStores next = new KvStores(directory)) {
            assertNull(next.acquire("a").get(KEY));
        }
    }

    @Test
    void fileNamesAreSafeAndOneForEachName() {
        assertTrue(KvStores.fileName("json-1").matches("json-1-[0-9a-f]{32}\\.kv"), KvStores.fileName("json-1"));
        assertTrue(KvStores.fileName("../C\u00f6n:*").matches("[a-z_-]+-[0-9a-f]{32}\\.kv"), KvStores.fileName("../C\u00f6n:*"));
        assertTrue(KvStores.fileName("x".repeat(5000)).length() < 100);
        assertNotEquals(KvStores.fileName("a:"), KvStores.fileName("a*"));
    }
}
