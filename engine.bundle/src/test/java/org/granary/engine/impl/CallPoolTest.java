package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class CallPoolTest {
    @Test
    void aThreadThatStaysHoldsNoLoaderOfWhoeverCalledFirst() throws Exception {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(new ClassLoader() { });
        try {
            CompletableFuture<ClassLoader> held = new CompletableFuture<>();
            new CallPool(1, 1).start(() -> held.complete(Thread.currentThread().getContextClassLoader()));
            assertSame(CallPool.class.getClassLoader(), held.get());
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    @Test
    void aThreadThatStaysHoldsNoValuesOfWhoeverCalledFirst() throws Exception {
        InheritableThreadLocal<Object> left = new InheritableThreadLocal<>();
        left.set("the first caller's");
        try {
            CompletableFuture<Object> held = new CompletableFuture<>();
            new CallPool(1, 1).start(() -> held.complete(String.valueOf(left.get())));
            assertEquals("null", held.get());
        } finally {
            left.remove();
        }
    }
}
