package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleLimits;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.ImportDesc;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.type.GlobalType;

/**
 * Source: WebAssembly core specification, section 5.5.5 (import section), and the proposal of compact import sections: there an empty name
 * and a code stand where a single import has its name and kind, and what follows are many items of one module.
 */
final class ImportSection {
    /** The items each have a type. */
    private static final int TYPED_ITEMS = 0x7f;
    /** One type, then the names of the items. */
    private static final int NAMES_OF_ONE_TYPE = 0x7e;

    private ImportSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.IMPORTS, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            String module = in.name();
            String name = in.name();
            int form = in.in.peek();
            if (name.isEmpty() && (form == TYPED_ITEMS || form == NAMES_OF_ONE_TYPE) && in.features.has(Proposal.COMPACT_IMPORTS)) {
                items(in, draft, module, in.in.u8() == TYPED_ITEMS);
            } else {
                add(in, draft, new Import(module, name, desc(in), at));
            }
        }
    }

    private static void items(SectionReader in, Draft draft, String module, boolean typed) {
        ImportDesc shared = typed ? null : desc(in);
        int count = in.count(ModuleLimits.IMPORTS, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            String name = in.name();
            add(in, draft, new Import(module, name, typed ? desc(in) : shared, at));
        }
    }

    private static void add(SectionReader in, Draft draft, Import entry) {
        ModuleLimits.IMPORTS.check(draft.imports.size() + 1L, entry.offset());
        if (entry.desc() instanceof TableImport) {
            draft.tableAt(entry.offset(), in.features);
        } else if (entry.desc() instanceof MemoryImport) {
            draft.memoryAt(entry.offset(), in.features);
        }
        draft.imported(entry);
    }

    private static ImportDesc desc(SectionReader in) {
        int at = in.position();
        int kind = in.in.u8();
        return switch (kind) {
            case 0 -> new FuncImport(in.in.u32());
            case 1 -> new TableImport(in.table());
            case 2 -> new MemoryImport(in.memory());
            case 3 -> new GlobalImport(global(in, at));
            case 4 -> {
                in.features.need(Proposal.EXCEPTIONS, "import of a tag", at);
                yield new TagImport(TagSection.type(in));
            }
            default -> throw new MalformedException(Refusal.of(Failure.MALFORMED_IMPORT_KIND).at(at)
                    .expected(kind == TYPED_ITEMS || kind == NAMES_OF_ONE_TYPE ? "0 to 4 (groups need compact-imports)" : "0 to 4", kind));
        };
    }

    private static GlobalType global(SectionReader in, int at) {
        GlobalType type = in.global();
        if (type.mutable()) {
            in.features.need(Proposal.MUTABLE_GLOBALS, "import of a mutable global", at);
        }
        return type;
    }
}
