package org.granary.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WasmCommandsTest {

    private static Plugin plugin() {
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
            case "call" -> throw new IllegalStateException("the guest said \u001b]0;t\u0007");
            case "interruptCall" -> arguments[0] == Thread.currentThread();
            default -> throw new AssertionError(method);
        });
    }

    private final WasmCommands commands = new WasmCommands((PluginHost) Proxy.newProxyInstance(PluginHost.class.getClassLoader(),
            new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> List.of(plugin())));

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
