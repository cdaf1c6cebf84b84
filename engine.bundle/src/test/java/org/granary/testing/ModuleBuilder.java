package org.granary.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.granary.bytes.ByteWriter;
import org.granary.op.OpWriter;
import org.granary.op.TypeWriter;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * Writes binary modules for tests, so that they need no text. Checks nothing: wrong modules are half of its work. Imports have to be added
 * before what they would shift. {@code end} is added to bodies and expressions.
 */
public final class ModuleBuilder {
    private final Part types = new Part();
    private final Part imports = new Part();
    private final Part functions = new Part();
    private final Part tables = new Part();
    private final Part memories = new Part();
    private final Part globals = new Part();
    private final Part tags = new Part();
    private final Part exports = new Part();
    private final Part elements = new Part();
    private final Part code = new Part();
    private final Part data = new Part();
    private final List<byte[]> customs = new ArrayList<>();
    private int start = -1;
    private boolean announcesData = true;
    private int functionCount;
    private int tableCount;
    private int memoryCount;
    private int globalCount;
    private int tagCount;

    private static final class Part {
        private final ByteWriter out = new ByteWriter();
        private int count;

        int add(Consumer<ByteWriter> entry) {
            entry.accept(out);
            return count++;
        }
    }

    /** The first eight bytes of every module. */
    public static ByteWriter header() {
        return new ByteWriter().fixed32(0x6d73_6100).fixed32(1);
    }

    public int type(FuncType type) {
        return types.add(out -> {
            TypeWriter writer = new TypeWriter(out.u8(0x60));
            writer.values(type.params());
            writer.values(type.results());
        });
    }

    /** A type, or a group of them, as bytes. */
    public int rawType(byte[] type) {
        return types.add(out -> out.bytes(type));
    }

    public int type(List<ValType> params, List<ValType> results) {
        return type(FuncType.of(params, results));
    }

    /** A structure, an array, or a function type with all that stands around it. */
    public int definition(SubType type) {
        return types.add(out -> new TypeWriter(out).definition(type));
    }

    public int tag(int type) {
        tags.add(out -> out.u8(0).u32(type));
        return tagCount++;
    }

    public int importFunc(String module, String name, int type) {
        imports.add(out -> out.name(module).name(name).u8(0).u32(type));
        return functionCount++;
    }

    public int importTable(String module, String name, TableType type) {
        imports.add(out -> write(out.name(module).name(name).u8(1), type));
        return tableCount++;
    }

    public int importMemory(String module, String name, MemoryType type) {
        imports.add(out -> write(out.name(module).name(name).u8(2), type));
        return memoryCount++;
    }

    public int importGlobal(String module, String name, GlobalType type) {
        imports.add(out -> write(out.name(module).name(name).u8(3), type));
        return globalCount++;
    }

    public int importTag(String module, String name, int type) {
        imports.add(out -> out.name(module).name(name).u8(4).u8(0).u32(type));
        return tagCount++;
    }

    /** A function of a type already added. */
    public int func(int type, List<ValType> locals, Consumer<OpWriter> body) {
        ByteWriter bytes = new ByteWriter().u32(locals.size());
        for (ValType local : locals) {
            new TypeWriter(bytes.u32(1)).value(local);
        }
        return rawFunc(type, expression(bytes, body).toByteArray());
    }

    /** A function without locals of a type of its own. */
    public int func(FuncType type, Consumer<OpWriter> body) {
        return func(type(type), List.of(), body);
    }

    /** A function whose body, locals included, is given as bytes. */
    public int rawFunc(int type, byte[] body) {
        functions.add(out -> out.u32(type));
        code.add(out -> out.sized(body));
        return functionCount++;
    }

    public int table(TableType type) {
        tables.add(out -> write(out, type));
        return tableCount++;
    }

    public int memory(MemoryType type) {
        memories.add(out -> write(out, type));
        return memoryCount++;
    }

    public int global(GlobalType type, Consumer<OpWriter> init) {
        globals.add(out -> {
            write(out, type);
            expression(out, init);
        });
        return globalCount++;
    }

    public ModuleBuilder export(String name, ExternType.Kind kind, int index) {
        exports.add(out -> out.name(name).u8(kind.ordinal()).u32(index));
        return this;
    }

    public ModuleBuilder start(int function) {
        start = function;
        return this;
    }

    public int elements(int table, Consumer<OpWriter> at, int... listed) {
        return elements.add(out -> {
            expression(out.u32(2).u32(table), at);
            indices(out.u8(0), listed);
        });
    }

    public int passiveElements(int... listed) {
        return elements.add(out -> indices(out.u32(1).u8(0), listed));
    }

    public int declared(int... listed) {
        return elements.add(out -> indices(out.u32(3).u8(0), listed));
    }

    /** A passive segment of expressions. */
    public int passiveElements(RefType type, List<Consumer<OpWriter>> values) {
        return elements.add(out -> {
            new TypeWriter(out.u32(5)).reference(type);
            out.u32(values.size());
            values.forEach(value -> expression(out, value));
        });
    }

    public int data(int memory, Consumer<OpWriter> at, byte[] bytes) {
        return data.add(out -> expression(memory == 0 ? out.u32(0) : out.u32(2).u32(memory), at).sized(bytes));
    }

    public int passiveData(byte[] bytes) {
        return data.add(out -> out.u32(1).sized(bytes));
    }

    public ModuleBuilder withoutDataCount() {
        announcesData = false;
        return this;
    }

    public ModuleBuilder custom(String name, byte[] content) {
        customs.add(new ByteWriter().name(name).bytes(content).toByteArray());
        return this;
    }

    /** The name section. */
    public ModuleBuilder names(String module, Map<Integer, String> functionNames) {
        ByteWriter functionsPart = new ByteWriter().u32(functionNames.size());
        new TreeMap<>(functionNames).forEach((index, name) -> functionsPart.u32(index).name(name));
        ByteWriter out = new ByteWriter();
        out.u8(0).sized(new ByteWriter().name(module).toByteArray());
        out.u8(1).sized(functionsPart.toByteArray());
        return custom("name", out.toByteArray());
    }

    public byte[] build() {
        ByteWriter out = header();
        section(out, 1, types);
        section(out, 2, imports);
        section(out, 3, functions);
        section(out, 4, tables);
        section(out, 5, memories);
        section(out, 13, tags);
        section(out, 6, globals);
        section(out, 7, exports);
        if (start >= 0) {
            out.u8(8).sized(new ByteWriter().u32(start).toByteArray());
        }
        section(out, 9, elements);
        if (data.count > 0 && announcesData) {
            out.u8(12).sized(new ByteWriter().u32(data.count).toByteArray());
        }
        section(out, 10, code);
        section(out, 11, data);
        customs.forEach(content -> out.u8(0).sized(content));
        return out.toByteArray();
    }

    private static void section(ByteWriter out, int id, Part part) {
        if (part.count > 0) {
            out.u8(id).sized(new ByteWriter().u32(part.count).bytes(part.out.toByteArray()).toByteArray());
        }
    }

    private static ByteWriter expression(ByteWriter out, Consumer<OpWriter> content) {
        OpWriter writer = new OpWriter(out);
        content.accept(writer);
        writer.end();
        return out;
    }

    private static void indices(ByteWriter out, int... listed) {
        out.u32(listed.length);
        for (int index : listed) {
            out.u32(index);
        }
    }

    private static void write(ByteWriter out, TableType type) {
        new TypeWriter(out).reference(type.element());
        write(out, type.limits(), type.address() == NumType.I64 ? 4 : 0);
    }

    private static void write(ByteWriter out, MemoryType type) {
        write(out, type.limits(), (type.address() == NumType.I64 ? 4 : 0) | (type.shared() ? 2 : 0));
    }

    private static void write(ByteWriter out, Limits limits, int flags) {
        out.u8(flags | (limits.max().isPresent() ? 1 : 0)).u64(limits.min());
        limits.max().ifPresent(out::u64);
    }

    private static void write(ByteWriter out, GlobalType type) {
        new TypeWriter(out).value(type.content());
        out.u8(type.mutable() ? 1 : 0);
    }
}
