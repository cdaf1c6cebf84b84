package org.granary.console.tool;

import java.io.PrintStream;
import java.util.Optional;
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
        Optional<String> to = asked.value("-o").map(name -> Modules.apart(name, file));
        byte[] binary = Modules.binary(file);
        try (Modules.Text text = to.isPresent() ? new Modules.Text(to.get()) : null) {
            Wat.print(binary, asked.has("--offsets"), text != null ? text : piece -> show(piece, out));
        } catch (ModuleException e) {
            throw Modules.refused(file, e);
        }
    }

    /** Prints a piece; ends when nobody reads on, which ToolMain tells. */
    private static void show(CharSequence piece, PrintStream out) {
        out.append(piece);
        if (out.checkError()) {
            throw new FailedException(null, null);
        }
    }
}
