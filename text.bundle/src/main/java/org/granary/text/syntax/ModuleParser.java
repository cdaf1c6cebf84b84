package org.granary.text.syntax;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.Proposal;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Field.ImportName;
import org.granary.type.ExternType.Kind;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.TableType;

/**
 * Reads the fields of a module. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 6.6 (modules).
 */
public final class ModuleParser {
    private final Cursor cursor;
    private final TypeNames names;
    private final TypeParser types;
    private final SegmentParser segments;
    private boolean started;

    private ModuleParser(Cursor cursor) {
        this.cursor = cursor;
        names = TypeNames.of(cursor.tokens(), cursor.position());
        types = new TypeParser(cursor, names);
        segments = new SegmentParser(cursor, types);
    }

    /**
     * Reads {@code (module …)} or the bare fields of a module up to the end of the text.
     *
     * @param tokens the whole text
     * @return the module
     * @throws org.granary.engine.MalformedException   when it cannot be read
     * @throws org.granary.engine.UnsupportedException when it needs a proposal that is not built
     */
    public static ModuleText parse(Tokens tokens) {
        Cursor cursor = new Cursor(tokens, 0);
        ModuleText module = cursor.seesOpen("module") ? framed(cursor) : bare(cursor);
        if (cursor.kind() != TokenKind.END) {
            throw cursor.unexpected("the end");
        }
        return module;
    }

    private static ModuleText framed(Cursor cursor) {
        cursor.expectOpen("module");
        Id id = cursor.id();
        ModuleText module = fields(cursor, id);
        cursor.expectClose();
        return module;
    }

    /**
     * Reads bare fields up to the end of the text.
     *
     * @param cursor at the first field
     * @return the module
     */
    public static ModuleText bare(Cursor cursor) {
        return fields(cursor, null);
    }

    /**
     * Reads the fields of a module up to its closing parenthesis.
     *
     * @param cursor at the first field; afterwards at the closing parenthesis or the end
     * @param id     the module's name, or null
     * @return the module
     */
    public static ModuleText fields(Cursor cursor, Id id) {
        ModuleParser parser = new ModuleParser(cursor);
        List<Field> fields = new ArrayList<>();
        while (cursor.kind() != TokenKind.RIGHT && cursor.kind() != TokenKind.END) {
            fields.add(parser.field());
        }
        return new ModuleText(cursor.tokens(), id, parser.names, fields);
    }

    private Field field() {
        int token = cursor.position();
        cursor.expectOpen();
        if (cursor.kind() != TokenKind.KEYWORD) {
            throw cursor.unexpected("a module field");
        }
        Field field = switch (cursor.text()) {
            case "type" -> type(token);
            case "import" -> imported(token);
            case "func" -> func(token);
            case "table" -> table(token);
            case "memory" -> memory(token);
            case "global" -> global(token);
            case "export" -> export(token);
            case "start" -> start(token);
            case "elem" -> segments.elem(token);
            case "data" -> segments.data(token);
            case "rec" -> group(token);
            case "tag" -> tag(token);
            default -> throw cursor.unexpected("a module field");
        };
        cursor.expectClose();
        return field;
    }

    private Field type(int token) {
        cursor.next();
        return new Field.Types(List.of(types.definition()), token);
    }

    private Field group(int token) {
        cursor.next();
        List<TypeDef> members = new ArrayList<>();
        while (cursor.acceptOpen("type")) {
            members.add(types.definition());
            cursor.expectClose();
        }
        return new Field.Types(members, token);
    }

    private Field imported(int token) {
        cursor.next();
        ImportName name = new ImportName(cursor.name(), importItem());
        cursor.expectOpen();
        String kind = cursor.keyword("a kind of import");
        int at = cursor.position();
        Id id = cursor.id();
        Field field = switch (kind) {
            case "func" -> new Field.Func(id, List.of(), name, types.use(true), null, token);
            case "table" -> new Field.Table(id, List.of(), name, types.table(types.address()), null, null, token);
            case "memory" -> new Field.Memory(id, List.of(), name, types.memory(types.address()), null, token);
            case "global" -> new Field.Global(id, List.of(), name, types.global(), null, token);
            case "tag" -> new Field.Tag(id, List.of(), name, types.use(true), token);
            default -> throw new Cursor(cursor.tokens(), at - 1).unexpected("a kind of import");
        };
        cursor.expectClose();
        return field;
    }

    /** The item name; a group of items instead of it is another proposal's. */
    private String importItem() {
        if (cursor.seesOpen("item")) {
            throw cursor.unsupported(Proposal.COMPACT_IMPORTS, cursor.position());
        }
        return cursor.name();
    }

    /** What may stand between the name of a definition and its type. */
    private record Links(List<String> exports, ImportName imported) {
    }

    private Links links() {
        List<String> exports = new ArrayList<>();
        while (cursor.acceptOpen("export")) {
            exports.add(cursor.name());
            cursor.expectClose();
        }
        ImportName imported = null;
        if (cursor.acceptOpen("import")) {
            imported = new ImportName(cursor.name(), cursor.name());
            cursor.expectClose();
        }
        return new Links(exports, imported);
    }

    private Field func(int token) {
        cursor.next();
        Id id = cursor.id();
        Links links = links();
        TypeUse type = types.use(true);
        Range body = links.imported() == null ? cursor.skipToClose() : null;
        return new Field.Func(id, links.exports(), links.imported(), type, body, token);
    }

    private Field table(int token) {
        cursor.next();
        Id id = cursor.id();
        Links links = links();
        NumType address = types.address();
        if (links.imported() == null && types.seesReference()) {
            RefType element = types.reference();
            cursor.expectOpen("elem");
            ElemList list = segments.inline(element);
            cursor.expectClose();
            TableType type = new TableType(element, Limits.between(list.size(), list.size()), address);
            return new Field.Table(id, links.exports(), null, type, null, list, token);
        }
        TableType type = types.table(address);
        boolean valued = links.imported() == null && cursor.kind() != TokenKind.RIGHT;
        return new Field.Table(id, links.exports(), links.imported(), type, valued ? cursor.skipToClose() : null, null, token);
    }

    private Field memory(int token) {
        cursor.next();
        Id id = cursor.id();
        Links links = links();
        NumType address = types.address();
        boolean sized = cursor.seesOpen("pagesize");
        int pageBits = types.pageBits();
        // a page size that comes first stands in front of data; limits would stand before it
        if (links.imported() == null && (sized || cursor.seesOpen("data"))) {
            cursor.expectOpen("data");
            byte[] content = segments.strings();
            cursor.expectClose();
            long pages = (content.length + (1L << pageBits) - 1) >>> pageBits;
            MemoryType type = new MemoryType(Limits.between(pages, pages), address, false, pageBits);
            return new Field.Memory(id, links.exports(), null, type, content, token);
        }
        return new Field.Memory(id, links.exports(), links.imported(), types.memory(address), null, token);
    }

    private Field global(int token) {
        cursor.next();
        Id id = cursor.id();
        Links links = links();
        GlobalType type = types.global();
        Range init = links.imported() == null ? cursor.skipToClose() : null;
        return new Field.Global(id, links.exports(), links.imported(), type, init, token);
    }

    private Field tag(int token) {
        cursor.next();
        Id id = cursor.id();
        Links links = links();
        return new Field.Tag(id, links.exports(), links.imported(), types.use(true), token);
    }

    private Field export(int token) {
        cursor.next();
        String name = cursor.name();
        cursor.expectOpen();
        int at = cursor.position();
        Kind kind = switch (cursor.keyword("a kind of export")) {
            case "func" -> Kind.FUNC;
            case "table" -> Kind.TABLE;
            case "memory" -> Kind.MEMORY;
            case "global" -> Kind.GLOBAL;
            case "tag" -> Kind.TAG;
            default -> throw new Cursor(cursor.tokens(), at).unexpected("a kind of export");
        };
        Index index = cursor.index("an index");
        cursor.expectClose();
        return new Field.Export(name, kind, index, token);
    }

    private Field start(int token) {
        if (started) {
            throw cursor.error(Failure.MULTIPLE_STARTS, token, "a second one");
        }
        started = true;
        cursor.next();
        return new Field.Start(cursor.index("a function index"), token);
    }
}
