package org.granary.console.format;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.granary.console.words.Columns;
import org.granary.plugin.PlainText;
import org.granary.plugin.dto.ChangeDTO;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.ImportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.type.ImportType;

/** Plugins in words. */
final class PluginText {
    private static final String NL = System.lineSeparator();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int SHORT_REASON = 100;

    private PluginText() {}

    static String table(List<PluginDTO> plugins) {
        Columns columns = new Columns("ID", "NAME", "VERSION", "STATE", "REASON");
        for (PluginDTO plugin : plugins) {
            columns.row(String.valueOf(plugin.id), plugin.name, version(plugin), plugin.state, shortReason(plugin));
        }
        return columns.toString();
    }

    static String line(PluginDTO plugin) {
        return PlainText.line(plugin.id + " " + plugin.name + " " + version(plugin) + " " + plugin.state);
    }

    static String part(PluginDTO plugin) {
        return PlainText.line(plugin.name);
    }

    private static String version(PluginDTO plugin) {
        return plugin.version == null ? "-" : plugin.version;
    }

    // what a state means needs no words when all is well
    private static String shortReason(PluginDTO plugin) {
        String reason = plugin.replacement != null ? plugin.replacement : plugin.state.equals("ACTIVE") ? "" : plugin.reason;
        return reason.length() <= SHORT_REASON ? reason : reason.substring(0, SHORT_REASON) + "... (wasm:why " + plugin.id + ")";
    }

    static String info(PluginDTO plugin) {
        StringBuilder text = new StringBuilder();
        fact(text, "id", plugin.id);
        fact(text, "name", plugin.name);
        fact(text, "version", version(plugin));
        fact(text, "state", plugin.state);
        fact(text, "reason", plugin.reason);
        fact(text, "source", plugin.source);
        fact(text, "sha256", plugin.sha256);
        fact(text, "replacement", plugin.replacement);
        fact(text, "unreadable", plugin.unreadable);
        fact(text, "calls", plugin.calls + ", of which trapped " + plugin.traps);
        fact(text, "last trap", plugin.lastTrap);
        fact(text, "limit hit", plugin.limitHit);
        fact(text, "limits", "memory " + plugin.settings.memoryBytes + " bytes, total " + plugin.settings.totalBytes + " bytes, table "
                + plugin.settings.tableElements + " elements");
        fact(text, "times", "start " + plugin.settings.startMillis + " ms, drain " + plugin.settings.drainMillis + " ms, turn "
                + plugin.settings.turnMillis + " ms, call "
                        + (plugin.settings.callMillis == 0 ? "without end" : plugin.settings.callMillis + " ms")
                + ", shell call " + plugin.settings.shellCallMillis + " ms, retry " + (plugin.settings.retryMillis == 0 ? "never"
                : "after " + plugin.settings.retryMillis + " to " + plugin.settings.retryLongestMillis + " ms"));
        suppliers(plugin).forEach((module, from) -> fact(text, "module", module + " from " + String.join(", ", from)));
        plugin.denied.forEach(denied -> fact(text, "denied", denied));
        for (ImportDTO wanted : plugin.imports) {
            fact(text, "import", ImportType.names(wanted.module, wanted.name) + " " + wanted.type
                    + (wanted.supplier == null ? "" : " from " + wanted.supplier));
        }
        for (ExportDTO offered : plugin.exports) {
            fact(text, "export", offered.name + " " + offered.type);
        }
        return text.toString();
    }

    /** The host modules that it is wired to, and whose they are. */
    private static Map<String, Set<String>> suppliers(PluginDTO plugin) {
        Map<String, Set<String>> suppliers = new TreeMap<>();
        plugin.imports.stream().filter(wanted -> wanted.supplier != null)
                .forEach(wanted -> suppliers.computeIfAbsent(wanted.module, module -> new TreeSet<>()).add(wanted.supplier));
        return suppliers;
    }

    private static void fact(StringBuilder text, String name, Object value) {
        if (value != null && !value.equals("")) {
            text.append(text.length() == 0 ? "" : NL).append(name).append(" ".repeat(Math.max(1, 12 - name.length())))
                    .append(PlainText.line(value));
        }
    }

    static String why(PluginDTO plugin) {
        StringBuilder text = new StringBuilder("plugin " + PlainText.line(plugin.name) + " (" + plugin.id + ") is " + plugin.state);
        if (!plugin.reason.isEmpty()) {
            text.append(": ").append(PlainText.line(plugin.reason));
        }
        if (plugin.failedStarts > 0) {
            text.append(NL).append("it could not be started ").append(plugin.failedStarts == 1 ? "once" : plugin.failedStarts + " times")
                    .append("; ").append(plugin.retryAtMillis == 0 ? "it is not tried again by itself (retry.millis)"
                            : "it is tried again at " + TIME.format(Instant.ofEpochMilli(plugin.retryAtMillis))
                                    + " (retry.millis, retry.longest.millis)");
        }
        if (plugin.replacement != null) {
            text.append(NL).append(PlainText.line(plugin.replacement));
        }
        if (plugin.unreadable != null) {
            text.append(NL).append("the host's value holds, and no start succeeds, until it is mended: ")
                    .append(PlainText.line(plugin.unreadable));
        }
        for (String denied : plugin.denied) {
            text.append(NL).append("a host module refuses what it asks: ").append(PlainText.line(denied));
        }
        if (plugin.limitHit != null) {
            text.append(NL).append("a limit refused growth: ").append(PlainText.line(plugin.limitHit));
        }
        if (plugin.lastTrap != null) {
            text.append(NL).append("the last trap of ").append(plugin.traps).append(": ").append(PlainText.line(plugin.lastTrap));
        }
        text.append(NL).append("source: ").append(PlainText.line(plugin.source));
        for (ChangeDTO change : plugin.history) {
            text.append(NL).append("  ").append(TIME.format(Instant.ofEpochMilli(change.timeMillis))).append("  ")
                    .append(change.from.equals(change.to) ? change.to : change.from + " -> " + change.to);
            if (!change.cause.isEmpty()) {
                text.append(": ").append(PlainText.line(change.cause));
            }
        }
        return text.toString();
    }
}
