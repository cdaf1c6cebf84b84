package org.granary.engine.impl;

import java.util.List;
import java.util.Optional;
import org.granary.dwarf.InlineTable;
import org.granary.dwarf.LineTable;
import org.granary.engine.SourceLocation;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.vm.SourceLines;

/** The source lines of a module, read when the first one is asked for. Thread-safe. */
final class ModuleLines implements SourceLines {
    private static final String DEBUG = ".debug_";

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
        return own < 0 || own >= module.bodies().size() || offset < 0 ? -1 : module.bodies().start(own) + offset;
    }

    private LineTable table() {
        LineTable known = table;
        if (known == null) {
            known = LineTable.of(debugged());
            table = known;
        }
        return known;
    }

    /** The binary; nothing of one that has no debug sections: its bodies would be unpacked to find that out. */
    private byte[] debugged() {
        for (CustomSection section : module.customs()) {
            if (section.name().startsWith(DEBUG)) {
                return module.bytes();
            }
        }
        return new byte[0];
    }

    private InlineTable inlines() {
        InlineTable known = inlines;
        if (known == null) {
            known = InlineTable.of(debugged());
            inlines = known;
        }
        return known;
    }
}
