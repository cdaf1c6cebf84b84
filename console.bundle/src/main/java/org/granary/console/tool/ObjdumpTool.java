package org.granary.console.tool;

import java.util.Set;
import org.granary.console.words.OutlineText;
import org.granary.engine.ModuleException;
import org.granary.text.outline.ModuleOutline;

/** {@code granary objdump}: what a module consists of. */
final class ObjdumpTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary objdump [--functions N] FILE

                Shows what a module consists of: sections with their sizes, types, imports, exports, the largest functions, and the
                proposals that it uses; it need not be valid.
                  --functions N   how many of the largest functions (10)
                FILE may be -, standard input.""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of(), Set.of("--functions"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        String file = asked.operand();
        int functions = asked.value("--functions").map(ObjdumpTool::number).orElse(OutlineText.FUNCTIONS);
        try {
            streams.out().println(OutlineText.whole(ModuleOutline.of(Modules.binary(file, streams.in())), functions));
        } catch (ModuleException e) {
            throw Modules.refused(file, e);
        }
    }

    private static int number(String value) {
        try {
            return (int) Math.min(Integer.MAX_VALUE, Integer.toUnsignedLong(Integer.parseUnsignedInt(value)));
        } catch (NumberFormatException e) {
            throw new UselessException("--functions: expected a number, found " + value);
        }
    }
}
