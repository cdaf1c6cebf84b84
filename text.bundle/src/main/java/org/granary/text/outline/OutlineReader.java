package org.granary.text.outline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.engine.Proposal;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.Export;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.ImportDesc;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.Bystander;
import org.granary.op.Features;
import org.granary.op.OpReader;
import org.granary.text.outline.ModuleOutline.Function;
import org.granary.text.outline.ModuleOutline.Link;
import org.granary.text.outline.ModuleOutline.Section;
import org.granary.type.ExternType.Kind;
import org.granary.type.ImportType;
import org.granary.type.SubType;

/** Walks over a module and takes down what there is. Confined to one thread. */
final class OutlineReader {
    private static final int PREAMBLE = 8;
    private static final int START = 8;
    /** The words for sections by their ids. */
    private static final String[] WORDS = {"custom", "type", "import", "function", "table", "memory", "global", "export", "start",
        "element", "code", "data", "data count", "tag"};

    private final Set<Proposal> proposals = EnumSet.noneOf(Proposal.class);
    /** Whatever is built may be used; what is asked for is used. */
    private final Features features = new Features(proposal -> {
        proposals.add(proposal);
        return true;
    });
    private final ParsedModule module;
    private final List<SubType> types;
    /** The types of everything, by kind and index. */
    private final Map<Kind, List<String>> spaces = new EnumMap<>(Kind.class);

    OutlineReader(byte[] binary) {
        module = ModuleDecoder.decode(binary, features);
        types = module.types().stream().flatMap(List::stream).map(TypeDef::type).toList();
        for (Kind kind : Kind.values()) {
            spaces.put(kind, new ArrayList<>());
        }
    }

    ModuleOutline read() {
        List<Link> imports = module.imports().stream().map(this::imported).toList();
        module.functions().forEach(function -> spaces.get(Kind.FUNC).add(type(function.type())));
        module.tables().forEach(table -> spaces.get(Kind.TABLE).add(table.type().toString()));
        module.memories().forEach(memory -> spaces.get(Kind.MEMORY).add(memory.type().toString()));
        module.globals().forEach(global -> spaces.get(Kind.GLOBAL).add(global.type().toString()));
        module.tags().forEach(tag -> spaces.get(Kind.TAG).add(type(tag.type())));
        List<Link> exports = module.exports().stream().map(this::exported).toList();
        List<Function> functions = functions();
        // the width of all limits goes by it
        if (spaces.values().stream().flatMap(List::stream).noneMatch(OutlineReader::isWide)) {
            proposals.remove(Proposal.MEMORY64);
        }
        OptionalInt start = module.start().map(given -> OptionalInt.of(given.function())).orElseGet(OptionalInt::empty);
        List<String> defined = types.stream().map(OutlineReader::text).toList();
        return new ModuleOutline(module.bytes().length, module.names().module(), sections(), defined, imports, exports,
                List.copyOf(spaces.get(Kind.TABLE)), List.copyOf(spaces.get(Kind.MEMORY)),
                List.copyOf(spaces.get(Kind.GLOBAL)), start, functions, Set.copyOf(proposals));
    }

    private static boolean isWide(String type) {
        return type.startsWith("(memory i64") || type.startsWith("(table i64");
    }

    private static String text(SubType type) {
        if (type.isFinal() && type.supers().isEmpty()) {
            return type.content().toString();
        }
        StringBuilder text = new StringBuilder(type.isFinal() ? "(sub final " : "(sub ");
        type.supers().forEach(parent -> text.append(parent).append(' '));
        return text.append(type.content()).append(')').toString();
    }

    private String type(int index) {
        return index >= 0 && index < types.size() ? types.get(index).content().toString() : "";
    }

    private Link imported(Import entry) {
        ImportDesc desc = entry.desc();
        Kind kind = Kind.GLOBAL;
        String type;
        if (desc instanceof FuncImport func) {
            kind = Kind.FUNC;
            type = type(func.type());
        } else if (desc instanceof TableImport table) {
            kind = Kind.TABLE;
            type = table.type().toString();
        } else if (desc instanceof MemoryImport memory) {
            kind = Kind.MEMORY;
            type = memory.type().toString();
        } else if (desc instanceof TagImport tag) {
            kind = Kind.TAG;
            type = type(tag.type());
        } else {
            type = ((GlobalImport) desc).type().toString();
        }
        List<String> space = spaces.get(kind);
        space.add(type);
        return new Link(ImportType.names(entry.module(), entry.name()), kind.toString(), space.size() - 1, type);
    }

    private Link exported(Export entry) {
        Kind kind = Kind.values()[entry.kind()];
        List<String> space = spaces.get(kind);
        boolean known = entry.index() >= 0 && entry.index() < space.size();
        // which is asked for where the module is validated
        if (kind == Kind.GLOBAL && known && space.get(entry.index()).startsWith("(global (mut")) {
            proposals.add(Proposal.MUTABLE_GLOBALS);
        }
        return new Link(entry.name(), kind.toString(), entry.index(), known ? space.get(entry.index()) : "");
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        ByteReader in = new ByteReader(module.bytes());
        in.position(PREAMBLE);
        while (!in.atEnd()) {
            int id = in.u8();
            ByteReader content = in.slice(in.u32());
            int from = content.position();
            int size = content.remaining();
            if (id == 0) {
                sections.add(new Section("custom \"" + content.name() + "\"", from, size, OptionalInt.empty()));
            } else {
                sections.add(new Section(WORDS[id], from, size, id == START ? OptionalInt.empty() : OptionalInt.of(content.u32())));
            }
        }
        return sections;
    }

    private List<Function> functions() {
        List<Function> functions = new ArrayList<>();
        int index = spaces.get(Kind.FUNC).size() - module.functions().size();
        for (Body body : module.bodies()) {
            int locals = body.locals().stream().mapToInt(LocalGroup::count).sum();
            functions.add(new Function(index, Optional.ofNullable(module.names().functions().get(index)), body.end() - body.start(), locals,
                    instructions(body)));
            index++;
        }
        return functions;
    }

    private int instructions(Body body) {
        Bystander nobody = new Bystander() { };
        OpReader reader = new OpReader(new ByteReader(module.bytes()).range(body.code(), body.end()), features);
        int count = 0;
        while (!reader.atEnd()) {
            reader.next(nobody);
            count++;
        }
        return count;
    }
}
