package org.granary.console.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of the scope {@code wasm}. Thread-safe; each method's result is its caller's. */
@Component(service = WasmCommands.class, property = {"osgi.command.scope=wasm", "osgi.command.function=ps", "osgi.command.function=info",
    "osgi.command.function=call", "osgi.command.function=why"})
public final class WasmCommands {
    private static final int FRAMES = 16;

    private final PluginHost host;

    /** Commands for a host. */
    @Activate
    public WasmCommands(@Reference PluginHost host) {
        this.host = host;
    }

    /** The plugins, a line for each. */
    @Descriptor("lists the plugins: id, name, version, state, reason")
    public PluginsView ps() {
        PluginsView view = new PluginsView();
        view.plugins = new ArrayList<>(host.plugins().stream().map(Plugin::dto).toList());
        return view;
    }

    /** All that is known of a plugin. */
    @Descriptor("shows all that is known of a plugin: source, imports, exports, limits, counts")
    public PluginDTO info(@Descriptor("the plugin's id or name") String id) {
        return find(id).dto();
    }

    /** Why a plugin is in its state. */
    @Descriptor("says why a plugin is in its state, and how it came there")
    public WhyView why(@Descriptor("the plugin's id or name") String id) {
        WhyView view = new WhyView();
        view.plugin = find(id).dto();
        return view;
    }

    /** Calls an exported function. */
    @Descriptor("calls an exported function and prints its results")
    public ResultView call(@Descriptor("the plugin's id or name") String id, @Descriptor("the name of an exported function") String function,
            @Descriptor("a value for each parameter: decimal or 0x numbers, nan, inf, null for references") String... words) {
        Plugin plugin = find(id);
        PluginDTO dto = plugin.dto();
        ExportDTO export = dto.exports.stream().filter(e -> e.name.equals(function) && e.params != null).findFirst().orElse(null);
        if (export == null && !dto.exports.isEmpty()) {
            throw new IllegalArgumentException("plugin " + PlainText.line(dto.name) + " has no function " + PlainText.line(function)
                    + "; it has " + functions(dto));
        }
        Object[] arguments = export == null ? new Object[0] : Words.values(PlainText.line(function), export.params, Arrays.asList(words));
        ResultView view = new ResultView();
        view.values = new ArrayList<>(Arrays.asList(call(plugin, dto, function, arguments)));
        view.types = export == null ? List.of() : export.results;
        return view;
    }

    private static Object[] call(Plugin plugin, PluginDTO dto, String function, Object... arguments) {
        try {
            return plugin.call(Duration.ofMillis(dto.settings.shellCallMillis), function, arguments);
        } catch (Trap trap) {
            String what = trap.getMessage() + cause(trap.code(), dto.settings);
            throw new CallFailedException(PlainText.line(what) + trap.frames().stream().limit(FRAMES)
                    .map(frame -> System.lineSeparator() + "    in " + PlainText.line(frame)).collect(Collectors.joining()), trap);
        } catch (RuntimeException e) {
            // a host function's, mostly, and its words may be the guest's
            throw new CallFailedException(PlainText.line(e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    // of those traps that the guest did not bring about
    private static String cause(TrapCode code, SettingsDTO settings) {
        return switch (code) {
            case DEADLINE -> ": the call took longer than " + settings.shellCallMillis + " ms (shell.call.millis)";
            case INTERRUPT -> ": the plugin was stopped or replaced, and its drain time of " + settings.drainMillis
                    + " ms (drain.millis) was over";
            default -> "";
        };
    }

    private static String functions(PluginDTO dto) {
        return dto.exports.stream().filter(e -> e.params != null).map(e -> PlainText.line(e.name)).collect(Collectors.joining(", "));
    }

    private Plugin find(String id) {
        List<Plugin> plugins = host.plugins();
        for (Plugin plugin : plugins) {
            if (id.equals(String.valueOf(plugin.dto().id))) {
                return plugin;
            }
        }
        // of several that want one name, the one that has it
        return plugins.stream().filter(p -> p.name().equals(id)).min(Comparator.comparing(p -> !p.dto().state.equals("ACTIVE")))
                .orElseThrow(() -> new IllegalArgumentException("no plugin " + PlainText.line(id) + "; there are "
                        + plugins.stream().map(p -> PlainText.line(p.dto().id + " " + p.name())).toList()));
    }
}
