package org.granary.engine.impl;

import java.util.List;
import java.util.Optional;
import org.granary.dwarf.InlineTable;
import org.granary.dwarf.LineTable;
import org.granary.engine.SourceLocation;
import org.granary.module.ParsedModule;
import org.granary.vm.SourceLines;

/** The source lines of a module, read when the first one is asked for. Thread-safe. */
final class ModuleLines implements SourceLines {
    private final ParsedModule module;
    private final int imported;
    private volatile LineTable table;
    private volatile InlineTable inlines;

    /**
     * The lines of a module.
     *
     * @param module   the module
     * @param imported how many functions it imports
     */
    ModuleLines(ParsedModule module, int imported) {
        this.module = module;
        this.imported = imported;
    }

    @Override
    public Optional<SourceLocation> find(int function, int offset) {
        int position = position(function, offset);
        return position < 0 ? Optional.empty() : table().find(position);
    }

    @Override
    public List<Inlined> inlined(int function, int offset) {
        int position = position(function, offset);
        long program = position < 0 ? -1 : table().programOf(position);
        return program < 0 ? List.of()
                : inlines().find(position, program).stream().map(call -> new Inlined(call.name(), call.calledAt())).toList();
    }

    /** Where an instruction stands in the binary, or -1. */
    private int position(int function, int offset) {
        int own = function - imported;
        return own < 0 || own >= module.bodies().size() || offset < 0 ? -1 : module.bodies().get(own).start() + offset;
    }

    private LineTable table() {
        LineTable known = table;
        if (known == null) {
            known = LineTable.of(module.bytes());
            table = known;
        }
        return known;
    }

    private InlineTable inlines() {
        InlineTable known = inlines;
        if (known == null) {
            known = InlineTable.of(module.bytes());
            inlines = known;
        }
        return known;
    }
}
