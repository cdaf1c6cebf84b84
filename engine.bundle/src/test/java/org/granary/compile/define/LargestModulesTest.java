package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/** What is as large as a module may be is compiled and runs, and no method is longer than the JIT compiler takes. */
class LargestModulesTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);

    private static Object[] run(byte[] bytes, Object... arguments) {
        DefinedModule defined = new DefinedModule(ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon()),
                CONFIG, "0123456789abcdef", new Shapes());
        for (String variant : Representations.variants(defined.plan().module, CONFIG)) {
            new ClassSource(defined.plan(), KeptClasses.none()).all(variant).forEach((name, file) -> {
                int longest = ClassSizes.longest(file);
                assertTrue(longest <= FunctionWriter.LONGEST_METHOD, () -> name + " has a method of " + longest + " bytes");
            });
        }
        Instance instance = ((Instantiable) Engine.create(CONFIG).compile(bytes)).instantiate(new UnlimitedStore(), new Object[0]);
        return instance.function(instance.module.export("run").orElseThrow().index()).apply(arguments);
    }

    private static byte[] exported(ModuleBuilder module, int function) {
        return module.export("run", ExternType.Kind.FUNC, function).build();
    }

    private static void constant(OpWriter w, int value) {
        w.number(CoreOp.I32_CONST, value);
    }

    private static void get(OpWriter w, int local) {
        w.local(CoreOp.LOCAL_GET, local);
    }

    @Test
    void aThousandParametersAndResults() {
        int many = 1_000;
        List<ValType> types = Collections.nCopies(many, ValType.I32);
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(types, types);
        int callee = module.func(type, List.of(), w -> {
            for (int i = many - 1; i >= 0; i--) {
                get(w, i);
            }
            // and once more through a block
            w.block(CoreOp.BLOCK, BlockType.of(type));
            w.end();
        });
        int run = module.func(ONE, w -> {
            for (int i = 0; i < many; i++) {
                get(w, 0);
                constant(w, i);
                w.plain(CoreOp.I32_MUL);
            }
            w.function(CoreOp.CALL, callee);
            for (int i = 1; i < many; i++) {
                constant(w, 3);
                w.plain(CoreOp.I32_MUL);
                w.plain(CoreOp.I32_ADD);
            }
        });
        int expected = 0;
        for (int i = 0; i < many; i++) {
            expected = expected * 3 + 7 * i;
        }
        assertEquals(expected, run(exported(module, run), 7)[0]);
    }

    @Test
    void aThousandResultsForTheHost() {
        List<ValType> types = Collections.nCopies(1_000, ValType.I64);
        ModuleBuilder module = new ModuleBuilder();
        int run = module.func(module.type(types, types), List.of(), w -> IntStream.range(0, 1_000).forEach(i -> get(w, i)));
        Object[] arguments = IntStream.range(0, 1_000).mapToObj(i -> (Object) (long) i).toArray();
        assertArrayEquals(arguments, run(exported(module, run), arguments));
    }

    @Test
    void asManyLocalsAsMayBe() {
        ByteWriter body = new ByteWriter().u32(2).u32(25_000).u8(0x7e).u32(24_999).u8(0x7f);
        OpWriter w = new OpWriter(body);
        // the last of each kind, and the loop keeps many of them alive
        get(w, 0);
        w.plain(CoreOp.I64_EXTEND_I32_S);
        w.local(CoreOp.LOCAL_SET, 25_000);
        w.local(CoreOp.LOCAL_GET, 25_000);
        w.plain(CoreOp.I32_WRAP_I64);
        constant(w, 3);
        w.plain(CoreOp.I32_MUL);
        w.local(CoreOp.LOCAL_SET, 49_999);
        get(w, 49_999);
        get(w, 49_998);
        w.plain(CoreOp.I32_ADD);
        w.end();
        ModuleBuilder module = new ModuleBuilder();
        assertEquals(15, run(exported(module, module.rawFunc(module.type(ONE), body.toByteArray())), 5)[0]);
    }

    @Test
    void aBodyOf200KilobytesWithALoop() {
        ModuleBuilder module = new ModuleBuilder();
        int terms = 20_000;
        int run = module.func(module.type(ONE), List.of(ValType.I32), w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            for (int i = 0; i < terms; i++) {
                get(w, 1);
                constant(w, 31);
                w.plain(CoreOp.I32_MUL);
                constant(w, i);
                w.plain(CoreOp.I32_XOR);
                w.local(CoreOp.LOCAL_SET, 1);
            }
            get(w, 0);
            constant(w, 1);
            w.plain(CoreOp.I32_SUB);
            w.local(CoreOp.LOCAL_TEE, 0);
            w.branch(CoreOp.BR_IF, 0);
            w.end();
            get(w, 1);
        });
        int expected = 0;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < terms; i++) {
                expected = expected * 31 ^ i;
            }
        }
        byte[] bytes = exported(module, run);
        assertTrue(bytes.length > 200_000);
        assertEquals(expected, run(bytes, 3)[0]);
    }

    @Test
    void aHundredThousandDataSegments() {
        int many = 100_000;
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(2, 2));
        for (int i = 0; i < many; i++) {
            int at = i;
            module.data(0, w -> constant(w, at), new byte[] {(byte) (i * 7)});
        }
        int run = module.func(ONE, w -> {
            get(w, 0);
            w.access(CoreOp.I32_LOAD8_U, new MemArg(0, 0, 0));
        });
        assertEquals((99_999 * 7) & 0xff, run(exported(module, run), 99_999)[0]);
    }

    @Test
    void aHundredMemories() {
        int many = 100;
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < many; i++) {
            module.memory(MemoryType.of(1, 1));
        }
        int run = module.func(ONE, w -> {
            for (int i = 0; i < many; i++) {
                get(w, 0);
                constant(w, i);
                w.access(CoreOp.I32_STORE, new MemArg(2, 4, i));
            }
            get(w, 0);
            w.access(CoreOp.I32_LOAD, new MemArg(2, 4, 0));
            for (int i = 1; i < many; i++) {
                get(w, 0);
                w.access(CoreOp.I32_LOAD, new MemArg(2, 4, i));
                w.plain(CoreOp.I32_ADD);
            }
        });
        assertEquals(4_950, run(exported(module, run), 8)[0]);
    }

    @Test
    void aBranchTableOf65520Targets() {
        int many = 65_520;
        ModuleBuilder module = new ModuleBuilder();
        int run = module.func(ONE, w -> {
            for (int i = 0; i < 300; i++) {
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
            }
            get(w, 0);
            w.branchTable(IntStream.range(0, many).map(i -> i * 7 % 299).toArray(), 299);
            for (int i = 0; i < 300; i++) {
                w.end();
                constant(w, i);
                w.plain(CoreOp.RETURN);
            }
            w.plain(CoreOp.UNREACHABLE);
        });
        byte[] bytes = exported(module, run);
        assertEquals(65_519 * 7 % 299, run(bytes, many - 1)[0]);
        assertEquals(299, run(bytes, many)[0]);
        assertEquals(299, run(bytes, -1)[0]);
    }

    @Test
    void tenThousandFieldsAndOperands() {
        int many = 10_000;
        ModuleBuilder module = new ModuleBuilder();
        int struct = module.rawType(new ByteWriter().u8(0x5f).u32(many).bytes(fields(many)).toByteArray());
        int array = module.rawType(new byte[] {0x5e, 0x7f, 1});
        int run = module.func(ONE, w -> {
            for (int i = 0; i < many; i++) {
                get(w, 0);
            }
            w.composite(GcOp.ARRAY_NEW_FIXED, array, many);
            w.plain(GcOp.ARRAY_LEN);
            for (int i = 0; i < many; i++) {
                constant(w, i);
            }
            w.composite(GcOp.STRUCT_NEW, struct, -1);
            w.composite(GcOp.STRUCT_GET, struct, many - 2);
            w.plain(CoreOp.I32_ADD);
        });
        assertEquals(many + many - 2, run(exported(module, run), 1)[0]);
    }

    private static byte[] fields(int many) {
        byte[] fields = new byte[2 * many];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = 0x7f;
            fields[i + 1] = 1;
        }
        return fields;
    }

    @Test
    void nestedBlocksWithValues() {
        int deep = 5_000;
        ModuleBuilder module = new ModuleBuilder();
        int run = module.func(ONE, w -> {
            for (int i = 0; i < deep; i++) {
                w.block(i % 3 == 0 ? CoreOp.LOOP : CoreOp.BLOCK, BlockType.of(ValType.I32));
            }
            get(w, 0);
            for (int i = 0; i < deep; i++) {
                constant(w, 1);
                w.plain(CoreOp.I32_ADD);
                w.end();
            }
        });
        assertEquals(deep, run(exported(module, run), 0)[0]);
    }

    /** What follows each of them is reached from both of its sides. */
    @Test
    void nestedIfs() {
        int deep = 10_000;
        ModuleBuilder module = new ModuleBuilder();
        int run = module.func(ONE, w -> {
            for (int i = 0; i < deep; i++) {
                get(w, 0);
                constant(w, i % 7);
                w.plain(CoreOp.I32_AND);
                w.block(CoreOp.IF, BlockType.EMPTY);
            }
            for (int i = 0; i < deep; i++) {
                w.orElse();
                get(w, 0);
                constant(w, i);
                w.plain(CoreOp.I32_ADD);
                w.local(CoreOp.LOCAL_SET, 0);
                w.end();
            }
            get(w, 0);
        });
        byte[] bytes = exported(module, run);
        // the first mask is 0, so it is the outermost that does not hold
        assertEquals(1 + deep - 1, run(bytes, 1)[0]);
    }
}
