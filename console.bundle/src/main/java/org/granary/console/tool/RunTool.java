package org.granary.console.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.granary.console.words.ValueText;
import org.granary.console.words.Words;
import org.granary.engine.ArtefactException;
import org.granary.engine.Engine;
import org.granary.engine.GuestException;
import org.granary.engine.GuestFrame;
import org.granary.engine.LimitException;
import org.granary.engine.LinkException;
import org.granary.engine.ModuleException;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.plugin.PlainText;
import org.granary.store.Func;
import org.granary.store.GuestNote;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.store.WasmCoreDump;
import org.granary.type.FuncType;
import org.granary.type.ImportType;
import org.granary.type.ValType;
import org.granary.wasi.WasiExit;

/** {@code granary run}: calls a function of a module, precompiled or not. */
final class RunTool implements Tool {
    private static final String START = "_start";
    private static final String INITIALIZE = "_initialize";
    /** What shells tell of a program that aborted. */
    private static final int TRAPPED = 134;
    private static final int SHOWN = 20;
    /** How long a run that was given a time waits for somebody to take its last message. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    @Override
    public String usage() {
        return """
                usage: granary run [OPTION...] FILE ARGUMENT...

                Runs a program (binary, text, or what granary compile has made of one) with this process's standard streams, and ends
                with its exit code, or with 134 after a trap or an exception that it does not catch. All behind FILE are the program's
                arguments (a first -- is none of them). It gets nothing else of the system:
                """ + ProgramRun.OPTIONS;
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of("--interpreter", "--unknown-imports-trap"),
                Set.of("--invoke", "--trust", "--features", "--host-key", "--dir", "--env",
                "--listen", "--fuel", "--timeout", "--max-memory", "-W", "-S", "-D"),
                        Set.of("--dir", "--env", "--listen", "-W", "-S", "-D"));
    }

    @Override
    public boolean operandsEndOptions() {
        return true;
    }

    @Override
    public void run(Options asked, Streams streams) {
        if (RunLimits.isTimed(asked) && streams.err() instanceof ProcessStream err) {
            err.bound(LAST_WORDS);
        }
        run(asked, Modules.any(file(asked), streams.in()), Program.inherited(streams.out(), streams.err()), interrupt -> { });
    }

    /** Runs with other streams than the process's; told how the guest is interrupted before anything of it runs. */
    void run(Options asked, Stdio stdio, Consumer<Runnable> interruptible) {
        run(asked, Modules.any(file(asked)), stdio, interruptible);
    }

    private static String file(Options asked) {
        if (asked.operands().isEmpty()) {
            throw new UselessException("expected a file, found none");
        }
        RunLimits.known(asked);
        return asked.operands().get(0);
    }

    private static void run(Options asked, byte[] content, Stdio stdio, Consumer<Runnable> interruptible) {
        String file = asked.operands().get(0);
        try (Engine engine = ToolEngine.create(asked)) {
            WasmModule module = module(engine, file, content);
            List<ImportType> missing = RunLimits.unknownImportsTrap(asked) ? List.of() : Program.missing(module);
            if (!missing.isEmpty()) {
                throw missing(file, missing);
            }
            try (Store<Void> store = Store.create(engine)) {
                RunLimits.set(store, asked);
                store.moduleName(module, Program.name(file));
                Linker<Void> linker = Linker.create(engine);
                Program.define(linker, store, asked, stdio);
                if (RunLimits.unknownImportsTrap(asked)) {
                    linker.unknownImportsAsTraps(module);
                }
                interruptible.accept(store.interruptHandle()::interrupt);
                call(linker, store, module, asked, stdio.out());
            }
        }
    }

    private static WasmModule module(Engine engine, String file, byte[] content) {
        try {
            return Engine.detectPrecompiled(content).isPresent() ? engine.deserialize(content) : engine.compile(content);
        } catch (ArtefactException e) {
            throw new FailedException(Modules.shown(file) + ": " + PlainText.lines(e.problem()) + advice(e), e);
        } catch (ModuleException e) {
            throw Modules.refusedUnlessSwitched(file, e);
        } catch (UncheckedIOException | IllegalStateException e) {
            // the host's key
            throw ToolEngine.failed(e);
        }
    }

    /** What can be done about a refusal here, where others can do other things. */
    private static String advice(ArtefactException refused) {
        return refused.reason() == ArtefactException.Reason.UNTRUSTED
                ? "; run the module that it was made of, or name the key of who signed it (--trust KEY, granary compile --key signs)" : "";
    }

    private static FailedException missing(String file, List<ImportType> missing) {
        return new FailedException(Modules.shown(file) + ": nothing provides what it imports:" + missing.stream().limit(SHOWN)
                .map(one -> "\n  " + PlainText.line(one.names()) + " " + PlainText.line(one.type().toString()))
                .collect(Collectors.joining()) + (missing.size() > SHOWN ? "\n  and " + (missing.size() - SHOWN) + " more" : ""));
    }

    private static void call(Linker<Void> linker, Store<Void> store, WasmModule module, Options asked, PrintStream out) {
        String name = asked.value("--invoke").orElse(START);
        FuncType type = type(module, name);
        Object[] values;
        try {
            // without a name the arguments are those of the program
            List<String> words = asked.has("--invoke") ? asked.operands().subList(1, asked.operands().size()) : List.of();
            values = Words.values(PlainText.line(name), type.params().stream().map(ValType::toString).toList(), words);
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
        RunLimits.Time time = RunLimits.time(asked);
        try {
            Instance instance = time.instantiate(linker, store, module);
            if (!name.equals(START) && !name.equals(INITIALIZE) && instance.exports().get(INITIALIZE) instanceof Func initialize) {
                time.call(initialize);
            }
            for (Object result : time.call(instance.func(name), values)) {
                out.println(ValueText.text(result));
            }
        } catch (WasiExit exit) {
            out.flush();
            if (exit.code() != 0) {
                throw new FailedException(null, exit, exit.code());
            }
        } catch (Trap trap) {
            throw new FailedException(PlainText.line(trap.getMessage()) + called(trap) + told(trap.frames()) + dumped(trap, asked), trap,
                    TRAPPED);
        } catch (GuestException thrown) {
            throw new FailedException("uncaught " + PlainText.lines(thrown.getMessage()) + told(thrown.frames()), thrown, TRAPPED);
        } catch (LimitException | LinkException e) {
            throw new FailedException(PlainText.lines(e.getMessage()), e);
        } catch (Exception | LinkageError e) {
            Optional<GuestNote> note = GuestNote.of(e);
            if (note.isEmpty()) {
                throw e;
            }
            // a function that it imports has thrown it, with which nobody reckoned
            throw new FailedException(PlainText.line(note.get().function().map(function -> function + " threw ").orElse("") + e)
                    + told(note.get().frames()), e, TRAPPED);
        }
    }

    /** Which import it was that nothing provides and that was called all the same. */
    private static String called(Trap trap) {
        return trap.getCause() instanceof LinkException unknown ? ": " + PlainText.line(unknown.getMessage()) : "";
    }

    private static String told(List<GuestFrame> frames) {
        return frames.stream().limit(SHOWN).map(frame -> "\n    at " + PlainText.line(frame.toString())).collect(Collectors.joining())
                + (frames.size() > SHOWN ? "\n    and " + (frames.size() - SHOWN) + " more" : "");
    }

    /** Writes the core dump where it was asked for; what is told of it. */
    private static String dumped(Trap trap, Options asked) {
        Optional<String> wanted = RunLimits.coreDump(asked);
        if (wanted.isEmpty()) {
            return "";
        }
        String file = wanted.get();
        try {
            WasmCoreDump dump = WasmCoreDump.of(trap).orElseThrow(() -> new IllegalStateException("the trap carries none"));
            Files.write(Path.of(file), dump.serialize(asked.operands().get(0)));
            return "\n  core dump in " + PlainText.line(file);
        } catch (IOException | InvalidPathException | IllegalStateException e) {
            return "\n  no core dump in " + PlainText.line(file) + ": " + PlainText.line(e.toString());
        }
    }

    private static FuncType type(WasmModule module, String name) {
        Optional<FuncType> found = module.exports().stream()
                .filter(export -> export.name().equals(name) && export.type() instanceof FuncType)
                .map(export -> (FuncType) export.type()).findFirst();
        return found.orElseThrow(() -> {
            List<String> functions = module.exports().stream().filter(export -> export.type() instanceof FuncType)
                    .map(export -> PlainText.line(export.name())).limit(SHOWN).toList();
            return new UselessException("no exported function " + PlainText.line(name) + "; "
                    + (functions.isEmpty() ? "the module exports none"
                    : "--invoke takes one of: " + String.join(", ", functions)));
        });
    }
}
