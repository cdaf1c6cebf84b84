package org.granary.validate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ArrayType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few bytes of a body cost a few steps and little memory, whatever they name. */
class HostileBodiesTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final int MANY = 10_000;

    /** The bytes that validating a module takes from the heap. */
    private static long allocated(ModuleBuilder module) {
        byte[] bytes = module.build();
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
        return memory.getCurrentThreadAllocatedBytes() - before;
    }

    /** A module of a type of 10,000 fields or elements, and a body that names it a thousand times. */
    private static void cheap(SubType type, boolean dead, Consumer<OpWriter> instruction) {
        ModuleBuilder module = new ModuleBuilder();
        module.definition(type);
        module.func(FuncType.taking(), code -> {
            if (dead) {
                code.plain(CoreOp.UNREACHABLE);
            }
            for (int i = 0; i < 1_000; i++) {
                instruction.accept(code);
                code.plain(CoreOp.DROP);
            }
        });
        long taken = allocated(module);
        assertTrue(taken < 4 << 20, "it took " + taken + " bytes");
    }

    @Test
    void localsThatNeedAValueTakeNoRoomBeforeTheyHaveOne() {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(FuncType.taking());
        byte[] body = new ByteWriter().u32(1).u32(49_000).u8(0x64).u8(0x6e).u8(0x0b).toByteArray();
        for (int i = 0; i < 1_000; i++) {
            module.rawFunc(type, body);
        }
        long taken = allocated(module);
        assertTrue(taken < 8 << 20, "it took " + taken + " bytes");
    }

    @Test
    void whatComesFromNowhereIsNotListed() {
        SubType struct = SubType.plain(new StructType(Collections.nCopies(MANY, new FieldType(ValType.I32, true))));
        cheap(struct, true, code -> code.composite(GcOp.STRUCT_NEW, 0, -1));
        SubType array = SubType.plain(new ArrayType(new FieldType(ValType.I32, true)));
        cheap(array, true, code -> code.composite(GcOp.ARRAY_NEW_FIXED, 0, MANY));
    }

    /** Asked for each field in turn, the types of this took ten billion answers. */
    @Test
    @Timeout(240)
    void fieldsAreAskedOnceWhetherTheyHaveADefaultValue() {
        SubType struct = SubType.plain(new StructType(Collections.nCopies(MANY, new FieldType(ValType.I32, true))));
        ModuleBuilder module = new ModuleBuilder();
        module.definition(struct);
        module.func(FuncType.taking(), code -> {
            for (int i = 0; i < 1_000_000; i++) {
                code.composite(GcOp.STRUCT_NEW_DEFAULT, 0, -1);
                code.plain(CoreOp.DROP);
            }
        });
        assertTrue(allocated(module) > 0);
    }

    @Test
    void targetsOfABranchFromNowhereAreNotListed() {
        ModuleBuilder module = new ModuleBuilder();
        int many = module.type(List.of(), Collections.nCopies(1_000, ValType.I32));
        module.func(many, List.of(), code -> {
            code.plain(CoreOp.UNREACHABLE);
            for (int i = 0; i < 10_000; i++) {
                code.branchTable(new int[] {0, 0}, 0);
            }
        });
        long taken = allocated(module);
        assertTrue(taken < 8 << 20, "it took " + taken + " bytes");
    }
}
