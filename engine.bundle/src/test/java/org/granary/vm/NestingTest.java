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

@Timeout(60)
class NestingTest {
    private static final int COLLECTIONS = 50;
    private static final long WAIT_MILLIS = 100;

    @Test
    void theInnermostIsTheOneThatBeganLastAndHasNotEnded() {
        Nesting nesting = new Nesting();
        assertNull(nesting.here());
        Nesting.Level outer = nesting.enter(new UnlimitedStore());
        Nesting.Level inner = nesting.enter(new UnlimitedStore());
        assertSame(inner, nesting.here());
        assertSame(outer, inner.outer);
        inner.leave();
        assertSame(outer, nesting.here());
        outer.leave();
        assertNull(nesting.here());
    }

    /** As a bundle that is gone while the thread lives on. */
    private static WeakReference<ClassLoader> beenThere(ReferenceQueue<ClassLoader> gone) throws Exception {
        URL[] ours = {Nesting.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader = new URLClassLoader(ours, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(Nesting.class.getName());
            assertNotSame(Nesting.class, type);
            Class<?> store = loader.loadClass(VmStore.class.getName());
            Object level = type.getMethod("enter", store).invoke(type.getConstructor().newInstance(), (Object) null);
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
