package org.granary.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.felix.service.command.CommandSession;
import org.granary.engine.Engine;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class WasmCommandsTest {

    private static Plugin plugin() {
        return plugin(new IllegalStateException("the guest said \u001b]0;t\u0007"));
    }

    /** One whose calls end in a certain way. */
    private static Plugin plugin(Throwable end) {
        PluginDTO dto = new PluginDTO();
        dto.id = 1;
        dto.name = "p";
        ExportDTO export = new ExportDTO();
        export.name = "x\u001b[2J\ny";
        export.params = List.of();
        export.results = List.of();
        ExportDTO add = new ExportDTO();
        add.name = "add";
        add.params = List.of("i32", "i32");
        ExportDTO memory = new ExportDTO();
        memory.name = "memory";
        dto.exports = List.of(export, add, memory);
        dto.settings = new SettingsDTO();
        return (Plugin) Proxy.newProxyInstance(Plugin.class.getClassLoader(), new Class<?>[] {Plugin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
            case "dto" -> dto;
            case "name" -> "p";
            case "call" -> throw end;
            case "interruptCall" -> arguments[0] == Thread.currentThread();
            default -> throw new AssertionError(method);
        });
    }

    private final WasmCommands commands = new WasmCommands((PluginHost) Proxy.newProxyInstance(PluginHost.class.getClassLoader(),
            new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> List.of(plugin())));

    @Test
    void ofManyNamesThoseAreToldFirstThatAreLikeTheWord() {
        List<Plugin> many = IntStream.range(0, 50).mapToObj(i -> named(i, i == 40 ? "Weather" : "p" + i)).toList();
        WasmCommands crowded = new WasmCommands((PluginHost) Proxy.newProxyInstance(PluginHost.class.getClassLoader(),
                new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> many));
        assertEquals("wasm:info: no plugin weath; there are [40 Weather, 0 p0, 1 p1, 2 p2, 3 p3, 4 p4, 5 p5, 6 p6, 7 p7, 8 p8, 9 p9, "
                + "10 p10 and 38 more (wasm:ps)]", usage(() -> crowded.info("weath")).lines().findFirst().orElseThrow());
    }

    private static Plugin named(long id, String name) {
        PluginDTO dto = new PluginDTO();
        dto.id = id;
        dto.name = name;
        return (Plugin) Proxy.newProxyInstance(Plugin.class.getClassLoader(), new Class<?>[] {Plugin.class},
                (proxy, method, arguments) -> method.getName().equals("dto") ? dto : name);
    }

    @Test
    void namesOfFunctionsAreShownEscaped() {
        assertEquals("wasm:call: plugin p has no function \\u{7}; it has x\\u{1b}[2J\\u{a}y, add" + USAGE_OF_CALL,
                usage(() -> commands.call(null, "1", "\u0007")));
    }

    @Test
    void whatACallThrowsIsShownEscaped() {
        assertEquals("the guest said \\u{1b}]0;t\\u{7}",
                assertThrows(CallFailedException.class, () -> commands.call(null, "p", "x\u001b[2J\ny")).getMessage());
    }

    @Test
    void aHostFunctionThatThrowsIsToldWithItsImportTheClassAndTheGuestsFrames() {
        assertEquals("env.f threw java.lang.NullPointerException" + NL + "    in m!go @ 0x1", failed(thrownIn(() -> {
            throw new NullPointerException();
        })).getMessage());
        assertEquals("env.f threw java.lang.NoClassDefFoundError: org/x/Y" + NL + "    in m!go @ 0x1", failed(thrownIn(() -> {
            throw new NoClassDefFoundError("org/x/Y");
        })).getMessage());
    }

    @Test
    void anExceptionOfTheGuestIsToldAsOne() {
        Throwable thrown = thrownIn(() -> { });
        assertTrue(failed(thrown).getMessage().startsWith("uncaught exception of (tag)"), failed(thrown).getMessage());
    }

    private static CallFailedException failed(Throwable thrown) {
        WasmCommands of = new WasmCommands((PluginHost) Proxy.newProxyInstance(PluginHost.class.getClassLoader(),
                new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> List.of(plugin(thrown))));
        return assertThrows(CallFailedException.class, () -> of.call(null, "p", "add", "1", "2"));
    }

    /** What comes out of a guest that calls the host and then throws an exception of its own. */
    private static Throwable thrownIn(Runnable host) {
        String text = "(module $m (import \"env\" \"f\" (func $f)) (tag $t) (func (export \"go\") (call $f) (throw $t)))";
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            Instance instance = Instance.create(store, engine.compile(text.getBytes(StandardCharsets.UTF_8)),
                    List.of(Func.wrap(store, Runnable.class, host)));
            return assertThrows(Throwable.class, () -> instance.func("go").call());
        }
    }

    @Test
    void aProgramsExitCodeIsTheStatus(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("exits.wat"), """
                (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
                  (func (export "_start") (call $exit (i32.const 3)))
                  (func (export "large") (call $exit (i32.const 256)))
                  (func (export "trap") unreachable))""");
        CommandSession streams = (CommandSession) Proxy.newProxyInstance(CommandSession.class.getClassLoader(),
                new Class<?>[] {CommandSession.class}, (proxy, method, arguments) -> method.getName().equals("getKeyboard")
                        ? InputStream.nullInputStream() : new PrintStream(OutputStream.nullOutputStream()));
        CallFailedException ended = assertThrows(CallFailedException.class, () -> commands.run(streams, file.toString()));
        assertEquals("the program has ended with exit code 3", ended.getMessage());
        assertEquals(3, ended.status());
        for (Map.Entry<String, Integer> one : Map.of("large", 1, "trap", 134).entrySet()) {
            assertEquals(one.getValue(), assertThrows(CallFailedException.class, () -> commands.run(streams, "--invoke", one.getKey(),
                    file.toString())).status(), one.getKey());
        }
        assertEquals(1, assertThrows(CallFailedException.class, () -> commands.run(streams, "none.wasm")).status());
        assertTrue(assertThrows(CallFailedException.class, () -> commands.run(streams, "-")).getMessage().startsWith("-: expected a file"));
    }

    private static final String NL = System.lineSeparator();
    private static final String USAGE_OF_CALL = NL
            + "usage: wasm:call PLUGIN FUNCTION [ARGUMENT...]    (PLUGIN is an id or a name, see wasm:ps)";

    private static String usage(Executable command) {
        return assertThrows(UsageException.class, command).getMessage();
    }

    @Test
    void missingWordsAndWordsTooManyAreToldWithTheUsage() {
        assertEquals("wasm:call: expected at least 2 arguments, found none" + USAGE_OF_CALL, usage(() -> commands.call(null)));
        assertEquals("wasm:call: expected at least 2 arguments, found 1" + USAGE_OF_CALL, usage(() -> commands.call(null, "p")));
        assertEquals("wasm:info: expected 1 argument, found 2" + NL + "usage: wasm:info PLUGIN    (PLUGIN is an id or a name, see wasm:ps)",
                usage(() -> commands.info("1", "2")));
        assertEquals("wasm:call: argument 3 is nothing: a variable that has no value?" + USAGE_OF_CALL,
                usage(() -> commands.call(null, "p", "add", null, "1")));
        assertEquals("wasm:call: plugin p has no function \"\"; it has x\\u{1b}[2J\\u{a}y, add" + USAGE_OF_CALL,
                usage(() -> commands.call(null, "p", "")));
        assertEquals("wasm:ps: expected no argument, found 1" + NL + "usage: wasm:ps", usage(() -> commands.ps("x")));
        assertEquals("wasm:why: no plugin q; there are [1 p]" + NL + "usage: wasm:why PLUGIN    (PLUGIN is an id or a name, see wasm:ps)",
                usage(() -> commands.why("q")));
    }

    @Test
    void wordsThatAreNoValuesAreToldWithTheFunctionsOwnUsage() {
        assertEquals("wasm:call: add: argument 2: expected i32 (decimal or 0x, from -2^31 to 2^32-1), found x" + NL
                + "usage: wasm:call p add i32 i32",
                usage(() -> commands.call(null, "1", "add", "1", "x")));
        assertEquals("wasm:call: add: expected 2 arguments (i32 i32), found 1" + NL + "usage: wasm:call p add i32 i32",
                usage(() -> commands.call(null, "1", "add", "1")));
    }

    @Test
    void whatMayFollowIsKnown() {
        assertEquals(List.of("wasm:ps", "wasm:info", "wasm:why", "wasm:call", "wasm:run", "wasm:validate", "wasm:print", "wasm:objdump"),
                commands.next(List.of()));
        assertEquals(List.of("p", "1"), commands.next(List.of("wasm:why")));
        assertEquals(List.of("p", "1"), commands.next(List.of("call")));
        assertEquals(List.of("x\u001b[2J\ny", "add"), commands.next(List.of("call", "p")));
        assertEquals(List.of(), commands.next(List.of("call", "p", "add")));
        assertEquals(List.of(), commands.next(List.of("wasm:ps")));
        assertEquals(List.of(), commands.next(List.of("lb")));
    }

    @Test
    void onlyTheCallsOfTheSessionAreEnded() {
        CommandSession mine = session();
        CommandSession other = session();
        RunningCalls running = new RunningCalls();
        try (RunningCalls.Call call = running.begin(mine, plugin())) {
            assertFalse(running.interrupt(other));
            assertFalse(call.isInterrupted());
            assertTrue(running.interrupt(mine));
            assertTrue(call.isInterrupted());
        }
        assertFalse(running.interrupt(mine));
    }

    private static CommandSession session() {
        return (CommandSession) Proxy.newProxyInstance(CommandSession.class.getClassLoader(), new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> {
            throw new AssertionError(method);
        });
    }
}
