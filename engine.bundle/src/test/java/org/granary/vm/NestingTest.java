package org.granary.vm;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class NestingTest {
    private static final int COLLECTIONS = 50;
    private static final long WAIT_MILLIS = 100;

    @Test
    void theInnermostIsTheOneThatBeganLastAndHasNotEnded() {
        Nesting nesting = new Nesting();
        assertNull(nesting.here());
        Nesting.Level outer = nesting.host(new UnlimitedStore()).enter();
        Nesting.Level inner = nesting.host(new UnlimitedStore()).enter();
        assertSame(inner, nesting.here());
        assertSame(outer, inner.outer);
        inner.leave();
        assertSame(outer, nesting.here());
        outer.leave();
        assertNull(nesting.here());
    }

    /** Host code of a store within its own, and again, and on another thread. */
    @Test
    void aStoreCanBeAroundItself() throws InterruptedException {
        Nesting nesting = new Nesting();
        VmStore store = new UnlimitedStore();
        Nesting.Host host = nesting.host(store);
        for (int i = 0; i < 2; i++) {
            Nesting.Level outer = host.enter();
            Nesting.Level inner = host.enter();
            assertSame(inner, nesting.here());
            assertSame(outer, inner.outer);
            assertSame(store, inner.store);
            inner.leave();
            outer.leave();
            assertNull(nesting.here());
        }
        Nesting.Level[] seen = new Nesting.Level[2];
        Thread other = new Thread(() -> {
            seen[0] = host.enter();
            seen[1] = nesting.here();
        });
        other.start();
        other.join();
        assertSame(seen[0], seen[1]);
        assertNull(nesting.here());
    }

    /** As a bundle that is gone while the thread lives on. */
    private static WeakReference<ClassLoader> beenThere(ReferenceQueue<ClassLoader> gone) throws Exception {
        URL[] ours = {Nesting.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader = new URLClassLoader(ours, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(Nesting.class.getName());
            assertNotSame(Nesting.class, type);
            Class<?> store = loader.loadClass(VmStore.class.getName());
            Object host = type.getMethod("host", store).invoke(type.getConstructor().newInstance(), (Object) null);
            Object level = host.getClass().getMethod("enter").invoke(host);
            level.getClass().getMethod("leave").invoke(level);
            return new WeakReference<>(loader, gone);
        }
    }

    @Test
    void aThreadThatHasLeftKeepsNoClassOfOurs() throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = beenThere(gone);
        boolean collected = false;
        for (int i = 0; i < COLLECTIONS && !collected; i++) {
            System.gc();
            collected = gone.remove(WAIT_MILLIS) == loader;
        }
        assertTrue(collected);
    }
}
