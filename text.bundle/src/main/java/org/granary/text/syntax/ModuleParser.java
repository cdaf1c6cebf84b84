package org.granary.text.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.granary.engine.Failure;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Field.GroupPlace;
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
        // annotations around the module are looked at too
        return new ModuleText(tokens, module.id(), module.types(), module.fields(), new Range(0, cursor.position()));
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
        int from = cursor.position();
        String name = Annotations.name(cursor.tokens(), from);
        Id named = name == null ? id : new Id(id == null ? null : id.name(), name, from);
        List<Field> fields = new ArrayList<>();
        Annotations.customs(cursor.tokens(), from, fields);
        while (cursor.kind() != TokenKind.RIGHT && cursor.kind() != TokenKind.END) {
            parser.field(fields);
            Annotations.customs(cursor.tokens(), cursor.position(), fields);
        }
        return new ModuleText(cursor.tokens(), named, parser.names, fields, new Range(from, cursor.position()));
    }

    private void field(List<Field> fields) {
        int token = cursor.position();
        cursor.expectOpen();
        if (cursor.kind() != TokenKind.KEYWORD) {
            throw cursor.unexpected("a module field");
        }
        if (cursor.accept("import")) {
            imports(token, fields);
        } else {
            fields.add(definition(token));
        }
        cursor.expectClose();
    }

    private Field definition(int token) {
        return switch (cursor.text()) {
            case "type" -> type(token);
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

    /** One import, or a group of items from one module. */
    private void imports(int token, List<Field> fields) {
        String module = cursor.name();
        if (!cursor.seesOpen("item")) {
            String item = cursor.name();
            fields.add(description(token, true).apply(new ImportName(module, item, null)));
            return;
        }
        List<String> items = new ArrayList<>();
        List<Function<ImportName, Field>> types = new ArrayList<>();
        while (cursor.acceptOpen("item")) {
            items.add(cursor.name());
            if (items.size() == 1 ? cursor.kind() == TokenKind.LEFT : !types.isEmpty()) {
                types.add(description(token, true));
            }
            cursor.expectClose();
        }
        boolean shared = types.isEmpty();
        Function<ImportName, Field> type = shared ? description(token, false) : null;
        for (int i = 0; i < items.size(); i++) {
            ImportName name = new ImportName(module, items.get(i), new GroupPlace(i, items.size(), shared));
            fields.add((shared ? type : types.get(i)).apply(name));
        }
    }

    /** What is imported; the names come later, there may be several. */
    private Function<ImportName, Field> description(int token, boolean named) {
        cursor.expectOpen();
        String kind = cursor.keyword("a kind of import");
        int at = cursor.position();
        Id id = cursor.naming();
        if (id != null && !named) {
            throw cursor.error(Failure.IDENTIFIER_NOT_ALLOWED, at, "the type of several imports");
        }
        Function<ImportName, Field> field = switch (kind) {
            case "func" -> func(id, types.use(true), token);
            case "table" -> table(id, types.table(types.address()), token);
            case "memory" -> memory(id, types.memory(types.address()), token);
            case "global" -> global(id, types.global(), token);
            case "tag" -> tag(id, types.use(true), token);
            default -> throw new Cursor(cursor.tokens(), at - 1).unexpected("a kind of import");
        };
        cursor.expectClose();
        return field;
    }

    private static Function<ImportName, Field> func(Id id, TypeUse type, int token) {
        return name -> new Field.Func(id, List.of(), name, type, null, token);
    }

    private static Function<ImportName, Field> table(Id id, TableType type, int token) {
        return name -> new Field.Table(id, List.of(), name, type, null, null, token);
    }

    private static Function<ImportName, Field> memory(Id id, MemoryType type, int token) {
        return name -> new Field.Memory(id, List.of(), name, type, null, token);
    }

    private static Function<ImportName, Field> global(Id id, GlobalType type, int token) {
        return name -> new Field.Global(id, List.of(), name, type, null, token);
    }

    private static Function<ImportName, Field> tag(Id id, TypeUse type, int token) {
        return name -> new Field.Tag(id, List.of(), name, type, token);
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
            imported = new ImportName(cursor.name(), cursor.name(), null);
            cursor.expectClose();
        }
        return new Links(exports, imported);
    }

    private Field func(int token) {
        cursor.next();
        Id id = cursor.naming();
        Links links = links();
        TypeUse type = types.use(true);
        Range body = links.imported() == null ? cursor.skipToClose() : null;
        return new Field.Func(id, links.exports(), links.imported(), type, body, token);
    }

    private Field table(int token) {
        cursor.next();
        Id id = cursor.naming();
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
        Id id = cursor.naming();
        Links links = links();
        NumType address = types.address();
        boolean shared = cursor.accept("shared");
        boolean sized = cursor.seesOpen("pagesize");
        int pageBits = types.pageBits();
        // a mark or page size that comes first stands in front of data; limits would stand before it
        if (links.imported() == null && (shared || sized || cursor.seesOpen("data"))) {
            cursor.expectOpen("data");
            byte[] content = segments.content();
            cursor.expectClose();
            long pages = (content.length + (1L << pageBits) - 1) >>> pageBits;
            MemoryType type = new MemoryType(Limits.between(pages, pages), address, shared, pageBits);
            return new Field.Memory(id, links.exports(), null, type, content, token);
        }
        return new Field.Memory(id, links.exports(), links.imported(), types.memory(address), null, token);
    }

    private Field global(int token) {
        cursor.next();
        Id id = cursor.naming();
        Links links = links();
        GlobalType type = types.global();
        Range init = links.imported() == null ? cursor.skipToClose() : null;
        return new Field.Global(id, links.exports(), links.imported(), type, init, token);
    }

    private Field tag(int token) {
        cursor.next();
        Id id = cursor.naming();
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
