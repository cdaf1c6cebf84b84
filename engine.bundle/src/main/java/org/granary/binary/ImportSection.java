package org.granary.binary;

import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.ImportDesc;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.op.Features;
import org.granary.type.GlobalType;

/** Source: WebAssembly core specification, section 5.5.5 (import section). */
final class ImportSection {
    private ImportSection() {
    }

    static void decode(SectionReader in, Draft draft) {
        int count = in.count(ModuleLimits.IMPORTS, 1);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            String module = in.name();
            String name = in.name();
            draft.imports.add(new Import(module, name, desc(in, draft, name), at));
        }
    }

    private static ImportDesc desc(SectionReader in, Draft draft, String name) {
        int at = in.position();
        int kind = in.in.u8();
        return switch (kind) {
            case 0 -> new FuncImport(in.in.u32());
            case 1 -> {
                draft.tableAt(at, in.features);
                yield new TableImport(in.table());
            }
            case 2 -> {
                draft.memoryAt(at, in.features);
                yield new MemoryImport(in.memory());
            }
            case 3 -> new GlobalImport(global(in, at));
            case 4 -> {
                in.features.need(Proposal.EXCEPTIONS, "import of a tag", at);
                yield new TagImport(TagSection.type(in));
            }
            case 0x7e, 0x7f -> throw compact(in, name, kind, at);
            default -> throw malformed(kind, at);
        };
    }

    private static GlobalType global(SectionReader in, int at) {
        GlobalType type = in.global();
        if (type.mutable()) {
            in.features.need(Proposal.MUTABLE_GLOBALS, "import of a mutable global", at);
        }
        return type;
    }

    /** In the compact form an empty name and one of two codes stand where a single import has its kind. */
    private static RuntimeException compact(SectionReader in, String name, int kind, int at) {
        return name.isEmpty() && in.features.on().test(Proposal.COMPACT_IMPORTS)
                ? Features.missing(Proposal.COMPACT_IMPORTS, "imports grouped by module", at) : malformed(kind, at);
    }

    private static MalformedException malformed(int kind, int at) {
        return new MalformedException(Refusal.of(Failure.MALFORMED_IMPORT_KIND).at(at).expected("0 to 4", kind));
    }
}
