package org.granary.console.tool;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.granary.engine.ModuleException;
import org.granary.text.Wat;

/** {@code granary print}: a module as text. */
final class PrintTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary print [-o OUT] [--offsets] FILE

                Prints a module in the text format; it need not be valid. Of a text, what an assembler makes of it is printed.
                  -o OUT      writes to a file
                  --offsets   the offset in the binary before each instruction, as error messages name it""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of("--offsets"), Set.of("-o"));
    }

    @Override
    public void run(Options asked, PrintStream out, PrintStream err) {
        String file = asked.operand();
        byte[] binary = Modules.binary(file);
        String text;
        try {
            text = asked.has("--offsets") ? Wat.printWithOffsets(binary) : Wat.print(binary);
        } catch (ModuleException e) {
            throw Modules.refused(file, e);
        }
        asked.value("-o").ifPresentOrElse(to -> Modules.write(to, text.getBytes(StandardCharsets.UTF_8)), () -> out.print(text));
    }
}
