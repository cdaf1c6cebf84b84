package org.granary.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.granary.bytes.ByteReader;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.module.Binary;
import org.granary.module.Bodies;
import org.granary.module.FuncDefs;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Export;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalDef;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.MemoryDef;
import org.granary.module.ParsedModule.Start;
import org.granary.module.ParsedModule.TableDef;
import org.granary.module.ParsedModule.TagDef;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.Features;

/** What the sections have said so far. Confined to one thread. */
final class Draft {
    final Binary binary;
    final List<List<TypeDef>> types = new ArrayList<>();
    final List<Import> imports = new ArrayList<>();
    FuncDefs functions = new FuncDefs(new int[0], new int[0]);
    final List<TableDef> tables = new ArrayList<>();
    final List<MemoryDef> memories = new ArrayList<>();
    final List<TagDef> tags = new ArrayList<>();
    final List<GlobalDef> globals = new ArrayList<>();
    final List<Export> exports = new ArrayList<>();
    final List<ElementSegment> elements = new ArrayList<>();
    final List<DataSegment> data = new ArrayList<>();
    /** Where bodies begin and end; as long as there is no code section, nowhere. */
    int[] bodyStarts = {};
    int[] bodyEnds = {};
    final List<CustomSection> customs = new ArrayList<>();
    Optional<Start> start = Optional.empty();
    OptionalInt dataCount = OptionalInt.empty();
    /** The content of the first name section, or null. */
    ByteReader names;
    /** Where the code section's count stands, or -1. */
    int codeAt = -1;
    private int tableCount;
    private int memoryCount;
    private int importedGlobals;

    Draft(Binary binary) {
        this.binary = binary;
    }

    /** Adds an import, whose table or memory has been counted. */
    void imported(Import entry) {
        imports.add(entry);
        importedGlobals += entry.desc() instanceof GlobalImport ? 1 : 0;
    }

    /** Whether an index is that of a global which has been defined so far. */
    boolean ownGlobal(int index) {
        return index >= importedGlobals && index - importedGlobals < globals.size();
    }

    /** Counts a table, imported or own. */
    void tableAt(int offset, Features features) {
        ModuleLimits.TABLES.check(++tableCount, offset);
        if (tableCount > 1) {
            features.need(Proposal.REFERENCE_TYPES, "a second table", offset);
        }
    }

    /** Counts a memory, imported or own. */
    void memoryAt(int offset, Features features) {
        ModuleLimits.MEMORIES.check(++memoryCount, offset);
        if (memoryCount > 1) {
            features.need(Proposal.MULTI_MEMORY, "a second memory", offset);
        }
    }

    ParsedModule finish(Features features) {
        int all = functions.size();
        for (Import entry : imports) {
            all += entry.desc() instanceof FuncImport ? 1 : 0;
        }
        Bodies bodies = new Bodies(bodyStarts, bodyEnds, new CodeSection.Reader(binary, features, all - functions.size()));
        return new ParsedModule(binary, List.copyOf(types), List.copyOf(imports), functions, List.copyOf(tables),
                List.copyOf(memories), List.copyOf(tags), List.copyOf(globals), List.copyOf(exports), start, List.copyOf(elements),
                dataCount, List.copyOf(data), bodies, List.copyOf(customs),
                CustomSections.names(names, all));
    }
}
