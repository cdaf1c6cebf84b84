package org.granary.engine.impl;

import java.util.Optional;
import org.granary.dwarf.LineTable;
import org.granary.engine.SourceLocation;
import org.granary.module.ParsedModule;
import org.granary.vm.SourceLines;

/** The source lines of a module, read when the first one is asked for. Thread-safe. */
final class ModuleLines implements SourceLines {
    /** From here on an offset may stand for a later one: class files count lines no further. */
    private static final int LAST_OFFSET = 65_535;

    private final ParsedModule module;
    private final int imported;
    private volatile LineTable table;

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
        int own = function - imported;
        if (own < 0 || own >= module.bodies().size() || offset < 0 || offset >= LAST_OFFSET) {
            return Optional.empty();
        }
        LineTable known = table;
        if (known == null) {
            known = LineTable.of(module.bytes());
            table = known;
        }
        return known.find(module.bodies().get(own).start() + offset);
    }
}
