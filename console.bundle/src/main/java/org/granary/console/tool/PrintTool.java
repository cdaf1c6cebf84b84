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
                  -o OUT      writes to a file (- is standard output, as FILE standard input)
                  --offsets   the offset in the binary before each instruction, as error messages name it""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of("--offsets"), Set.of("-o"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        String file = asked.operand();
        Optional<String> to = asked.value("-o").filter(name -> !Modules.isStream(name)).map(name -> Modules.apart(name, file));
        byte[] binary = Modules.binary(file, streams.in());
        try (Modules.Text text = to.isPresent() ? new Modules.Text(to.get()) : null) {
            Wat.print(binary, asked.has("--offsets"), text != null ? text : piece -> show(piece, streams.out()));
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
