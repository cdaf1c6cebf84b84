package org.granary.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.List;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.junit.jupiter.api.Test;

class WasmCommandsTest {

    private static Plugin plugin() {
        PluginDTO dto = new PluginDTO();
        dto.id = 1;
        dto.name = "p";
        ExportDTO export = new ExportDTO();
        export.name = "x\u001b[2J\ny";
        export.params = List.of();
        export.results = List.of();
        dto.exports = List.of(export);
        dto.settings = new SettingsDTO();
        return (Plugin) Proxy.newProxyInstance(Plugin.class.getClassLoader(), new Class<?>[] {Plugin.class}, (proxy, method, arguments) -> switch (method.getName()) {
            case "dto" -> dto;
            case "name" -> "p";
            case "call" -> throw new IllegalStateException("the guest said \u001b]0;t\u0007");
            default -> throw new AssertionError(method);
        });
    }

    private final WasmCommands commands = new WasmCommands((PluginHost) Proxy.newProxyInstance(PluginHost.class.getClassLoader(),
            new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> List.of(plugin())));

    @Test
    void namesOfFunctionsAreShownEscaped() {
        assertEquals("plugin p has no function \\u{7}; it has x\\u{1b}[2J\\u{a}y",
                assertThrows(IllegalArgumentException.class, () -> commands.call("1", "\u0007")).getMessage());
    }

    @Test
    void whatACallThrowsIsShownEscaped() {
        assertEquals("the guest said \\u{1b}]0;t\\u{7}", assertThrows(CallFailedException.class, () -> commands.call("p", "x\u001b[2J\ny")).getMessage());
    }
}
