package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Files come, change and go; services follow. The probe bundle is the other bundle that calls them. */
@InFramework
class PluginLifeIT {
    /** Longer than any machine takes. */
    private static final long LONG_MILLIS = 600_000;
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    @FromFramework
    private BundleContext context;
    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private ConfigurationAdmin configurations;
    @FromFramework
    private Belongings belongings;

    /** Nobody writes it but its writer, so a host that is killed can leave no half of it. */
    @Test
    void aConfigurationsFileIsItsWritersAlone() throws Exception {
        String text = "# by hand\nwasm.plugin.name = own\ncall.millis=100\n";
        Path file = Files.writeString(deploy.resolve("org.granary.plugin-own.cfg"), text);
        Configuration configuration = Await.value("the configuration",
                () -> configurations.listConfigurations("(" + Plugin.NAME + "=own)"), found -> found != null)[0];
        Dictionary<String, Object> properties = configuration.getProperties();
        properties.put("call.millis", "200");
        belongings.update(configuration, properties);
        assertEquals(text, Files.readString(file));
        belongings.remove(configuration);
        assertEquals(text, Files.readString(file));
    }

    private ServiceReference<Plugin> reference(String name) throws InvalidSyntaxException {
        return context.getServiceReferences(Plugin.class, "(" + Plugin.NAME + "=" + name + ")").stream().findFirst().orElse(null);
    }

    private Plugin service(String name) throws Exception {
        return context.getService(Await.value("service " + name, () -> reference(name), r -> r != null));
    }

    /** A module whose function says that it was entered, and waits. */
    private void offerWaiting(CountDownLatch entered, CountDownLatch released) {
        belongings.offer("test", HostModule.of(HostFunc.of("wait", NOTHING, (caller, arguments) -> {
            entered.countDown();
            released.await();
            return new Object[0];
        })));
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
        belongings.listen(event -> {
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
        CountDownLatch entered = belongings.latch();
        CountDownLatch released = belongings.latch();
        offerWaiting(entered, released);
        belongings.configure("waiter", Map.of("drain.millis", LONG_MILLIS));
        Wasm.put(deploy, "waiter.wasm",
                Wasm.binary("(module (import \"test\" \"wait\" (func $w)) (func (export \"run\") (result i32) call $w i32.const 7))"));
        Plugin plugin = service("waiter");
        Future<Object[]> call = Belongings.aside(() -> plugin.call("run"));
        Await.down("the call runs", entered);
        Files.delete(deploy.resolve("waiter.wasm"));
        Wasm.await(host, "waiter.wasm", "DRAINING");
        PluginUnavailableException refused = assertThrows(PluginUnavailableException.class, () -> plugin.call("run"));
        assertTrue(refused.getMessage().contains("DRAINING"), refused.getMessage());
        released.countDown();
        assertArrayEquals(new Object[] {7}, Await.result("the call ends", call));
        Wasm.await(host, "waiter.wasm", "none");
    }

    @Test
    void callThatNeverEndsIsInterrupted() throws Exception {
        belongings.configure("endless", Map.of("drain.millis", 300L));
        CountDownLatch entered = belongings.latch();
        belongings.offer("test", HostModule.of(HostFunc.of("enter", NOTHING, (caller, arguments) -> {
            entered.countDown();
            return new Object[0];
        })));
        Wasm.put(deploy, "endless.wasm",
                Wasm.binary("(module (import \"test\" \"enter\" (func $e)) (func (export \"run\") call $e (loop (br 0))))"));
        Plugin plugin = service("endless");
        Future<Object[]> call = Belongings.aside(() -> plugin.call("run"));
        Await.down("the call runs", entered);
        Files.delete(deploy.resolve("endless.wasm"));
        ExecutionException ended = assertThrows(ExecutionException.class, () -> Await.result("the call ends", call));
        assertEquals(TrapCode.INTERRUPT, ((Trap) ended.getCause()).code());
        Await.until("the service is gone", () -> reference("endless") == null);
    }

    @Test
    void callersTakeTurnsAndATimeLimitIsNamed() throws Exception {
        belongings.configure("waiter", Map.of("turn.millis", 100L));
        CountDownLatch entered = belongings.latch();
        CountDownLatch released = belongings.latch();
        offerWaiting(entered, released);
        Wasm.put(deploy, "waiter.wasm", Wasm.binary("(module (import \"test\" \"wait\" (func $w)) (func (export \"run\") call $w))"));
        Plugin plugin = service("waiter");
        Future<Object[]> call = Belongings.aside(() -> plugin.call("run"));
        Await.down("the call runs", entered);
        PluginUnavailableException late = assertThrows(PluginUnavailableException.class, () -> plugin.call("run"));
        assertTrue(late.getMessage().contains("100 ms (turn.millis)"), late.getMessage());
        released.countDown();
        Await.result("the call ends", call);
    }

    @Test
    void waitsForItsImportsAndGoesBackWhenTheyLeave() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        byte[] wasm =
                Wasm.binary("(module (import \"env\" \"answer\" (func $a (result i32))) (func (export \"run\") (result i32) call $a))");
        Wasm.put(deploy, "asker.wasm", wasm);
        assertTrue(Wasm.await(host, "asker.wasm", "UNRESOLVED").contains("waits for env.answer"));
        ServiceRegistration<HostModule> module = belongings.offer("env", (store, scope) -> HostBinding.of(store, closed::incrementAndGet,
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
        belongings.offer("env", HostModule.of(HostFunc.of("question", NOTHING, (caller, arguments) -> new Object[0])));
        Wasm.put(deploy, "asker.wasm", Wasm.binary("(module (import \"env\" \"answer\" (func (result i32))))"));
        String reason = Wasm.await(host, "asker.wasm", "UNRESOLVED");
        assertTrue(reason.contains("env.answer") && reason.contains("question"), reason);
        belongings.offer("env", HostModule.of(HostFunc.of("answer", NOTHING, (caller, arguments) -> new Object[0])));
        reason = Await.value("the type is told", () -> Wasm.state(host, "asker.wasm"), text -> text.contains("another type"));
        assertTrue(reason.contains("env.answer") && reason.contains("(func (result i32))"), reason);
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
        CountDownLatch entered = belongings.latch();
        CountDownLatch released = belongings.latch();
        offerWaiting(entered, released);
        belongings.configure("mine", Map.of("drain.millis", LONG_MILLIS, "turn.millis", LONG_MILLIS));
        Plugin plugin = host.deploy("mine", Wasm.binary("(module (import \"test\" \"wait\" (func $w))"
                + "(func (export \"wait\") call $w) (func (export \"number\") (result i32) i32.const 1))"));
        Future<Object[]> holding = Belongings.aside(() -> plugin.call("wait"));
        Await.down("the call runs", entered);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Future<Object[]> waiting = Belongings.aside(() -> {
            thread.complete(Thread.currentThread());
            return plugin.call("number");
        });
        Await.until("it waits for its turn", () -> Await.result("it begins", thread).getState() == Thread.State.TIMED_WAITING);
        Future<Plugin> updated = Belongings.aside(() -> host.update("mine", Wasm.number(2)));
        assertArrayEquals(new Object[] {2}, Await.result("the new one serves it", waiting));
        assertFalse(holding.isDone());
        released.countDown();
        Await.result("the old one leaves", updated);
    }

    @Test
    void aConsumerMayUndeployWhatItIsJustToldOf() throws Exception {
        ServiceListener once = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                host.undeploy("unwanted");
            }
        };
        belongings.listen(once, "(" + Plugin.NAME + "=unwanted)");
        Plugin plugin = host.deploy("unwanted", Wasm.number(1));
        Await.value("the unwanted plugin leaves", () -> host.plugins(), List::isEmpty);
        assertEquals(PluginState.STOPPED, plugin.state());
    }
}
