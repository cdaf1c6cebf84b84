package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.host.HostFunc;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.PluginState;
import org.granary.type.FuncType;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Deploying for ever leaks nothing: of a plugin that has left no class of its module stays, whoever still has the service. */
@InFramework
class UnloadIT {
    private static final int TIMES = 30;

    @FromFramework
    private BundleContext context;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private Belongings belongings;

    @Test
    void nothingOfAModuleStays() throws Exception {
        List<WeakReference<Object>> traces = Collections.synchronizedList(new ArrayList<>());
        belongings.offer("test", HostModule.of(HostFunc.of("look", FuncType.of(List.of(), List.of()), (caller, arguments) -> {
            traces.add(new WeakReference<>(guestLoader()));
            return new Object[0];
        })));
        List<Plugin> kept = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            kept.add(deployAndLeave(i));
        }
        assertEquals(TIMES, traces.size());
        Await.value("class loaders of modules that are still there", () -> {
            System.gc();
            return traces.stream().filter(trace -> trace.get() != null).count();
        }, left -> left == 0);
        kept.forEach(plugin -> assertEquals(PluginState.STOPPED, plugin.state()));
    }

    /** The loader of the module whose function has called the host function that calls this. */
    private static ClassLoader guestLoader() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(c -> c.getName().startsWith("org.granary.guest.")).findFirst().orElseThrow()).getClassLoader();
    }

    private Plugin deployAndLeave(int number) throws Exception {
        host.deploy("passing",
                Wasm.binary("(module (import \"test\" \"look\" (func $look)) (func (export \"number\") (result i32) call $look i32.const "
                + number + "))"));
        ServiceReference<Plugin> reference = context.getServiceReferences(Plugin.class, "(" + Plugin.NAME + "=passing)").iterator().next();
        Plugin plugin = context.getService(reference);
        assertEquals(number, plugin.call("number")[0]);
        context.ungetService(reference);
        host.undeploy("passing");
        assertEquals(List.of(), host.plugins());
        return plugin;
    }
}
