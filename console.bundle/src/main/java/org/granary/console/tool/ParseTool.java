package org.granary.console.tool;

import java.util.Set;

/** {@code granary parse}: a text as a binary module. */
final class ParseTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary parse -o OUT FILE

                Assembles a module in the text format; whether it is valid is the question of granary validate.
                  -o OUT      where the binary goes; - is standard output, as FILE standard input""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of(), Set.of("-o"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        String to = asked.value("-o").orElseThrow(() -> new UselessException("-o OUT is missing"));
        Modules.apart(to, asked.operand());
        Modules.write(to, Modules.parsed(asked.operand(), streams.in()), streams.out());
    }
}
