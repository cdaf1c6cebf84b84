package org.granary.wasi.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.host.HostBinding;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.LineBudget;
import org.granary.host.LineBudgets;
import org.granary.store.Extern;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.granary.wasi.Wasi;
import org.granary.wasi.stream.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

class WasiModuleTest {
    /** Opens "f" in its first directory for writing; the error number. Its size of arguments is the second export. */
    private static final String GUEST = """
            (module
              (import "w" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "w" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "f")
              (func (export "open") (result i32)
                (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1)
                  (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 8)))
              (func (export "arguments") (result i32)
                (drop (call $sizes (i32.const 8) (i32.const 12))) (i32.load (i32.const 8))))
            """;

    private static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());
    private static final LoggerFactory LOGGERS =
            fake(LoggerFactory.class, (self, method, arguments) -> fake(Logger.class, (logger, level, line) -> {
        if (line == null) {
            return true;
        }
        LOG.add(arguments[0] + " " + level.getName() + " " + ((Object[]) line)[1]);
        return null;
    }));

    private static <T> T fake(Class<T> type, InvocationHandler does) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, does));
    }

    private static Instance guest(Store<HostScope> store, HostModule module) {
        HostBinding binding = module.bind(store, store.data());
        List<Extern> imports = List.of(binding.items().get("path_open"), binding.items().get("args_sizes_get"));
        return Instance.create(store, store.engine().compile(Wat.toBinary(GUEST.getBytes(UTF_8))), imports);
    }

    private static int open(Map<String, Object> configuration, HostModule module) {
        try (Engine engine = Engine.create();
                Store<HostScope> store = Store.create(engine, new HostScope("plugin", configuration))) {
            return (Integer) guest(store, module).func("open").call()[0];
        }
    }

    @Test
    void aPluginGetsWhatItsConfigurationSays(@TempDir Path directory) {
        assertEquals(8, open(Map.of(), new Preview1Module(LOGGERS)));
        assertEquals(69, open(Map.of("wasi.directories", directory + "::/data:ro"), new Preview1Module(LOGGERS)));
        assertEquals(0, open(Map.of("wasi.directories", new String[] {directory + "::/data"}), new Preview1Module(LOGGERS)));
        assertTrue(Files.exists(directory.resolve("f")));
        assertEquals(0, open(Map.of("wasi.directories", List.of(directory.toString())), new Preview0Module(LOGGERS)));
    }

    @Test
    void withoutArgumentsAPluginGetsItsName() {
        for (Map<String,
                Object> configuration : List.of(Map.<String, Object>of(), Map.<String, Object>of("wasi.arguments", new String[0]))) {
            try (Engine engine = Engine.create();
                    Store<HostScope> store = Store.create(engine, new HostScope("plugin", configuration))) {
                assertEquals(1, guest(store, new Preview1Module(LOGGERS)).func("arguments").call()[0]);
            }
        }
    }

    @Test
    void bothVersionsInOneStoreShareWhatIsOpen(@TempDir Path directory) {
        try (Engine engine = Engine.create();
                Store<HostScope> store =
                        Store.create(engine, new HostScope("plugin", Map.of("wasi.directories", directory.toString())))) {
            assertEquals(0, guest(store, new Preview1Module(LOGGERS)).func("open").call()[0]);
            Instance old = guest(store, new Preview0Module(LOGGERS));
            assertEquals(0, old.func("open").call()[0]);
            assertEquals(5, old.memory("memory").readInt(8));
            assertEquals(1, old.func("arguments").call()[0], "the plugin's name");
        }
    }

    @Test
    void linesGoToTheLogInThePluginsName() throws IOException {
        LOG.clear();
        Map<String, Object> configuration = Map.of("wasi.log.stdio", true);
        try (Engine engine = Engine.create();
                Store<HostScope> store = Store.create(engine, new HostScope("plugin", configuration));
                InputStream module = Wasi.class.getResourceAsStream("guests/reactor.wasm")) {
            HostBinding binding = new Preview1Module(LOGGERS).bind(store, store.data());
            WasmModule reactor = engine.compile(module.readAllBytes());
            List<Extern> imports = reactor.imports().stream().map(one -> binding.items().get(one.name())).toList();
            Instance instance = Instance.create(store, reactor, imports);
            instance.func("_initialize").call();
            instance.func("tell").call(42);
            assertEquals(List.of("plugin info the number is 42"), LOG);
            binding.closed();
            assertEquals("plugin warn half a line", LOG.get(1));
        }
        assertEquals(2, LOG.size());
        LogLines lines = new LogLines(LOG::add);
        try (Output output = lines.output()) {
            byte[] text = "a\tb\u001b[1m\r\n\nlast\u2028one".getBytes(UTF_8);
            output.write(text, 0, text.length, () -> false);
        }
        lines.end();
        assertEquals(List.of("a\tb\\u{1b}[1m", "", "last\\u{2028}one"), LOG.subList(2, 5));
    }

    @Test
    void whatAPluginWritesInALoopFillsNoDisk() throws IOException {
        LOG.clear();
        Map<String, Object> configuration = Map.of("wasi.log.stdio", true, "host.log.lines", 1, "host.log.burst", 3);
        try (Engine engine = Engine.create();
                Store<HostScope> store = Store.create(engine, new HostScope("plugin", configuration));
                InputStream module = Wasi.class.getResourceAsStream("guests/reactor.wasm")) {
            // the time stands still
            HostBinding binding = WasiBinding.of(store, new WasiBinding.Log(LOGGERS, new LineBudgets(() -> 0)), "wasi_snapshot_preview1");
            WasmModule reactor = engine.compile(module.readAllBytes());
            List<Extern> imports = reactor.imports().stream().map(one -> binding.items().get(one.name())).toList();
            Instance instance = Instance.create(store, reactor, imports);
            instance.func("_initialize").call();
            for (int i = 0; i < 100; i++) {
                instance.func("tell").call(i);
            }
            binding.closed();
        }
        assertEquals(List.of("plugin info the number is 0", "plugin info the number is 1", "plugin info the number is 2"),
                LOG.subList(0, 3));
        assertTrue(LOG.get(3).matches("plugin warn [0-9]+ lines were left out: it may log 1 in a second .*"), LOG::toString);
        assertEquals(4, LOG.size());
    }

    @Test
    void whatIsNotBoundUsesNoBudget(@TempDir Path directory) {
        LineBudgets budgets = new LineBudgets(() -> 0);
        String missing = directory.resolve("missing").toString();
        Map<String, Object> configuration = Map.of("wasi.log.stdio", true, "wasi.directories", missing);
        try (Engine engine = Engine.create();
                Store<HostScope> store = Store.create(engine, new HostScope("plugin", configuration))) {
            WasiBinding.Log log = new WasiBinding.Log(LOGGERS, budgets);
            assertThrows(UncheckedIOException.class, () -> WasiBinding.of(store, log, "wasi_snapshot_preview1"));
        }
        LineBudget only = budgets.begin("plugin", 1, 3);
        only.end(LOG::add);
        assertNotSame(only, budgets.begin("plugin", 1, 3), "one that somebody uses stays");
    }

    @Test
    void nonsenseIsToldWithItsKey() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("wasi.environment", "no equals sign"), Map.of("wasi.directories", "::/x"), Map.of("wasi.random.seed", "x"),
                Map.of("host.log.lines", "-1", "wasi.log.stdio", true))) {
            String key = wrong.keySet().stream().sorted().findFirst().orElseThrow();
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> open(wrong, new Preview1Module(LOGGERS)));
            assertTrue(failure.getMessage().startsWith(key + ": expected"), failure::getMessage);
        }
    }
}
