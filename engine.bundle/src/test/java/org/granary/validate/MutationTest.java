package org.granary.validate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType.Kind;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Whatever is done to the bytes of a module, decoding and validating end well or in a refusal, never in anything else. */
class MutationTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final int ROUNDS = 5_000;

    private static byte[] everything() {
        ModuleBuilder module = new ModuleBuilder();
        int pair = module.type(List.of(ValType.I32, ValType.I64), List.of(ValType.F32, ValType.F64));
        module.importFunc("env", "f", pair);
        module.importMemory("env", "m", MemoryType.of(1, 5));
        module.importGlobal("env", "g", GlobalType.constant(ValType.I32));
        module.table(TableType.of(RefType.FUNCREF, 2, 8));
        module.table(TableType.of(RefType.EXTERNREF, 2));
        module.global(GlobalType.mutable(ValType.FUNCREF), code -> code.function(CoreOp.REF_FUNC, 0));
        int run = module.func(pair, List.of(ValType.EXTERNREF, ValType.F64), code -> {
            code.block(CoreOp.LOOP, BlockType.EMPTY);
            code.local(CoreOp.LOCAL_GET, 0);
            code.access(CoreOp.I64_LOAD32_U, new MemArg(2, 300, 0));
            code.local(CoreOp.LOCAL_SET, 1);
            code.local(CoreOp.LOCAL_GET, 0);
            code.branch(CoreOp.BR_IF, 0);
            code.end();
            code.block(CoreOp.BLOCK, BlockType.EMPTY);
            code.local(CoreOp.LOCAL_GET, 0);
            code.branchTable(new int[] {0, 0, 0}, 0);
            code.end();
            code.number(CoreOp.I32_CONST, 0);
            code.local(CoreOp.LOCAL_GET, 1);
            code.number(CoreOp.I32_CONST, 0);
            code.indirect(CoreOp.CALL_INDIRECT, pair, 0);
        });
        module.func(FuncType.taking(), code -> {
            for (int i = 0; i < 3; i++) {
                code.number(CoreOp.I32_CONST, i);
            }
            code.data(MiscOp.MEMORY_INIT, 1, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.table(CoreOp.TABLE_GET, 1);
            code.plain(CoreOp.REF_IS_NULL);
            code.block(CoreOp.IF, BlockType.EMPTY);
            code.orElse();
            code.element(MiscOp.ELEM_DROP, 0, -1);
            code.end();
        });
        module.export("run", Kind.FUNC, run).export("table", Kind.TABLE, 1).start(2);
        module.elements(0, code -> code.global(CoreOp.GLOBAL_GET, 0), 0, 1, 2);
        module.passiveElements(RefType.FUNCREF, List.of(code -> code.heap(CoreOp.REF_NULL, RefType.FUNCREF.heap())));
        module.data(0, code -> code.number(CoreOp.I32_CONST, 4), new byte[] {1, 2, 3});
        module.passiveData(new byte[] {9, 8});
        module.names("guest", Map.of(0, "f", 1, "run"));
        return module.build();
    }

    private static boolean accepted(byte[] bytes) {
        try {
            ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
            return true;
        } catch (ModuleException e) {
            return false;
        } catch (RuntimeException | Error e) {
            return fail(HexFormat.of().formatHex(bytes), e);
        }
    }

    @Test
    void flippedBytesAreRefusedOrTaken() {
        byte[] good = everything();
        assertDoesNotThrow(() -> ModuleValidator.validate(ModuleDecoder.decode(good, CONFIG), CONFIG, new TypeCanon()));
        Random random = new Random(20);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8));
            }
            refused += accepted(bytes) ? 0 : 1;
        }
        assertTrue(refused > ROUNDS / 2 && refused < ROUNDS, refused + " of " + ROUNDS + " were refused");
    }

    @Test
    void everyPrefixIsRefusedOrTaken() {
        byte[] good = everything();
        int taken = 0;
        for (int length = 0; length < good.length; length++) {
            taken += accepted(Arrays.copyOf(good, length)) ? 1 : 0;
        }
        assertTrue(taken < 8, taken + " prefixes were taken, though only whole sections may be left out");
    }

    @Test
    void exchangedPartsAreRefusedOrTaken() {
        byte[] good = everything();
        Random random = new Random(4);
        for (int round = 0; round < ROUNDS / 3; round++) {
            byte[] bytes = good.clone();
            int length = 1 + random.nextInt(12);
            System.arraycopy(good, 8 + random.nextInt(good.length - 8 - length), bytes, 8 + random.nextInt(good.length - 8 - length),
                    length);
            accepted(bytes);
        }
    }
}
