package org.granary.console.words;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.granary.engine.Proposal;
import org.granary.plugin.PlainText;
import org.granary.text.outline.ModuleOutline;
import org.granary.text.outline.ModuleOutline.Function;
import org.granary.text.outline.ModuleOutline.Link;
import org.granary.text.outline.ModuleOutline.Section;

/** What a module consists of, in words. */
public final class OutlineText {
    /** How many of the largest functions are shown unless something else is asked. */
    public static final int FUNCTIONS = 10;

    private static final String NL = System.lineSeparator();

    private OutlineText() {
    }

    /**
     * All of it.
     *
     * @param outline   what to show
     * @param functions how many of the largest functions
     * @return lines, without a line end after the last; nothing in them acts on a terminal
     */
    public static String whole(ModuleOutline outline, int functions) {
        StringBuilder text = new StringBuilder("module");
        outline.name().ifPresent(name -> text.append(' ').append(PlainText.line(name)));
        text.append(", ").append(outline.bytes()).append(" bytes").append(NL);
        Columns sections = new Columns("SECTION", "OFFSET", "BYTES", "ENTRIES");
        for (Section section : outline.sections()) {
            sections.row(section.name(), String.format("0x%x", section.offset()), String.valueOf(section.bytes()),
                    section.entries().isPresent() ? Integer.toUnsignedString(section.entries().getAsInt()) : "");
        }
        text.append(NL).append(sections);
        numbered(text, "types", outline.types());
        links(text, "imports", outline.imports());
        links(text, "exports", outline.exports());
        numbered(text, "tables", outline.tables());
        numbered(text, "memories", outline.memories());
        numbered(text, "globals", outline.globals());
        functions(text, outline.functions(), functions);
        outline.start().ifPresent(start -> text.append(NL).append(NL).append("start function: ").append(Integer.toUnsignedString(start)));
        String proposals = outline.proposals().stream().sorted().map(Proposal::toString).collect(Collectors.joining(", "));
        return text.append(NL).append(NL).append("proposals: ").append(proposals.isEmpty() ? "none" : proposals).toString();
    }

    private static void head(StringBuilder text, String what, int count) {
        text.append(NL).append(NL).append(what).append(": ").append(count);
    }

    private static void numbered(StringBuilder text, String what, List<String> types) {
        if (!types.isEmpty()) {
            head(text, what, types.size());
            for (int i = 0; i < types.size(); i++) {
                text.append(NL).append("  ").append(i).append("  ").append(PlainText.line(types.get(i)));
            }
        }
    }

    private static void links(StringBuilder text, String what, List<Link> links) {
        if (!links.isEmpty()) {
            head(text, what, links.size());
            for (Link link : links) {
                text.append(NL).append("  ").append(link.kind()).append(' ').append(Integer.toUnsignedString(link.index())).append("  ")
                        .append(PlainText.line(link.name())).append("  ").append(link.type());
            }
        }
    }

    private static void functions(StringBuilder text, List<Function> functions, int most) {
        if (functions.isEmpty()) {
            return;
        }
        head(text, "functions", functions.size());
        text.append(", ").append(functions.stream().mapToLong(Function::bytes).sum()).append(" bytes in all");
        if (most > 0) {
            Columns columns = new Columns("  LARGEST", "BYTES", "INSTRUCTIONS", "LOCALS", "NAME");
            functions.stream().sorted(Comparator.comparingInt(Function::bytes).reversed().thenComparingInt(Function::index)).limit(most)
                    .forEach(function -> columns.row("  " + function.index(), String.valueOf(function.bytes()),
                            String.valueOf(function.instructions()), String.valueOf(function.locals()), function.name().orElse("")));
            text.append(NL).append(columns);
        }
    }
}
