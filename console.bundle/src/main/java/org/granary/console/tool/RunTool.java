package org.granary.console.tool;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.granary.console.command.Words;
import org.granary.console.format.Values;
import org.granary.engine.ArtefactException;
import org.granary.engine.Engine;
import org.granary.engine.GuestException;
import org.granary.engine.LimitException;
import org.granary.engine.ModuleException;
import org.granary.engine.Trap;
import org.granary.engine.WasmModule;
import org.granary.plugin.PlainText;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.type.FuncType;
import org.granary.type.ImportType;
import org.granary.type.ValType;

/** {@code granary run}: calls a function of a module, precompiled or not. */
final class RunTool implements Tool {
    private static final String START = "_start";
    private static final int SHOWN = 20;

    @Override
    public String usage() {
        return """
                usage: granary run [--invoke F] [--trust KEY.pem] [--interpreter] [--features +NAME,-NAME...] FILE ARGUMENT...

                Runs a module (binary, text, or what granary compile has made of one) and prints the results of the call, a line each.
                Arguments are numbers, null for references; all behind FILE belong to the call. Modules that import anything do not run yet.
                  --invoke F      the exported function to call (_start)
                  --trust K       believes artefacts that are signed with this public Ed25519 key (openssl pkey -pubout)
                  --interpreter   interprets in place of compiling
                  --features F    proposals to switch on or off
                  --host-key FILE where this user's own key is, if not granary/host.key in the folder of configurations""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of("--interpreter"), Set.of("--invoke", "--trust", "--features", "--host-key"));
    }

    @Override
    public boolean operandsEndOptions() {
        return true;
    }

    @Override
    public void run(Options asked, PrintStream out, PrintStream err) {
        if (asked.operands().isEmpty()) {
            throw new UselessException("expected a file, found none");
        }
        String file = asked.operands().get(0);
        byte[] content = Modules.read(file);
        try (Engine engine = ToolEngine.create(asked)) {
            WasmModule module = module(engine, file, content);
            imports(file, module);
            try (Store<Void> store = Store.create(engine)) {
                call(store, module, asked, out);
            }
        }
    }

    private static WasmModule module(Engine engine, String file, byte[] content) {
        try {
            return Engine.detectPrecompiled(content).isPresent() ? engine.deserialize(content) : engine.compile(content);
        } catch (ArtefactException e) {
            throw new FailedException(PlainText.line(file) + ": " + PlainText.lines(e.getMessage()), e);
        } catch (ModuleException e) {
            throw Modules.refused(file, e);
        } catch (UncheckedIOException | IllegalStateException e) {
            // the host's key
            throw ToolEngine.failed(e);
        }
    }

    private static void imports(String file, WasmModule module) {
        List<ImportType> wanted = module.imports();
        if (!wanted.isEmpty()) {
            throw new FailedException(PlainText.line(file) + ": nothing provides what it imports:" + wanted.stream().limit(SHOWN)
                    .map(one -> "\n  " + PlainText.line(one.module() + "." + one.name()) + " " + PlainText.line(one.type().toString()))
                    .collect(Collectors.joining()) + (wanted.size() > SHOWN ? "\n  and " + (wanted.size() - SHOWN) + " more" : ""));
        }
    }

    private static void call(Store<Void> store, WasmModule module, Options asked, PrintStream out) {
        String name = asked.value("--invoke").orElse(START);
        FuncType type = type(module, name);
        Object[] values;
        try {
            values = Words.values(PlainText.line(name), type.params().stream().map(ValType::toString).toList(), asked.operands().subList(1,
                    asked.operands().size()));
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
        try {
            Func function = Instance.create(store, module, List.of()).func(name);
            for (Object result : function.call(values)) {
                out.println(Values.text(result));
            }
        } catch (Trap trap) {
            throw new FailedException(PlainText.line(trap.getMessage()) + trap.frames().stream().limit(SHOWN)
                    .map(frame -> "\n    at " + PlainText.line(frame.toString())).collect(Collectors.joining()), trap);
        } catch (GuestException | LimitException e) {
            throw new FailedException(PlainText.lines(e.getMessage()), e);
        }
    }

    private static FuncType type(WasmModule module, String name) {
        Optional<FuncType> found = module.exports().stream()
                .filter(export -> export.name().equals(name) && export.type() instanceof FuncType)
                .map(export -> (FuncType) export.type()).findFirst();
        return found.orElseThrow(() -> new UselessException("no exported function " + PlainText.line(name) + "; --invoke takes one of: "
                + module.exports().stream().filter(export -> export.type() instanceof FuncType).map(export -> PlainText.line(export.name()))
                        .limit(SHOWN).collect(Collectors.joining(", "))));
    }
}
