package org.granary.text.print;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.engine.ModuleLimits;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Export;
import org.granary.module.ParsedModule.Expression;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalDef;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.Mode;
import org.granary.module.ParsedModule.TableDef;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.Features;
import org.granary.type.ExternType.Kind;
import org.granary.type.FuncType;
import org.granary.type.SubType;
import org.granary.type.ValType;

/**
 * Prints a module: a line for each field, in the order of the binary's sections. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 6.6 (modules).
 */
public final class ModulePrinter {
    private static final int BYTES_IN_A_LINE = 64;
    /**
     * How much gathers before the first of it is passed on: what is malformed in a module of usual size is told before anything is printed.
     */
    private static final int HELD = 1 << 25;
    private static final int PIECE = 1 << 16;
    /** The section ids in the order of the sections in a binary. */
    private static final int[] SECTIONS = {0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11};

    private final ParsedModule module;
    private final StringBuilder out = new StringBuilder();
    /** Takes the text in pieces; null when it is to stay whole. */
    private final Consumer<? super CharSequence> sink;
    private boolean passed;
    private final CodePrinter.Layout layout;
    private final CustomPlaces customs;
    private final CodeMetadata metadata;
    private final Spaces spaces;
    private final TypePrinter types;
    private final Set<CustomSection> told = new HashSet<>();
    private final Map<Kind, Integer> next = new EnumMap<>(Kind.class);

    private ModulePrinter(ParsedModule module, Offsets offsets, Consumer<? super CharSequence> sink) {
        this.module = module;
        this.sink = sink;
        layout = offsets == Offsets.SHOWN ? CodePrinter.Layout.LINES_WITH_OFFSETS : CodePrinter.Layout.LINES;
        customs = new CustomPlaces(module);
        Optional<CustomSection> section = module.customs().stream().filter(custom -> custom.name().equals("name")).findFirst();
        Optional<NameSection> names = section.flatMap(custom -> NameSection.read(content(custom)));
        spaces = new Spaces(module, names.orElseGet(NameSection::none));
        metadata = new CodeMetadata(module, spaces.imported(FuncImport.class));
        names.ifPresent(read -> told.add(section.get()));
        module.customs().stream().filter(metadata::tells).forEach(told::add);
        types = new TypePrinter(spaces);
    }

    private ByteReader content(CustomSection custom) {
        return new ByteReader(module.bytes()).range(custom.from(), custom.to());
    }

    /**
     * Prints a module.
     *
     * @param binary  the module; it need not be valid
     * @param offsets whether they stand there
     * @return the text, ending with a line end
     * @throws org.granary.engine.MalformedException   when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it uses a proposal that is not built
     * @throws org.granary.engine.LimitException       when it is larger than the engine takes
     */
    public static String print(byte[] binary, Offsets offsets) {
        ModulePrinter printer = new ModulePrinter(ModuleDecoder.decode(binary, Features.BUILT), offsets, null);
        printer.run();
        return printer.out.toString();
    }

    /**
     * Prints a module in pieces, so that a text of hundreds of megabytes is never in memory as a whole.
     *
     * @param binary  the module; it need not be valid
     * @param offsets whether they stand there
     * @param sink    takes the pieces in order, each good until it returns; throws what {@link #print(byte[], Offsets)} throws, where the
     * text
     *                is long after a part of it has been passed on
     */
    public static void print(byte[] binary, Offsets offsets, Consumer<? super CharSequence> sink) {
        ModulePrinter printer = new ModulePrinter(ModuleDecoder.decode(binary, Features.BUILT), offsets, sink);
        printer.run();
        sink.accept(printer.out);
    }

    /** Between fields, passes on what has gathered. */
    private void pass() {
        if (sink != null && out.length() >= (passed ? PIECE : HELD)) {
            sink.accept(out);
            out.setLength(0);
            passed = true;
        }
    }

    /** Whether each instruction stands behind its offset in the binary. */
    public enum Offsets {
        /** As a comment. */
        SHOWN,
        /** Not. */
        HIDDEN
    }

    private void run() {
        out.append("(module");
        if (spaces.moduleName() != null) {
            String name = spaces.moduleName();
            out.append(name.isEmpty() ? " (@name \"\")" : " " + Literals.identifier(name));
        }
        for (int id : SECTIONS) {
            section(id);
            for (CustomSection custom : customs.behind(id)) {
                if (!told.contains(custom)) {
                    custom(custom, customs.placement(id));
                }
            }
        }
        out.append(!passed && out.indexOf("\n") < 0 ? ")\n" : "\n)\n");
    }

    private void section(int id) {
        switch (id) {
            case 1 -> types();
            case 2 -> module.imports().forEach(this::imported);
            case 4 -> module.tables().forEach(this::table);
            case 5 -> module.memories().forEach(memory -> define(Kind.MEMORY).append(' ').append(types.memory(memory.type())).append(')'));
            case 6 -> module.globals().forEach(this::global);
            case 7 -> module.exports().forEach(this::export);
            case 8 -> module.start().ifPresent(start -> line("(start " + spaces.of(NameSpace.FUNC).use(start.function()) + ")"));
            case 9 -> elements();
            case 10 -> module.bodies().forEach(this::function);
            case 11 -> data();
            case 13 -> module.tags().forEach(tag -> define(Kind.TAG).append(types.use(tag.type(), Identifiers.NONE)).append(')'));
            default -> {
                // told with what it counts or announces
            }
        }
    }

    private StringBuilder line(String text) {
        return out.append("\n  ").append(text);
    }

    /** The head of a definition: keyword, identifier, and the index as a comment. */
    private StringBuilder define(Kind kind) {
        out.append("\n  ");
        return head(kind);
    }

    private StringBuilder head(Kind kind) {
        int index = next.merge(kind, 1, Integer::sum) - 1;
        return head(kind.toString(), space(kind), index);
    }

    private StringBuilder head(String keyword, NameSpace space, int index) {
        return out.append('(').append(keyword).append(spaces.of(space).definition(index)).append(" (;").append(index).append(";)");
    }

    private static NameSpace space(Kind kind) {
        return switch (kind) {
            case FUNC -> NameSpace.FUNC;
            case TABLE -> NameSpace.TABLE;
            case MEMORY -> NameSpace.MEMORY;
            case GLOBAL -> NameSpace.GLOBAL;
            case TAG -> NameSpace.TAG;
        };
    }

    private void custom(CustomSection custom, String placement) {
        line("(@custom ").append(Literals.name(custom.name())).append(placement);
        bytes(custom.from(), custom.to());
        out.append(')');
    }

    /** Bytes in strings: short ones behind a blank, long ones in lines of their own. */
    private void bytes(int from, int to) {
        String before = to - from > BYTES_IN_A_LINE ? "\n    " : " ";
        for (int at = from; at < to; at += BYTES_IN_A_LINE) {
            out.append(before);
            Literals.bytes(module.bytes(), at, Math.min(to, at + BYTES_IN_A_LINE), out);
        }
    }

    private void types() {
        int index = 0;
        for (List<TypeDef> group : module.types()) {
            if (group.size() == 1) {
                out.append("\n  ");
                type(group.get(0).type(), index++);
                continue;
            }
            line("(rec");
            for (TypeDef member : group) {
                out.append("\n    ");
                type(member.type(), index++);
            }
            out.append(group.isEmpty() ? ")" : "\n  )");
        }
    }

    private void type(SubType type, int index) {
        head("type", NameSpace.TYPE, index).append(' ').append(types.definition(type, index)).append(')');
    }

    private void imported(Import entry) {
        line("(import ").append(Literals.name(entry.module())).append(' ').append(Literals.name(entry.name())).append(' ');
        if (entry.desc() instanceof FuncImport func) {
            int index = next.getOrDefault(Kind.FUNC, 0);
            FuncType type = spaces.func(func.type());
            head(Kind.FUNC).append(types.use(func.type(), spaces.locals(index, type == null ? 0 : type.params().size())));
        } else if (entry.desc() instanceof TableImport table) {
            head(Kind.TABLE).append(' ').append(types.table(table.type()));
        } else if (entry.desc() instanceof MemoryImport memory) {
            head(Kind.MEMORY).append(' ').append(types.memory(memory.type()));
        } else if (entry.desc() instanceof GlobalImport global) {
            head(Kind.GLOBAL).append(' ').append(types.global(global.type()));
        } else if (entry.desc() instanceof TagImport tag) {
            head(Kind.TAG).append(types.use(tag.type(), Identifiers.NONE));
        }
        out.append("))");
    }

    private void table(TableDef table) {
        define(Kind.TABLE).append(' ').append(types.table(table.type()));
        if (table.init() != null) {
            expression(table.init());
        }
        out.append(')');
    }

    private int expression(Expression expression) {
        return CodePrinter.expression(spaces, out, module.bytes(), expression);
    }

    private void global(GlobalDef global) {
        define(Kind.GLOBAL).append(' ').append(types.global(global.type()));
        expression(global.init());
        out.append(')');
    }

    private void export(Export export) {
        Kind kind = Kind.values()[export.kind()];
        line("(export ").append(Literals.name(export.name())).append(" (").append(kind).append(' ')
                .append(spaces.of(space(kind)).use(export.index())).append("))");
    }

    private void elements() {
        for (int i = 0; i < module.elements().size(); i++) {
            ElementSegment segment = module.elements().get(i);
            out.append("\n  ");
            head("elem", NameSpace.ELEM, i);
            if (segment.mode() == Mode.DECLARATIVE) {
                out.append(" declare");
            } else if (segment.mode() == Mode.ACTIVE) {
                place("table", NameSpace.TABLE, segment.table(), segment.at());
            }
            if (segment.functions() != null) {
                out.append(" func");
                for (int function : segment.functions()) {
                    out.append(' ').append(spaces.of(NameSpace.FUNC).use(function));
                }
            } else {
                out.append(' ').append(types.storage(segment.type()));
                segment.expressions().forEach(expression -> framed(" (item", expression));
            }
            out.append(')');
        }
    }

    private void place(String keyword, NameSpace space, int index, Expression at) {
        if (index != 0) {
            out.append(" (").append(keyword).append(' ').append(spaces.of(space).use(index)).append(')');
        }
        framed(" (offset", at);
    }

    /** An expression with a word around it, which a single instruction does without. */
    private void framed(String head, Expression expression) {
        int start = out.length();
        if (expression(expression) != 1) {
            out.insert(start, head).append(')');
        }
    }

    private void data() {
        for (int i = 0; i < module.data().size(); i++) {
            DataSegment segment = module.data().get(i);
            out.append("\n  ");
            head("data", NameSpace.DATA, i);
            if (segment.mode() == Mode.ACTIVE) {
                place("memory", NameSpace.MEMORY, segment.memory(), segment.at());
            }
            bytes(segment.from(), segment.from() + segment.length());
            out.append(')');
            pass();
        }
    }

    private void function(Body body) {
        int index = next.getOrDefault(Kind.FUNC, 0);
        int type = spaces.functionType(index);
        int params = spaces.func(type) == null ? 0 : spaces.func(type).params().size();
        // a few bytes can declare billions of them
        long all = params + body.locals().stream().mapToLong(group -> Integer.toUnsignedLong(group.count())).sum();
        ModuleLimits.LOCALS.check(all, body.code());
        List<ValType> declared = new ArrayList<>();
        for (LocalGroup group : body.locals()) {
            declared.addAll(Collections.nCopies(group.count(), group.type()));
        }
        Identifiers locals = spaces.locals(index, params + declared.size());
        define(Kind.FUNC).append(types.use(type, locals));
        if (!declared.isEmpty()) {
            out.append("\n   ").append(types.locals(declared, params, locals));
        }
        CodePrinter.ofBody(spaces, out, index, locals, layout)
                .body(new ByteReader(module.bytes()).range(body.code(), body.end()), metadata.of(index));
        out.append(')');
        pass();
    }
}
