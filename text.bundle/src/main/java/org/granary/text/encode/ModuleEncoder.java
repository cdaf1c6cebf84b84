package org.granary.text.encode;

import java.util.Iterator;
import java.util.List;
import org.granary.bytes.ByteWriter;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.op.TypeWriter;
import org.granary.text.lex.Tokens;
import org.granary.text.resolve.Spaces;
import org.granary.text.resolve.TypeTable;
import org.granary.text.syntax.Annotations;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.ElemList;
import org.granary.text.syntax.Field;
import org.granary.text.syntax.Field.GroupPlace;
import org.granary.text.syntax.Field.ImportName;
import org.granary.text.syntax.Index;
import org.granary.text.syntax.Mode;
import org.granary.text.syntax.ModuleText;
import org.granary.text.syntax.Param;
import org.granary.text.syntax.Range;
import org.granary.text.syntax.Section;
import org.granary.text.syntax.TypeParser;
import org.granary.type.ExternType.Kind;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.SubType;

/**
 * Writes a module in the binary format. Fields are taken in the order of the text, because type uses add types in that order; each writes
 * to its section. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 5.5 (modules).
 */
public final class ModuleEncoder {
    /**
     * Where a segment goes.
     *
     * @param at      the expression, or null for the start
     * @param address the address type of the start
     */
    private record Place(Range at, NumType address) {
    }

    private static final int TYPED_ITEMS = 0x7f;
    private static final int NAMES_OF_ONE_TYPE = 0x7e;
    private static final int HAS_MAXIMUM = 1;
    private static final int SHARED = 2;
    private static final int WIDE = 4;
    private static final int PAGE_SIZE = 8;

    private final Tokens tokens;
    private final ModuleText module;
    private final Spaces spaces;
    private final Sections sections = new Sections();
    private final NameSection names = new NameSection();
    private final CodeNotes notes = new CodeNotes();
    private boolean namesData;
    private int functions;

    private ModuleEncoder(ModuleText module, Spaces spaces) {
        this.module = module;
        this.spaces = spaces;
        tokens = module.tokens();
        module.fields().forEach(this::field);
    }

    /**
     * Encodes a module.
     *
     * @param module the module as written
     * @return its bytes, and where they come from
     * @throws org.granary.engine.MalformedException   when a name is unknown or given twice, or instructions cannot be read
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is not built
     */
    public static Encoded encode(ModuleText module) {
        ModuleEncoder encoder = new ModuleEncoder(module, Spaces.of(module));
        TypeTable types = encoder.spaces.types();
        if (types.looksAhead()) {
            // type uses add types behind all others: only now are those known that earlier uses name by number
            encoder = new ModuleEncoder(module, Spaces.of(module, types));
        }
        return encoder.encoded();
    }

    private Encoded encoded() {
        writeTypes();
        Annotations.refuseStray(module);
        notes.sections().forEach(note -> sections.metadata(note.name(), note.content()));
        return sections.assemble(namesData, names.content(module.id(), spaces));
    }

    private void field(Field field) {
        sections.field(field.token());
        if (field instanceof Field.Definition definition) {
            definition(definition);
        } else if (field instanceof Field.Export export) {
            export(export.name(), export.kind(), spaces.of(export.kind()).resolve(export.index()));
        } else if (field instanceof Field.Start start) {
            sections.add(Section.START).u32(spaces.of(Kind.FUNC).resolve(start.function()));
        } else if (field instanceof Field.Elem elem) {
            int table = elem.table() == null ? 0 : spaces.of(Kind.TABLE).resolve(elem.table());
            element(elem.mode(), table, new Place(elem.at(), NumType.I32), elem.list());
        } else if (field instanceof Field.Data data) {
            int memory = data.memory() == null ? 0 : spaces.of(Kind.MEMORY).resolve(data.memory());
            data(memory, data.at() == null ? null : new Place(data.at(), NumType.I32), data.content());
        } else if (field instanceof Field.Custom custom) {
            sections.custom(custom);
        }
    }

    private void definition(Field.Definition definition) {
        int index = sections.nextIndex(definition.kind());
        definition.exports().forEach(name -> export(name, definition.kind(), index));
        ByteWriter imported = definition.imported() == null ? null : imported(definition.imported(), definition.kind());
        if (definition instanceof Field.Func func) {
            func(func, imported);
        } else if (definition instanceof Field.Table table) {
            table(table, index, imported);
        } else if (definition instanceof Field.Memory memory) {
            memory(imported != null ? imported : sections.add(Section.MEMORY), memory.type());
            if (memory.content() != null) {
                data(index, new Place(null, memory.type().address()), memory.content());
            }
        } else if (definition instanceof Field.Tag tag) {
            (imported != null ? imported : sections.add(Section.TAG)).u8(0).u32(spaces.types().index(tag.type()));
        } else if (definition instanceof Field.Global global) {
            ByteWriter out = imported != null ? imported : sections.add(Section.GLOBAL);
            new TypeWriter(out).value(global.type().content());
            out.u8(global.type().mutable() ? 1 : 0);
            if (imported == null) {
                expression(global.init(), out);
            }
        }
        if (definition.imported() != null) {
            nameAfterType(definition.imported());
        }
    }

    /** Writes an import up to its type; gives what takes the type: nothing of the module where the type stands there already. */
    private ByteWriter imported(ImportName name, Kind kind) {
        GroupPlace place = name.place();
        if (place == null) {
            return sections.add(Section.IMPORT).name(name.module()).name(name.item()).u8(kind.ordinal());
        }
        if (place.index() == 0) {
            ByteWriter out = sections.add(Section.IMPORT).name(name.module()).name("").u8(place.shared() ? NAMES_OF_ONE_TYPE : TYPED_ITEMS);
            return place.shared() ? out.u8(kind.ordinal()) : out.u32(place.size()).name(name.item()).u8(kind.ordinal());
        }
        return place.shared() ? new ByteWriter() : sections.more(Section.IMPORT).name(name.item()).u8(kind.ordinal());
    }

    private void nameAfterType(ImportName name) {
        GroupPlace place = name.place();
        if (place != null && place.shared()) {
            ByteWriter out = sections.more(Section.IMPORT);
            (place.index() == 0 ? out.u32(place.size()) : out).name(name.item());
        }
    }

    private void export(String name, Kind kind, int index) {
        sections.add(Section.EXPORT).name(name).u8(kind.ordinal()).u32(index);
    }

    private void func(Field.Func func, ByteWriter imported) {
        Scope scope = Scope.of(spaces, module, notes);
        int type = spaces.types().index(func.type());
        (imported != null ? imported : sections.add(Section.FUNCTION)).u32(type);
        func.type().params().forEach(param -> scope.locals().define(param.id()));
        if (!func.type().hasInline() && spaces.types().get(type) != null) {
            spaces.types().get(type).params().forEach(param -> scope.locals().define(null));
        }
        if (imported == null) {
            Origins origins = new Origins();
            byte[] body = body(func.body(), scope, origins);
            ByteWriter code = sections.add(Section.CODE).sized(body);
            sections.origins(Section.CODE).add(origins, code.size() - body.length);
        }
        notes.function(functions);
        names.function(functions++, scope);
    }

    private byte[] body(Range range, Scope scope, Origins origins) {
        Cursor cursor = new Cursor(tokens, range.from());
        List<Param> locals = new TypeParser(cursor, module.types()).locals();
        locals.forEach(local -> scope.locals().define(local.id()));
        ByteWriter groups = new ByteWriter();
        TypeWriter types = new TypeWriter(groups);
        int count = 0;
        for (int from = 0, to; from < locals.size(); from = to, count++) {
            to = from;
            while (to < locals.size() && locals.get(to).type().equals(locals.get(from).type())) {
                to++;
            }
            groups.u32(to - from);
            types.value(locals.get(from).type());
        }
        ByteWriter body = new ByteWriter().u32(count).bytes(groups.toByteArray());
        scope.labels().body();
        namesData |= ExpressionAssembler.assemble(cursor, range.to(), scope, body, origins);
        return body.toByteArray();
    }

    private void table(Field.Table table, int index, ByteWriter imported) {
        ByteWriter out = imported != null ? imported : sections.add(Section.TABLE);
        if (table.init() != null) {
            out.u8(0x40).u8(0);
        }
        new TypeWriter(out).reference(table.type().element());
        limits(out, table.type().limits(), table.type().address() == NumType.I64 ? WIDE : 0);
        if (table.init() != null) {
            expression(table.init(), out);
        }
        if (table.elements() != null) {
            element(Mode.ACTIVE, index, new Place(null, table.type().address()), table.elements());
        }
    }

    private static void memory(ByteWriter out, MemoryType type) {
        boolean ownPages = type.pageBits() != MemoryType.PAGE_BITS;
        limits(out, type.limits(), (type.address() == NumType.I64 ? WIDE : 0) | (type.shared() ? SHARED : 0) | (ownPages ? PAGE_SIZE : 0));
        if (ownPages) {
            out.u32(type.pageBits());
        }
    }

    private static void limits(ByteWriter out, Limits limits, int flags) {
        out.u8((limits.max().isPresent() ? HAS_MAXIMUM : 0) | flags).u64(limits.min());
        limits.max().ifPresent(out::u64);
    }

    private void expression(Range range, ByteWriter out) {
        namesData |= ExpressionAssembler.assemble(new Cursor(tokens, range.from()), range.to(), Scope.of(spaces, module, null), out,
                sections.origins(out));
    }

    private void place(Place place, ByteWriter out) {
        if (place.at() == null) {
            out.u8((place.address() == NumType.I64 ? CoreOp.I64_CONST : CoreOp.I32_CONST).code()).signed(0).u8(CoreOp.END.code());
        } else {
            expression(place.at(), out);
        }
    }

    /** An element segment in the shortest of its eight forms. */
    private void element(Mode mode, int table, Place at, ElemList list) {
        boolean expressions = list.functions() == null || !list.type().equals(RefType.FUNCREF);
        boolean explicit = mode == Mode.ACTIVE && (table != 0 || expressions && !list.type().equals(RefType.FUNCREF));
        int flags = (mode == Mode.ACTIVE ? 0 : 1) | (explicit || mode == Mode.DECLARATIVE ? 2 : 0) | (expressions ? 4 : 0);
        ByteWriter out = sections.add(Section.ELEMENT).u32(flags);
        if (explicit) {
            out.u32(table);
        }
        if (mode == Mode.ACTIVE) {
            place(at, out);
        }
        if ((flags & 3) != 0 && expressions) {
            new TypeWriter(out).reference(list.type());
        } else if ((flags & 3) != 0) {
            out.u8(0);
        }
        out.u32(list.size());
        if (list.functions() == null) {
            list.expressions().forEach(range -> expression(range, out));
            return;
        }
        OpWriter writer = new OpWriter(out);
        for (Index function : list.functions()) {
            int index = spaces.of(Kind.FUNC).resolve(function);
            if (expressions) {
                writer.function(CoreOp.REF_FUNC, index);
                writer.end();
            } else {
                out.u32(index);
            }
        }
    }

    /** A data segment; a passive one has no place. */
    private void data(int memory, Place at, byte[] content) {
        ByteWriter out = sections.add(Section.DATA);
        if (at == null) {
            out.u32(1);
        } else if (memory == 0) {
            out.u32(0);
        } else {
            out.u32(2).u32(memory);
        }
        if (at != null) {
            place(at, out);
        }
        out.sized(content);
    }

    private void writeTypes() {
        // those of the text come first, in its order; the rest are made for type uses
        Iterator<Field> written = module.fields().stream().filter(Field.Types.class::isInstance).iterator();
        for (List<SubType> group : spaces.types().groups()) {
            sections.field(written.hasNext() ? written.next().token() : Origins.NOWHERE);
            ByteWriter out = sections.add(Section.TYPE);
            if (group.size() != 1) {
                out.u8(0x4e).u32(group.size());
            }
            group.forEach(new TypeWriter(out)::definition);
        }
    }
}
