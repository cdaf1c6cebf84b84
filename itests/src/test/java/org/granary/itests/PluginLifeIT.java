package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;
import org.granary.plugin.PluginUnavailableException;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;

/** Files come, change and go; services follow. The probe bundle is the other bundle that calls them. */
@InFramework
class PluginLifeIT {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    @FromFramework
    private BundleContext context;
    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private ConfigurationAdmin configurations;

    @AfterEach
    void everythingLeaves() throws Exception {
        Wasm.clear(host, deploy);
    }

    /** Nobody writes it but its writer, so a host that is killed can leave no half of it. */
    @Test
    void aConfigurationsFileIsItsWritersAlone() throws Exception {
        String text = "# by hand\nwasm.plugin.name = own\ncall.millis=100\n";
        Path file = Files.writeString(deploy.resolve("org.granary.plugin-own.cfg"), text);
        Configuration configuration = Await.value("the configuration",
                () -> configurations.listConfigurations("(" + Plugin.NAME + "=own)"), found -> found != null)[0];
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        ServiceRegistration<?> listening = context.registerService(ConfigurationListener.class, event -> told.add(event.getPid()), null);
        try {
            Dictionary<String, Object> properties = configuration.getProperties();
            properties.put("call.millis", "200");
            configuration.update(properties);
            awaitAllListeners(told);
            assertEquals(text, Files.readString(file));
            configuration.delete();
            awaitAllListeners(told);
            assertEquals(text, Files.readString(file));
        } finally {
            listening.unregister();
        }
    }

    /** Events go to all listeners one after the other: who hears of a later one knows that the former has been with everybody. */
    private void awaitAllListeners(LinkedBlockingQueue<String> told) throws Exception {
        Configuration later = configure("later", "call.millis", 1L);
        String pid = later.getPid();
        for (String heard = ""; !pid.equals(heard);) {
            heard = told.poll(30, TimeUnit.SECONDS);
            assertNotNull(heard, "no event of " + pid);
        }
        later.delete();
    }

    private ServiceReference<Plugin> reference(String name) throws InvalidSyntaxException {
        return context.getServiceReferences(Plugin.class, "(" + Plugin.NAME + "=" + name + ")").stream().findFirst().orElse(null);
    }

    private Plugin service(String name) throws Exception {
        return context.getService(Await.value("service " + name, () -> reference(name), r -> r != null));
    }

    private ServiceRegistration<HostModule> offer(String module, HostModule functions) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(HostModule.IMPORT_MODULE, module);
        return context.registerService(HostModule.class, functions, properties);
    }

    private Configuration configure(String plugin, String key, Object value) throws Exception {
        Configuration configuration = configurations.createFactoryConfiguration("org.granary.plugin", "?");
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Plugin.NAME, plugin);
        properties.put(key, value);
        configuration.update(properties);
        return configuration;
    }

    @Test
    void fileBecomesAServiceAndLeavesWithIt() throws Exception {
        Wasm.put(deploy, "adder-1.2.3.wasm",
                Wasm.binary("(module (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"));
        Plugin plugin = service("adder");
        ServiceReference<Plugin> reference = reference("adder");
        assertEquals("1.2.3", reference.getProperty(Plugin.VERSION));
        assertArrayEquals(new String[] {"add"}, (String[]) reference.getProperty(Plugin.EXPORTS));
        assertTrue(((String) reference.getProperty(Plugin.SHA256)).matches("[0-9a-f]{64}"));
        assertArrayEquals(new Object[] {42}, plugin.call("add", 2, 40));
        Files.delete(deploy.resolve("adder-1.2.3.wasm"));
        Await.until("the service is gone", () -> reference("adder") == null);
        assertThrows(PluginUnavailableException.class, () -> plugin.call("add", 1, 1));
    }

    @Test
    void partsAndHiddenFilesAreIgnored() throws Exception {
        Files.write(deploy.resolve("a.wasm.part"), Wasm.number(1));
        Files.write(deploy.resolve("b.wasm.tmp"), Wasm.number(1));
        Files.write(deploy.resolve(".c.wasm"), Wasm.number(1));
        Wasm.put(deploy, "z.wasm", Wasm.number(1));
        service("z");
        assertEquals(List.of("z"), host.plugins().stream().map(Plugin::name).toList());
    }

    @Test
    void replacementTakesOverWithoutAGap() throws Exception {
        Wasm.put(deploy, "number.wasm", Wasm.number(1));
        assertArrayEquals(new Object[] {1}, service("number").call("number"));
        Object before = reference("number").getProperty(Plugin.SHA256);
        AtomicInteger gaps = new AtomicInteger();
        context.addServiceListener(event -> {
            try {
                if (context.getServiceReferences(Plugin.class, "(" + Plugin.NAME + "=number)").isEmpty()) {
                    gaps.incrementAndGet();
                }
            } catch (InvalidSyntaxException e) {
                throw new AssertionError(e);
            }
        }, "(" + Plugin.NAME + "=number)");
        Wasm.put(deploy, "number.wasm", Wasm.number(2));
        Await.until("the new module serves", () -> reference("number") != null
                && !before.equals(reference("number").getProperty(Plugin.SHA256)));
        assertArrayEquals(new Object[] {2}, service("number").call("number"));
        assertEquals(0, gaps.get());
    }

    @Test
    void failingReplacementLeavesTheOldOneServing() throws Exception {
        Wasm.put(deploy, "number.wasm", Wasm.number(1));
        Plugin plugin = service("number");
        Wasm.put(deploy, "number.wasm", Wasm.binary("(module (func $f unreachable) (start $f))"));
        Plugin known = host.plugins().get(0);
        String trouble =
                Await.value("the trouble is known", () -> String.valueOf(known.dto().replacement), text -> text.contains("unreachable"));
        assertTrue(trouble.contains("goes on serving"), trouble);
        assertArrayEquals(new Object[] {1}, plugin.call("number"));
        assertEquals("ACTIVE", known.dto().state);
    }

    @Test
    void runningCallMayFinishInTheDrainTime() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ServiceRegistration<HostModule> module = offer("test", HostModule.of(HostFunc.of("wait", NOTHING, (caller, arguments) -> {
            entered.countDown();
            released.await();
            return new Object[0];
        })));
        Wasm.put(deploy, "waiter.wasm",
                Wasm.binary("(module (import \"test\" \"wait\" (func $w)) (func (export \"run\") (result i32) call $w i32.const 7))"));
        Plugin plugin = service("waiter");
        CompletableFuture<Object[]> call = CompletableFuture.supplyAsync(() -> plugin.call("run"));
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        Files.delete(deploy.resolve("waiter.wasm"));
        Wasm.await(host, "waiter.wasm", "DRAINING");
        PluginUnavailableException refused = assertThrows(PluginUnavailableException.class, () -> plugin.call("run"));
        assertTrue(refused.getMessage().contains("DRAINING"), refused.getMessage());
        released.countDown();
        assertArrayEquals(new Object[] {7}, call.get(10, TimeUnit.SECONDS));
        Wasm.await(host, "waiter.wasm", "none");
        module.unregister();
    }

    @Test
    void callThatNeverEndsIsInterrupted() throws Exception {
        Configuration configuration = configure("endless", "drain.millis", 300L);
        CountDownLatch entered = new CountDownLatch(1);
        ServiceRegistration<HostModule> module = offer("test", HostModule.of(HostFunc.of("enter", NOTHING, (caller, arguments) -> {
            entered.countDown();
            return new Object[0];
        })));
        Wasm.put(deploy, "endless.wasm",
                Wasm.binary("(module (import \"test\" \"enter\" (func $e)) (func (export \"run\") call $e (loop (br 0))))"));
        Plugin plugin = service("endless");
        CompletableFuture<Object[]> call = CompletableFuture.supplyAsync(() -> plugin.call("run"));
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        Files.delete(deploy.resolve("endless.wasm"));
        CompletionException ended = assertThrows(CompletionException.class, call::join);
        assertEquals(TrapCode.INTERRUPT, ((Trap) ended.getCause()).code());
        Await.until("the service is gone", () -> reference("endless") == null);
        configuration.delete();
        module.unregister();
    }

    @Test
    void callersTakeTurnsAndATimeLimitIsNamed() throws Exception {
        Configuration configuration = configure("waiter", "turn.millis", 100L);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ServiceRegistration<HostModule> module = offer("test", HostModule.of(HostFunc.of("wait", NOTHING, (caller, arguments) -> {
            entered.countDown();
            released.await();
            return new Object[0];
        })));
        Wasm.put(deploy, "waiter.wasm", Wasm.binary("(module (import \"test\" \"wait\" (func $w)) (func (export \"run\") call $w))"));
        Plugin plugin = service("waiter");
        CompletableFuture<Object[]> call = CompletableFuture.supplyAsync(() -> plugin.call("run"));
        assertTrue(entered.await(10, TimeUnit.SECONDS));
        PluginUnavailableException late = assertThrows(PluginUnavailableException.class, () -> plugin.call("run"));
        assertTrue(late.getMessage().contains("100 ms (turn.millis)"), late.getMessage());
        released.countDown();
        call.get(10, TimeUnit.SECONDS);
        configuration.delete();
        Files.delete(deploy.resolve("waiter.wasm"));
        Wasm.await(host, "waiter.wasm", "none");
        module.unregister();
    }

    @Test
    void waitsForItsImportsAndGoesBackWhenTheyLeave() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        byte[] wasm =
                Wasm.binary("(module (import \"env\" \"answer\" (func $a (result i32))) (func (export \"run\") (result i32) call $a))");
        Wasm.put(deploy, "asker.wasm", wasm);
        assertTrue(Wasm.await(host, "asker.wasm", "UNRESOLVED").contains("waits for env.answer"));
        ServiceRegistration<HostModule> module = offer("env", (store, scope) -> HostBinding.of(store, closed::incrementAndGet,
                HostFunc.of("answer", FuncType.of(List.of(), List.of(ValType.I32)),
                        (caller, arguments) -> new Object[] {caller.data().plugin().length()})));
        assertArrayEquals(new Object[] {"asker".length()}, service("asker").call("run"));
        // other properties are no departure: its store is closed once, below
        module.setProperties(new Hashtable<>(Map.of(HostModule.IMPORT_MODULE, "env", "service.ranking", 3)));
        assertArrayEquals(new Object[] {"asker".length()}, service("asker").call("run"));
        module.unregister();
        Await.value("it waits again", () -> Wasm.state(host, "asker.wasm"), text -> text.startsWith("UNRESOLVED waits for env.answer"));
        Await.until("the service is gone", () -> reference("asker") == null);
        assertEquals(1, closed.get());
    }

    @Test
    void hostModuleWithoutTheItemOrWithAnotherTypeIsWaitedFor() throws Exception {
        ServiceRegistration<HostModule> other =
                offer("env", HostModule.of(HostFunc.of("question", NOTHING, (caller, arguments) -> new Object[0])));
        Wasm.put(deploy, "asker.wasm", Wasm.binary("(module (import \"env\" \"answer\" (func (result i32))))"));
        String reason = Wasm.await(host, "asker.wasm", "UNRESOLVED");
        assertTrue(reason.contains("env.answer") && reason.contains("question"), reason);
        ServiceRegistration<HostModule> wrong =
                offer("env", HostModule.of(HostFunc.of("answer", NOTHING, (caller, arguments) -> new Object[0])));
        reason = Await.value("the type is told", () -> Wasm.state(host, "asker.wasm"), text -> text.contains("another type"));
        assertTrue(reason.contains("env.answer") && reason.contains("(func (result i32))"), reason);
        other.unregister();
        wrong.unregister();
    }

    @Test
    void programsDeployUpdateRollBackAndUndeploy() throws Exception {
        Plugin plugin = host.deploy("mine", Wasm.number(1));
        assertArrayEquals(new Object[] {1}, service("mine").call("number"));
        assertThrows(IllegalArgumentException.class, () -> host.deploy("mine", Wasm.number(2)));
        host.update("mine", Wasm.number(2));
        assertArrayEquals(new Object[] {2}, plugin.call("number"));
        host.rollback("mine");
        assertArrayEquals(new Object[] {1}, plugin.call("number"));
        host.undeploy("mine");
        assertEquals(List.of(), host.plugins());
    }

    /** What a program has from the plugin host follows its plugin: who only waited has nothing to do with the module that leaves. */
    @Test
    void whoWaitsForItsTurnWhileTheModuleIsReplacedIsServedByTheNewOne() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ServiceRegistration<HostModule> module = offer("test", HostModule.of(HostFunc.of("wait", NOTHING, (caller, arguments) -> {
            entered.countDown();
            released.await();
            return new Object[0];
        })));
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            Plugin plugin = host.deploy("mine", Wasm.binary("(module (import \"test\" \"wait\" (func $w))"
                    + "(func (export \"wait\") call $w) (func (export \"number\") (result i32) i32.const 1))"));
            Future<Object[]> holding = callers.submit(() -> plugin.call("wait"));
            assertTrue(entered.await(30, TimeUnit.SECONDS));
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            Future<Object[]> waiting = callers.submit(() -> {
                thread.complete(Thread.currentThread());
                return plugin.call("number");
            });
            Await.until("it waits for its turn", () -> thread.get().getState() == Thread.State.TIMED_WAITING);
            Future<Plugin> updated = callers.submit(() -> host.update("mine", Wasm.number(2)));
            assertArrayEquals(new Object[] {2}, waiting.get(30, TimeUnit.SECONDS));
            assertFalse(holding.isDone());
            released.countDown();
            updated.get(30, TimeUnit.SECONDS);
        } finally {
            released.countDown();
            callers.shutdownNow();
            host.undeploy("mine");
            module.unregister();
        }
    }

    @Test
    void aConsumerMayUndeployWhatItIsJustToldOf() throws Exception {
        ServiceListener once = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                host.undeploy("unwanted");
            }
        };
        context.addServiceListener(once, "(" + Plugin.NAME + "=unwanted)");
        Plugin plugin = host.deploy("unwanted", Wasm.number(1));
        context.removeServiceListener(once);
        Await.value("the unwanted plugin leaves", () -> host.plugins(), List::isEmpty);
        assertEquals(PluginState.STOPPED, plugin.state());
    }
}
