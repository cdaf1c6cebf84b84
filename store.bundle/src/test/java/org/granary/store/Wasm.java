package org.granary.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.granary.bytes.ByteWriter;

/**
 * Writes small modules byte by byte, so that these tests need no text format. Code is given as opcodes and operands below 0x80 each; the
 * closing {@code end} is added.
 */
final class Wasm {
    static final int I32 = 0x7f;
    static final int I64 = 0x7e;
    static final int F32 = 0x7d;
    static final int F64 = 0x7c;
    static final int FUNCREF = 0x70;
    static final int EXTERNREF = 0x6f;
    static final int EXNREF = 0x69;
    static final int[] NONE = {};

    static final int UNREACHABLE = 0x00;
    static final int LOOP = 0x03;
    static final int VOID = 0x40;
    static final int END = 0x0b;
    static final int BLOCK = 0x02;
    static final int THROW = 0x08;
    static final int THROW_REF = 0x0a;
    static final int BR = 0x0c;
    static final int BR_IF = 0x0d;
    static final int RETURN = 0x0f;
    static final int TRY_TABLE = 0x1f;
    static final int REF_NULL = 0xd0;
    static final int CALL = 0x10;
    static final int CALL_INDIRECT = 0x11;
    static final int DROP = 0x1a;
    static final int LOCAL_GET = 0x20;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int TABLE_GET = 0x25;
    static final int I32_LOAD = 0x28;
    static final int I32_STORE = 0x36;
    static final int MEMORY_SIZE = 0x3f;
    static final int MEMORY_GROW = 0x40;
    static final int I32_CONST = 0x41;
    static final int I32_EQZ = 0x45;
    static final int I32_ADD = 0x6a;
    static final int I32_DIV_S = 0x6d;
    /** Comes before the code of an atomic instruction. */
    static final int ATOMIC = 0xfe;

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<Integer> functions = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<byte[]> tables = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> tags = new ArrayList<>();
    private final List<byte[]> globals = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> elements = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private final List<byte[]> names = new ArrayList<>();
    private String moduleName;
    private int importedFunctions;
    private int start = -1;

    int type(int[] params, int[] results) {
        ByteWriter out = new ByteWriter().u8(0x60);
        write(out, params);
        write(out, results);
        types.add(out.toByteArray());
        return types.size() - 1;
    }

    /** A type given as bytes. */
    int rawType(int... bytes) {
        ByteWriter out = new ByteWriter();
        for (int part : bytes) {
            out.u8(part);
        }
        types.add(out.toByteArray());
        return types.size() - 1;
    }

    private static void write(ByteWriter out, int[] items) {
        out.u32(items.length);
        for (int item : items) {
            out.u8(item);
        }
    }

    int importFunc(String module, String name, int type) {
        imports.add(new ByteWriter().name(module).name(name).u8(0).u32(type).toByteArray());
        return importedFunctions++;
    }

    Wasm importMemory(String module, String name, int min) {
        imports.add(new ByteWriter().name(module).name(name).u8(2).u8(0).u32(min).toByteArray());
        return this;
    }

    Wasm importShared(String module, String name, int min, int max) {
        imports.add(new ByteWriter().name(module).name(name).u8(2).u8(3).u32(min).u32(max).toByteArray());
        return this;
    }

    Wasm shared(int min, int max) {
        memories.add(new ByteWriter().u8(3).u32(min).u32(max).toByteArray());
        return this;
    }

    Wasm importTable(String module, String name, int min) {
        imports.add(new ByteWriter().name(module).name(name).u8(1).u8(FUNCREF).u8(0).u32(min).toByteArray());
        return this;
    }

    Wasm importGlobal(String module, String name, int type) {
        imports.add(new ByteWriter().name(module).name(name).u8(3).u8(type).u8(0).toByteArray());
        return this;
    }

    Wasm importTag(String module, String name, int type) {
        imports.add(new ByteWriter().name(module).name(name).u8(4).u8(0).u32(type).toByteArray());
        return this;
    }

    Wasm tag(int type) {
        tags.add(new ByteWriter().u8(0).u32(type).toByteArray());
        return this;
    }

    int func(int type, int... code) {
        functions.add(type);
        ByteWriter body = new ByteWriter().u8(0);
        for (int part : code) {
            body.u8(part);
        }
        bodies.add(body.u8(END).toByteArray());
        return importedFunctions + functions.size() - 1;
    }

    /** A function under its export name. */
    int exported(String name, int type, int... code) {
        int index = func(type, code);
        export(name, 0, index);
        return index;
    }

    Wasm memory(int min, int max) {
        memories.add(new ByteWriter().u8(1).u32(min).u32(max).toByteArray());
        return this;
    }

    Wasm memory(int min) {
        memories.add(new ByteWriter().u8(0).u32(min).toByteArray());
        return this;
    }

    Wasm table(int element, int min) {
        tables.add(new ByteWriter().u8(element).u8(0).u32(min).toByteArray());
        return this;
    }

    /** A global with a constant expression given as for code. */
    Wasm global(int type, boolean mutable, int... init) {
        ByteWriter out = new ByteWriter().u8(type).u8(mutable ? 1 : 0);
        for (int part : init) {
            out.u8(part);
        }
        globals.add(out.u8(END).toByteArray());
        return this;
    }

    /** Kinds: 0 function, 1 table, 2 memory, 3 global, 4 tag. */
    Wasm export(String name, int kind, int index) {
        exports.add(new ByteWriter().name(name).u8(kind).u32(index).toByteArray());
        return this;
    }

    Wasm start(int index) {
        start = index;
        return this;
    }

    Wasm elem(int offset, int... indices) {
        ByteWriter out = new ByteWriter().u8(0).u8(I32_CONST).signed(offset).u8(END).u32(indices.length);
        for (int index : indices) {
            out.u32(index);
        }
        elements.add(out.toByteArray());
        return this;
    }

    Wasm data(int offset, String text) {
        data.add(new ByteWriter().u8(0).u8(I32_CONST).signed(offset).u8(END).sized(text.getBytes(StandardCharsets.UTF_8)).toByteArray());
        return this;
    }

    Wasm name(String module) {
        moduleName = module;
        return this;
    }

    Wasm name(int function, String name) {
        names.add(new ByteWriter().u32(function).name(name).toByteArray());
        return this;
    }

    byte[] bytes() {
        ByteWriter out = new ByteWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        section(out, 1, types);
        section(out, 2, imports);
        section(out, 3, functions.stream().map(type -> new ByteWriter().u32(type).toByteArray()).toList());
        section(out, 4, tables);
        section(out, 5, memories);
        section(out, 13, tags);
        section(out, 6, globals);
        section(out, 7, exports);
        if (start >= 0) {
            out.u8(8).sized(new ByteWriter().u32(start).toByteArray());
        }
        section(out, 9, elements);
        section(out, 10, bodies.stream().map(body -> new ByteWriter().sized(body).toByteArray()).toList());
        section(out, 11, data);
        if (moduleName != null || !names.isEmpty()) {
            out.u8(0).sized(nameSection());
        }
        return out.toByteArray();
    }

    private static void section(ByteWriter out, int id, List<byte[]> items) {
        if (!items.isEmpty()) {
            out.u8(id).sized(list(items));
        }
    }

    private static byte[] list(List<byte[]> items) {
        ByteWriter content = new ByteWriter().u32(items.size());
        items.forEach(content::bytes);
        return content.toByteArray();
    }

    private byte[] nameSection() {
        ByteWriter content = new ByteWriter().name("name");
        if (moduleName != null) {
            content.u8(0).sized(new ByteWriter().name(moduleName).toByteArray());
        }
        if (!names.isEmpty()) {
            content.u8(1).sized(list(names));
        }
        return content.toByteArray();
    }
}
