package org.granary.console.command;

import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.granary.console.tool.FailedException;
import org.granary.console.tool.Modules;
import org.granary.engine.Engine;
import org.granary.engine.ModuleException;
import org.granary.engine.Refusal;
import org.granary.text.Wat;
import org.granary.text.outline.ModuleOutline;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands of the scope {@code wasm} about modules in files, binary or text. Thread-safe; each method's result is its caller's.
 */
@Component(service = FileCommands.class, property = {"osgi.command.scope=wasm", "osgi.command.function=validate",
    "osgi.command.function=print", "osgi.command.function=objdump"})
public final class FileCommands {
    private final Engine engine;

    /** Commands that validate with an engine. */
    @Activate
    public FileCommands(@Reference Engine engine) {
        this.engine = engine;
    }

    /**
     * Validates a module.
     *
     * @throws UsageException      when it is not given one word
     * @throws CallFailedException when the file cannot be read or the module is refused
     */
    @Descriptor("says whether a module is valid, and if not, what is wrong where")
    public ValidView validate(@Descriptor("FILE: a module, binary or text") String... file) {
        String name = Usage.VALIDATE.check(file).get(0);
        return of(name, () -> {
            ValidView view = new ValidView();
            view.file = name;
            view.warnings = engine.validateCustomSections(Modules.source(name)).stream().map(Refusal::toString).toList();
            return view;
        });
    }

    /**
     * Prints a module as text, which does nothing to a terminal.
     *
     * @throws UsageException      when it is not given one word
     * @throws CallFailedException when the file cannot be read or the module cannot be decoded
     */
    @Descriptor("prints a module in the text format")
    public String print(@Descriptor("FILE: a module, binary or text") String... file) {
        String name = Usage.PRINT.check(file).get(0);
        return of(name, () -> Wat.print(Modules.binary(name)));
    }

    /**
     * Looks at what a module consists of.
     *
     * @throws UsageException      when it is not given one word
     * @throws CallFailedException when the file cannot be read or the module cannot be decoded
     */
    @Descriptor("shows what a module consists of: sections, types, imports, exports, largest functions, proposals")
    public OutlineView objdump(@Descriptor("FILE: a module, binary or text") String... file) {
        String name = Usage.OBJDUMP.check(file).get(0);
        return of(name, () -> {
            OutlineView view = new OutlineView();
            view.outline = ModuleOutline.of(Modules.binary(name));
            return view;
        });
    }

    private static <T> T of(String file, Supplier<T> work) {
        try {
            return work.get();
        } catch (ModuleException e) {
            throw new CallFailedException(Modules.refused(file, e).getMessage(), e);
        } catch (FailedException e) {
            throw new CallFailedException(e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new CallFailedException("this needs the bundle org.granary.text, which is missing", e);
        }
    }
}
