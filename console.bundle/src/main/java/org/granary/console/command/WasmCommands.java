package org.granary.console.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.granary.console.tool.FailedException;
import org.granary.console.tool.ProgramRun;
import org.granary.console.words.Words;
import org.granary.engine.GuestException;
import org.granary.engine.GuestFrame;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.plugin.PlainText;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.ExportDTO;
import org.granary.plugin.dto.PluginDTO;
import org.granary.plugin.dto.SettingsDTO;
import org.granary.store.GuestNote;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands of the scope {@code wasm}. Thread-safe; each method's result is its caller's. */
@Component(service = WasmCommands.class, property = {"osgi.command.scope=wasm", "osgi.command.function=ps", "osgi.command.function=info",
    "osgi.command.function=call", "osgi.command.function=run", "osgi.command.function=why"})
public final class WasmCommands {
    private static final int FRAMES = 16;
    private static final int NAMES = 12;

    private final PluginHost host;
    private final RunningCalls running = new RunningCalls();

    /** Commands for a host. */
    @Activate
    public WasmCommands(@Reference PluginHost host) {
        this.host = host;
    }

    /**
     * The plugins, a line for each.
     *
     * @throws UsageException when it is given words
     */
    @Descriptor("lists the plugins: id, name, version, state, reason")
    public PluginsView ps(String... none) {
        Usage.PS.check(none);
        PluginsView view = new PluginsView();
        view.plugins = new ArrayList<>(host.plugins().stream().map(Plugin::dto).toList());
        return view;
    }

    /**
     * All that is known of a plugin.
     *
     * @throws UsageException when it is not given one word, or that is no plugin
     */
    @Descriptor("shows all that is known of a plugin: source, imports, exports, limits, counts")
    public PluginDTO info(@Descriptor("PLUGIN: the plugin's id or name") String... plugin) {
        return find(Usage.INFO, Usage.INFO.check(plugin).get(0)).dto();
    }

    /**
     * Why a plugin is in its state.
     *
     * @throws UsageException when it is not given one word, or that is no plugin
     */
    @Descriptor("says why a plugin is in its state, and how it came there")
    public WhyView why(@Descriptor("PLUGIN: the plugin's id or name") String... plugin) {
        WhyView view = new WhyView();
        view.plugin = find(Usage.WHY, Usage.WHY.check(plugin).get(0)).dto();
        return view;
    }

    /**
     * Calls an exported function.
     *
     * @throws UsageException      when the words are not a plugin, a function of it, and a value for each parameter
     * @throws CallFailedException when the call does not come to its end
     */
    @Descriptor("calls an exported function and prints its results; Ctrl-C ends it")
    public ResultView call(CommandSession session, @Descriptor("PLUGIN FUNCTION ARGUMENT...: the plugin's id or name, the name of an "
            + "exported function, and a value for each of its parameters: decimal or 0x numbers, nan, inf, null for "
                    + "references") String... words) {
        List<String> given = Usage.CALL.check(words);
        Plugin plugin = find(Usage.CALL, given.get(0));
        String function = given.get(1);
        PluginDTO dto = plugin.dto();
        ExportDTO export = dto.exports.stream().filter(e -> e.name.equals(function) && e.params != null).findFirst().orElse(null);
        if (export == null && !dto.exports.isEmpty()) {
            throw Usage.CALL.wrong("plugin " + PlainText.line(dto.name) + " has no function "
                    + (function.isEmpty() ? "\"\"" : PlainText.line(function)) + "; it has "
                    + functions(dto, function));
        }
        Object[] arguments = export == null ? new Object[0] : values(dto, export, given.subList(2, given.size()));
        ResultView view = new ResultView();
        try (RunningCalls.Call call = running.begin(session, plugin)) {
            view.values = new ArrayList<>(Arrays.asList(call(plugin, dto, call, function, arguments)));
        }
        view.types = export == null ? List.of() : export.results;
        return view;
    }

    private static Object[] values(PluginDTO dto, ExportDTO export, List<String> words) {
        String name = PlainText.line(export.name);
        try {
            return Words.values(name, export.params, words);
        } catch (IllegalArgumentException e) {
            throw Usage.CALL.wrong(e.getMessage(), PlainText.line(dto.name), name, export.params);
        }
    }

    private static Object[] call(Plugin plugin, PluginDTO dto, RunningCalls.Call call, String function, Object... arguments) {
        try {
            return plugin.call(Duration.ofMillis(dto.settings.shellCallMillis), function, arguments);
        } catch (Trap trap) {
            String what = trap.getMessage() + (call.isInterrupted() && trap.code() == TrapCode.INTERRUPT ? ": ended from the shell"
                    : cause(trap.code(), dto.settings));
            throw new CallFailedException(PlainText.line(what) + frames(trap.frames()), trap);
        } catch (GuestException thrown) {
            throw new CallFailedException("uncaught " + PlainText.line(thrown.getMessage()) + frames(thrown.frames()), thrown);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Exception | Error e) {
            // a host function's, mostly, which may be a checked one, and its words may be the guest's
            throw failed(e);
        }
    }

    private static CallFailedException failed(Throwable e) {
        Optional<GuestNote> note = GuestNote.of(e);
        String what = note.flatMap(GuestNote::function).map(function -> function + " threw " + e)
                .orElseGet(() -> e.getMessage() == null || e instanceof Error ? e.toString() : e.getMessage());
        return new CallFailedException(PlainText.line(what) + frames(note.map(GuestNote::frames).orElse(List.of())), e);
    }

    private static String frames(List<GuestFrame> frames) {
        return frames.stream().limit(FRAMES).map(frame -> System.lineSeparator() + "    in " + PlainText.line(frame))
                .collect(Collectors.joining())
                + (frames.size() > FRAMES ? System.lineSeparator() + "    and " + (frames.size() - FRAMES) + " more" : "");
    }

    /**
     * Runs a program as {@code granary run} does, with the streams of the command.
     *
     * @throws UsageException      when it is not given a file, or options that are not known
     * @throws CallFailedException when the program cannot be run, traps, or ends with another code than 0
     */
    @Descriptor("runs a program with the system interface, as granary run does; Ctrl-C ends it")
    public void run(CommandSession session, @Descriptor("[OPTION...] FILE [ARGUMENT...], with these options:\n"
            + ProgramRun.OPTIONS) String... words) {
        List<String> given = Usage.RUN.check(words);
        Process process = Process.Utils.current();
        ProgramRun run = process == null
                ? new ProgramRun(session.getKeyboard(), session.getConsole(), session.getConsole())
                : new ProgramRun(process.in(), process.out(), process.err());
        int code;
        try (RunningCalls.Call call = running.begin(session, thread -> run.interrupt())) {
            code = run.run(given);
        } catch (FailedException e) {
            throw new CallFailedException(e.getMessage(), e, e.status());
        } catch (IllegalArgumentException e) {
            throw Usage.RUN.wrong(e.getMessage());
        } catch (NoClassDefFoundError e) {
            throw new CallFailedException("this needs the bundle org.granary.wasi, which is missing", e);
        }
        if (code != 0) {
            throw new CallFailedException("the program has ended with exit code " + Integer.toUnsignedString(code), null, code);
        }
    }

    /**
     * Ends the calls that run for a session, at their guests' next check point.
     *
     * @return whether there were any
     */
    public boolean interrupt(CommandSession session) {
        return running.interrupt(session);
    }

    /** How each command of this scope is used, a line for each; also of those that need a bundle that may be missing. */
    public List<String> usages() {
        return Arrays.stream(Usage.values()).map(Usage::line).toList();
    }

    /**
     * What is to be said of a command.
     *
     * @param word the command, with the scope or without
     * @return lines, the first one its usage; empty when it is none of this scope
     */
    public Optional<String> help(String word) {
        return Arrays.stream(Usage.values()).filter(usage -> usage.isNamed(word)).map(Usage::help).findFirst();
    }

    /**
     * What may follow on a command line.
     *
     * @param before the words before, the command first; of other commands than these nothing is known
     * @return words, not filtered by what has been typed of the next one
     */
    public List<String> next(List<String> before) {
        if (before.isEmpty()) {
            return Arrays.stream(Usage.values()).map(Usage::command).toList();
        }
        Usage usage = Arrays.stream(Usage.values()).filter(u -> u.isNamed(before.get(0))).findFirst().orElse(null);
        if (usage != null && usage.takesPlugin() && before.size() == 1) {
            return host.plugins().stream().flatMap(p -> Stream.of(p.name(), String.valueOf(p.dto().id))).toList();
        }
        if (usage == Usage.CALL && before.size() == 2) {
            return host.plugins().stream().filter(p -> is(p, before.get(1))).flatMap(p -> p.dto().exports.stream())
                    .filter(e -> e.params != null).map(e -> e.name).toList();
        }
        return List.of();
    }

    /**
     * Whether a file's name may follow on a command line.
     *
     * @param before the words before, the command first
     * @return false of other commands than these
     */
    public boolean takesFile(List<String> before) {
        return !before.isEmpty()
                && Arrays.stream(Usage.values()).anyMatch(usage -> usage.isNamed(before.get(0)) && usage.takesFile(before.size() - 1));
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

    private static String functions(PluginDTO dto, String wanted) {
        List<String> names = dto.exports.stream().filter(e -> e.params != null).map(e -> e.name).toList();
        return names.isEmpty() ? "none" : some(wanted, names, "wasm:info " + dto.id);
    }

    /** Names, those first that are like what was typed, and no more than a person reads. */
    private static String some(String typed, List<String> names, String all) {
        String like = typed.toLowerCase(Locale.ROOT);
        Stream<String> sorted = names.stream().sorted(Comparator.comparing(name -> !name.toLowerCase(Locale.ROOT).contains(like)));
        return sorted.limit(NAMES).map(PlainText::line).collect(Collectors.joining(", "))
                + (names.size() > NAMES ? " and " + (names.size() - NAMES) + " more (" + all + ")" : "");
    }

    private static boolean is(Plugin plugin, String word) {
        return word.equals(String.valueOf(plugin.dto().id)) || word.equals(plugin.name());
    }

    private Plugin find(Usage usage, String id) {
        List<Plugin> plugins = host.plugins();
        for (Plugin plugin : plugins) {
            if (id.equals(String.valueOf(plugin.dto().id))) {
                return plugin;
            }
        }
        // of several that want one name, the one that has it
        return plugins.stream().filter(p -> p.name().equals(id)).min(Comparator.comparing(p -> !p.dto().state.equals("ACTIVE")))
                .orElseThrow(() -> usage.wrong("no plugin " + PlainText.line(id) + "; " + "there are ["
                        + some(id, plugins.stream().map(p -> p.dto().id + " " + p.name()).toList(), "wasm:ps") + "]"));
    }
}
