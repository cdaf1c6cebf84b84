package org.granary.plugin.service;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.TextFormat;
import org.granary.engine.WasmModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.config.Settings;
import org.granary.plugin.life.Ground;
import org.granary.plugin.life.Live;
import org.granary.plugin.life.Starting;
import org.granary.plugin.run.Starter;
import org.granary.plugin.source.Artefact;
import org.granary.plugin.supply.HostModules;

/** The real world: an engine, stores, the service registry, the log. Thread-safe. */
final class OsgiGround implements Ground {
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};

    private final Engine engine;
    private final HostModules modules;
    private final Starter starter;
    private final Function<String, Settings> settings;
    private final Supplier<TextFormat> text;
    private final BundleContext context;
    private final Journal journal;

    /** Where services come from and go to. */
    record Registry(BundleContext context, Supplier<TextFormat> text, HostModules modules) {}

    OsgiGround(Engine engine, Starter starter, Registry registry, Function<String, Settings> settings, Journal journal) {
        this.engine = engine;
        this.modules = registry.modules();
        this.starter = starter;
        this.settings = settings;
        this.text = registry.text();
        this.context = registry.context();
        this.journal = journal;
    }

    @Override
    public WasmModule compile(Artefact artefact) throws IOException {
        byte[] bytes = artefact.content().read();
        boolean binary = startsAsBinary(bytes);
        if (binary || !artefact.isText() && !artefact.isByProgram()) {
            requireMagic(bytes);
            return engine.compile(bytes);
        }
        TextFormat format = text.get();
        if (format == null) {
            throw new IOException("it is text, and the bundle org.granary.text, which reads text, is not there");
        }
        return engine.compile(format.toBinary(bytes));
    }

    private static boolean startsAsBinary(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 0;
    }

    // a file that says it is binary is not taken for text, of which the engine would speak then
    private static void requireMagic(byte[] bytes) {
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, MAGIC.length));
        if (head.length > 0 && !Arrays.equals(head, Arrays.copyOf(MAGIC, head.length))) {
            throw new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED).at(0).expected(hex(MAGIC), hex(head)));
        }
        if (head.length < MAGIC.length) {
            throw new MalformedException(Refusal.of(Failure.UNEXPECTED_END).at(head.length).expected(hex(MAGIC), "a file of " + head.length + " bytes"));
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            out.append(out.length() == 0 ? "" : " ").append(String.format("%02x", b));
        }
        return out.toString();
    }

    @Override
    public Optional<String> missing(WasmModule module) {
        return modules.missing(module.imports());
    }

    @Override
    public Live start(Starting starting) {
        return starter.start(starting);
    }

    @Override
    public Runnable register(Plugin service, Map<String, Object> properties) {
        ServiceRegistration<Plugin> registration = context.registerService(Plugin.class, service, new Hashtable<>(properties));
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // the framework took it away with our bundle
                return;
            }
        };
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Settings settings(String plugin) {
        return settings.apply(plugin);
    }

    @Override
    public void tell(News news) {
        journal.tell(news);
    }
}
