package org.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.type.FuncType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtensionTest {
    private final Engine engine = Engine.create();
    private final List<String> closed = new ArrayList<>();
    private final Store<String> store = Store.create(engine, "data", data -> closed.add(data));

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private record Kept(String name, List<String> closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.add(name);
        }
    }

    @Test
    void aKeyMakesOneForEachStore() {
        Key<StringBuilder> key = Key.of("notes", StringBuilder.class, StringBuilder::new);
        assertFalse(store.hasExtension(key));
        StringBuilder made = store.extension(key);
        assertTrue(store.hasExtension(key));
        Func host = Func.create(store, FuncType.taking(), (caller, arguments) -> {
            assertSame(made, caller.extension(key));
            return null;
        });
        host.call();
        try (Store<Void> other = Store.create(engine)) {
            assertNotSame(made, other.extension(key));
        }
        assertNotSame(made, store.extension(Key.of("notes", StringBuilder.class, StringBuilder::new)));
    }

    @Test
    void anEmptySlotIsNamed() {
        Key<String> key = Key.of("open files", String.class);
        assertTrue(assertThrows(IllegalStateException.class, () -> store.extension(key)).getMessage().contains("open files"));
        store.setExtension(key, "x");
        assertEquals("x", store.extension(key));
        store.setExtension(key, null);
        assertFalse(store.hasExtension(key));
    }

    @Test
    void whatIsKeptIsClosedWithTheStoreTheYoungestFirst() {
        Key<Kept> first = Key.of("first", Kept.class);
        Key<Kept> second = Key.of("second", Kept.class, () -> new Kept("second", closed));
        store.setExtension(first, new Kept("old", closed));
        store.setExtension(first, new Kept("first", closed));
        assertEquals(List.of("old"), closed);
        store.extension(second);
        store.close();
        assertEquals(List.of("old", "second", "first", "data"), closed);
    }

    @Test
    void oneThatCannotBeClosedKeepsNoOtherOpen() {
        store.setExtension(Key.of("good", Kept.class), new Kept("good", closed));
        store.setExtension(Key.of("bad", AutoCloseable.class), () -> {
            throw new IllegalArgumentException("stuck");
        });
        assertEquals("stuck", assertThrows(IllegalArgumentException.class, store::close).getMessage());
        assertEquals(List.of("good", "data"), closed);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void whatIsOfAnotherClassLeavesTheSlotAsItWas() {
        Key<Kept> key = Key.of("kept", Kept.class);
        Kept kept = new Kept("first", closed);
        store.setExtension(key, kept);
        assertThrows(ClassCastException.class, () -> ((StoreContext) store).setExtension(key, "text"));
        assertSame(kept, store.extension(key));
        assertEquals(List.of(), closed);
    }
}
