package org.granary.console.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.granary.console.command.PluginsView;
import org.granary.console.command.ResultView;
import org.granary.console.command.WhyView;
import org.granary.plugin.dto.ChangeDTO;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.ImportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.junit.jupiter.api.Test;

class ViewConverterTest {
    private final ViewConverter converter = new ViewConverter();

    private static PluginDTO plugin(long id, String name, String version, String state, String reason) {
        PluginDTO dto = new PluginDTO();
        dto.id = id;
        dto.name = name;
        dto.version = version;
        dto.state = state;
        dto.reason = reason;
        dto.source = "/deploy/" + name + ".wasm";
        dto.imports = List.of();
        dto.exports = List.of();
        dto.denied = List.of();
        dto.settings = new SettingsDTO();
        dto.history = new ArrayList<>();
        return dto;
    }

    private String text(Object target, int level) {
        return String.valueOf(converter.format(target, level, null)).replace(System.lineSeparator(), "\n");
    }

    @Test
    void pluginsAreATable() {
        PluginsView view = new PluginsView();
        view.plugins = List.of(plugin(1, "hello", null, "ACTIVE", "serves"), plugin(12, "b", "1.0", "FAILED", "invalid module"));
        assertEquals("""
                ID  NAME   VERSION  STATE   REASON
                1   hello  -        ACTIVE
                12  b      1.0      FAILED  invalid module""", text(view, Converter.INSPECT));
        assertEquals("hello b", text(view, Converter.LINE));
        view.plugins = List.of();
        assertEquals("ID  NAME  VERSION  STATE  REASON", text(view, Converter.INSPECT));
    }

    @Test
    void namesAreAsWideAsATerminalShowsThem() {
        PluginsView view = new PluginsView();
        view.plugins = List.of(plugin(1, "hello", null, "ACTIVE", ""), plugin(2, "\u540d\u524d", null, "ACTIVE", ""),
                plugin(3, "cafe\u0301", null, "ACTIVE", ""));
        assertEquals("""
                ID  NAME   VERSION  STATE   REASON
                1   hello  -        ACTIVE
                2   \u540d\u524d   -        ACTIVE
                3   cafe\u0301   -        ACTIVE""", text(view, Converter.INSPECT));
    }

    @Test
    void aLongReasonIsCutAndSaysWhereTheRestIs() {
        PluginsView view = new PluginsView();
        view.plugins = List.of(plugin(3, "a", null, "FAILED", "x".repeat(200)));
        assertTrue(text(view, Converter.INSPECT).endsWith("x".repeat(100) + "... (wasm:why 3)"));
    }

    @Test
    void aPluginHasThreeForms() {
        PluginDTO dto = plugin(1, "a", "2.0", "ACTIVE", "serves");
        ExportDTO export = new ExportDTO();
        export.name = "add";
        export.type = "(func (param i32))";
        dto.exports = List.of(export);
        assertEquals("a", text(dto, Converter.PART));
        assertEquals("1 a 2.0 ACTIVE", text(dto, Converter.LINE));
        String all = text(dto, Converter.INSPECT);
        assertTrue(all.startsWith("id          1\nname        a\nversion     2.0\nstate       ACTIVE"), all);
        assertTrue(all.endsWith("export      add (func (param i32))"), all);
    }

    @Test
    void whyTellsReasonReplacementTrapAndHistory() {
        WhyView view = new WhyView();
        view.plugin = plugin(1, "a", null, "ACTIVE", "serves");
        view.plugin.replacement = "the new module does not serve";
        view.plugin.lastTrap = "wasm trap: unreachable";
        view.plugin.traps = 4;
        ChangeDTO change = new ChangeDTO();
        change.from = "RESOLVED";
        change.to = "ACTIVE";
        change.cause = "serves";
        view.plugin.history.add(change);
        String why = text(view, Converter.INSPECT);
        assertTrue(why.startsWith("plugin a (1) is ACTIVE: serves\nthe new module does not serve\nthe last trap of 4: wasm trap: "
                + "unreachable\nsource: /deploy/a.wasm\n"), why);
        assertTrue(why.endsWith("RESOLVED -> ACTIVE: serves"), why);
    }

    @Test
    void hostModulesAreToldAndWhoRefuses() {
        PluginDTO dto = plugin(1, "a", null, "ACTIVE", "serves");
        List<ImportDTO> imports = new ArrayList<>();
        for (String name : List.of("granary_log.write", "granary_kv.get", "granary_kv.set", "env.f")) {
            ImportDTO wanted = new ImportDTO();
            wanted.module = name.substring(0, name.indexOf('.'));
            wanted.name = name.substring(name.indexOf('.') + 1);
            wanted.type = "(func)";
            wanted.supplier = wanted.module.equals("env") ? null : "service 7 of org.granary.host";
            imports.add(wanted);
        }
        dto.imports = imports;
        dto.denied = List.of("granary_log: host.modules of its configuration does not name log");
        String all = text(dto, Converter.INSPECT);
        assertTrue(all.contains("""
                module      granary_kv from service 7 of org.granary.host
                module      granary_log from service 7 of org.granary.host
                denied      granary_log: host.modules of its configuration does not name log
                import      granary_log.write (func) from service 7 of org.granary.host
                """), all);
        WhyView why = new WhyView();
        why.plugin = dto;
        assertTrue(text(why, Converter.INSPECT).startsWith("""
                plugin a (1) is ACTIVE: serves
                a host module refuses what it asks: granary_log: host.modules of its configuration does not name log
                source: """), text(why, Converter.INSPECT));
    }

    @Test
    void whatOfTheConfigurationCannotBeReadIsTold() {
        WhyView view = new WhyView();
        view.plugin = plugin(1, "a", null, "ACTIVE", "serves");
        view.plugin.unreadable = "drain.millis: found soon";
        String why = text(view, Converter.INSPECT);
        assertTrue(why.contains("\nthe host's value holds, and no start succeeds, until it is mended: drain.millis: found soon\n"), why);
        assertTrue(text(view.plugin, Converter.INSPECT).contains("unreadable  drain.millis: found soon\n"),
                text(view.plugin, Converter.INSPECT));
    }

    @Test
    void whyTellsOfTriesThatFailed() {
        WhyView view = new WhyView();
        view.plugin = plugin(1, "a", null, "FAILED", "starting trapped");
        view.plugin.failedStarts = 1;
        String never = text(view, Converter.INSPECT);
        assertTrue(never.startsWith("plugin a (1) is FAILED: starting trapped\nit could not be started once; it is not tried again by "
                + "itself (retry.millis)\n"), never);
        view.plugin.failedStarts = 3;
        view.plugin.retryAtMillis = 1;
        String again = text(view, Converter.INSPECT);
        assertTrue(again.contains("it could not be started 3 times; it is tried again at ")
                && again.contains(".001 (retry.millis, retry.longest.millis)"), again);
    }

    @Test
    void namesDoNothingToATerminal() {
        PluginDTO dto = plugin(1, "a\u001b[2J\nb", null, "UNRESOLVED", "waits for env\n.\u001bf");
        ExportDTO export = new ExportDTO();
        export.name = "x\u001b]0;t\u0007\n2";
        export.type = "(func)";
        dto.exports = List.of(export);
        ImportDTO wanted = new ImportDTO();
        wanted.module = "env\n";
        wanted.name = "\u001bf";
        wanted.type = "(func)";
        dto.imports = List.of(wanted);
        PluginsView plugins = new PluginsView();
        plugins.plugins = List.of(dto);
        WhyView why = new WhyView();
        why.plugin = dto;
        ResultView result = new ResultView();
        result.values = List.of("\u001b\n");
        String all = text(dto, Converter.INSPECT);
        assertTrue(all.endsWith("import      env\\u{a}.\\u{1b}f (func)\nexport      x\\u{1b}]0;t\\u{7}\\u{a}2 (func)"), all);
        assertEquals(2, text(plugins, Converter.INSPECT).lines().count());
        for (Object shown : List.of(dto, plugins, why, result)) {
            for (int level : new int[] {Converter.INSPECT, Converter.LINE, Converter.PART}) {
                assertEquals(-1, text(shown, level).indexOf('\u001b'), text(shown, level));
            }
        }
    }

    @Test
    void resultsAreWrittenAsInTheTextFormat() {
        ResultView view = new ResultView();
        view.types = List.of("i32", "f64", "f64", "f32", "externref");
        view.values = Arrays.asList(-1, Double.NaN, Double.NEGATIVE_INFINITY, 1.5f, null);
        assertEquals("-1 nan -inf 1.5 null", text(view, Converter.INSPECT));
        view.values = List.of();
        assertEquals("", text(view, Converter.INSPECT));
    }

    @Test
    void otherThingsAreLeftToOthers() {
        assertNull(converter.format("text", Converter.INSPECT, null));
        assertNull(converter.convert(PluginDTO.class, "text"));
    }
}
