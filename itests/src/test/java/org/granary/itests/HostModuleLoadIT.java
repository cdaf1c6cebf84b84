package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginUnavailableException;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** Host modules come and go while many call the plugins that use them: each call is answered or told why not, and nothing stays behind. */
@InFramework
class HostModuleLoadIT {
    private static final int TIMES = 1000;
    private static final int BUNDLE_TIMES = 20;
    private static final int CALLERS = 2;
    private static final long FAILED = -6;
    private static final FuncType NUMBER = FuncType.of(List.of(), List.of(ValType.I32));
    /** Counts on in an entry that it keeps, and returns the number or an error value. */
    private static final String COUNTER = """
            (module
              (import "granary_kv" "get" (func $get (param i32 i32) (result i64)))
              (import "granary_kv" "set" (func $set (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "n")
              (func (export "granary_alloc") (param i32) (result i32) (i32.const 64))
              (func (export "run") (result i64) (local $got i64)
                (local.set $got (call $get (i32.const 0) (i32.const 1)))
                (if (i64.eq (local.get $got) (i64.const -1))
                  (then (i64.store (i32.const 64) (i64.const 0)))
                  (else (if (i64.lt_s (local.get $got) (i64.const 0)) (then (return (local.get $got))))))
                (i64.store (i32.const 64) (i64.add (i64.load (i32.const 64)) (i64.const 1)))
                (local.set $got (i64.extend_i32_s (call $set (i32.const 0) (i32.const 1) (i32.const 64) (i32.const 8))))
                (select (local.get $got) (i64.load (i32.const 64)) (i64.lt_s (local.get $got) (i64.const 0)))))
            """;

    @AfterEach
    void nobodyCallsAnyMore() {
        callers.forEach(Thread::interrupt);
        if (services != null) {
            services.close();
        }
    }

    @FromFramework
    private BundleContext context;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private Belongings belongings;

    private final List<Thread> callers = new ArrayList<>();
    private Services services;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** Tells each coming and each going of a plugin's service. */
    private final class Services extends ServiceTracker<Plugin, Plugin> {
        private final Semaphore came = new Semaphore(0);
        private final Semaphore left = new Semaphore(0);

        Services() {
            super(HostModuleLoadIT.this.context, Plugin.class, null);
        }

        @Override
        public Plugin addingService(ServiceReference<Plugin> reference) {
            came.release();
            return super.addingService(reference);
        }

        @Override
        public void removedService(ServiceReference<Plugin> reference, Plugin service) {
            super.removedService(reference, service);
            left.release();
        }

        private void await(Semaphore what) throws InterruptedException {
            assertTrue(what.tryAcquire(90, TimeUnit.SECONDS), () -> host.plugins().stream().map(p -> p.dto().reason).toList().toString());
        }
    }

    /** Calls whatever serves, or has just left, until it is interrupted. */
    private void call(Consumer<Object> check) {
        Thread thread = new Thread(() -> {
            Plugin plugin = null;
            while (!Thread.currentThread().isInterrupted() && wrong.get() == null) {
                try {
                    Plugin now = services.getService();
                    // the one that has left is asked too: whoever keeps a service may be late
                    plugin = now != null ? now : plugin;
                    if (plugin != null) {
                        check.accept(plugin.call("run")[0]);
                        answered.incrementAndGet();
                    }
                } catch (PluginUnavailableException e) {
                    refused.incrementAndGet();
                    plugin = null;
                    Thread.onSpinWait();
                } catch (RuntimeException | AssertionError e) {
                    wrong.compareAndSet(null, e);
                }
            }
        });
        callers.add(thread);
        thread.start();
    }

    private void end() throws Exception {
        for (Thread caller : callers) {
            caller.interrupt();
            caller.join(TimeUnit.SECONDS.toMillis(60));
            assertTrue(!caller.isAlive(), "a caller is stuck");
        }
        if (wrong.get() != null) {
            throw new AssertionError("a call ended otherwise than it may", wrong.get());
        }
    }

    @Test
    void aHostModuleComesAndGoesAThousandTimes() throws Exception {
        AtomicInteger bound = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        List<WeakReference<Object>> stores = Collections.synchronizedList(new ArrayList<>());
        HostModule module = (store, scope) -> {
            bound.incrementAndGet();
            stores.add(new WeakReference<>(store));
            return HostBinding.of(store, closed::incrementAndGet, HostFunc.of("answer", NUMBER, (caller, arguments) -> new Object[] {42}));
        };
        services = new Services();
        services.open();
        host.deploy("asker",
                Wasm.binary("(module (import \"load\" \"answer\" (func $a (result i32))) (func (export \"run\") (result i32) call $a))"));
        int threads = Thread.activeCount();
        for (int i = 0; i < CALLERS; i++) {
            call(result -> assertEquals(42, result));
        }
        for (int i = 0; i < TIMES && wrong.get() == null; i++) {
            ServiceRegistration<HostModule> registration = belongings.offer("load", module);
            services.await(services.came);
            registration.unregister();
            services.await(services.left);
        }
        end();
        services.close();
        assertTrue(answered.get() > 0, "nothing was answered, " + refused + " were refused");
        Await.until("all stores are closed", () -> closed.get() == bound.get());
        assertEquals(TIMES, bound.get());
        Await.value("stores that are still there", () -> {
            System.gc();
            return stores.stream().filter(store -> store.get() != null).count();
        }, left -> left == 0);
        Await.value("threads", Thread::activeCount, now -> now <= threads + 8);
        Await.value("the plugin waits", () -> host.plugins().stream().map(p -> p.dto().state).toList(), List.of("UNRESOLVED")::equals);
    }

    @Test
    void theBundleOfAllComesAndGoesAndNoEntryIsLost() throws Exception {
        belongings.configure("counter", Map.of("host.modules", "kv"));
        services = new Services();
        services.open();
        host.deploy("counter", Wasm.binary(COUNTER));
        services.await(services.came);
        AtomicLong last = new AtomicLong();
        call(result -> {
            long number = (Long) result;
            // a module that is stopping under a running call says that it failed
            assertTrue(number == FAILED || number > last.get(), number + " after " + last);
            last.accumulateAndGet(number, Math::max);
        });
        Bundle modules =
                Arrays.stream(context.getBundles()).filter(b -> b.getSymbolicName().equals("org.granary.host")).findFirst().orElseThrow();
        for (int i = 0; i < BUNDLE_TIMES && wrong.get() == null; i++) {
            long before = answered.get();
            Await.until("calls are answered", () -> answered.get() > before + 2 || wrong.get() != null);
            modules.stop();
            services.await(services.left);
            modules.start();
            services.await(services.came);
        }
        end();
        services.close();
        assertTrue(last.get() > BUNDLE_TIMES, last + " counted");
        host.undeploy("counter");
        Await.value("threads of files that are closed", () -> Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("granary-kv")).toList(), List::isEmpty);
    }
}
