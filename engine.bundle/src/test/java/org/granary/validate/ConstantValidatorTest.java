package org.granary.validate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class ConstantValidatorTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();

    private static void validate(byte[] bytes, EngineConfig config) {
        ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon());
    }

    /** A module with an imported constant, an imported variable, an own constant, and a global of the expression. */
    private static byte[] module(ValType type, Consumer<OpWriter> init) {
        ModuleBuilder module = new ModuleBuilder();
        module.importGlobal("env", "constant", GlobalType.constant(ValType.I32));
        module.importGlobal("env", "variable", GlobalType.mutable(ValType.I32));
        module.global(GlobalType.constant(ValType.I64), code -> code.number(CoreOp.I64_CONST, 5));
        module.global(GlobalType.constant(type), init);
        return module.build();
    }

    private static void refused(Failure failure, ValType type, Consumer<OpWriter> init) {
        ModuleException refused = assertThrows(ModuleException.class, () -> validate(module(type, init), CONFIG));
        assertSame(failure, refused.failure(), refused.getMessage());
    }

    @Test
    void earlierConstantsMayBeRead() {
        assertDoesNotThrow(() -> validate(module(ValType.I32, code -> code.global(CoreOp.GLOBAL_GET, 0)), CONFIG));
        assertDoesNotThrow(() -> validate(module(ValType.I64, code -> code.global(CoreOp.GLOBAL_GET, 2)), CONFIG));
        refused(Failure.UNKNOWN_GLOBAL, ValType.I32, code -> code.global(CoreOp.GLOBAL_GET, 3));
        refused(Failure.CONSTANT_REQUIRED, ValType.I32, code -> code.global(CoreOp.GLOBAL_GET, 1));
    }

    @Test
    void segmentsMayReadAllConstants() {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.global(GlobalType.constant(ValType.I32), code -> code.number(CoreOp.I32_CONST, 5));
        module.data(0, code -> code.global(CoreOp.GLOBAL_GET, 0), new byte[1]);
        assertDoesNotThrow(() -> validate(module.build(), CONFIG));
    }

    @Test
    void arithmeticIsAProposalOfItsOwn() {
        Consumer<OpWriter> sum = code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.global(CoreOp.GLOBAL_GET, 0);
            code.plain(CoreOp.I32_ADD);
        };
        assertDoesNotThrow(() -> validate(module(ValType.I32, sum), CONFIG));
        EngineConfig without = EngineConfig.builder().proposal(Proposal.EXTENDED_CONST, false).build();
        assertEquals(Proposal.EXTENDED_CONST, assertThrows(UnsupportedException.class, () -> validate(module(ValType.I32, sum),
                without)).proposal());
    }

    @Test
    void everythingElseIsRefused() {
        refused(Failure.CONSTANT_REQUIRED, ValType.I32, code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.plain(CoreOp.I32_EQZ);
        });
        refused(Failure.CONSTANT_REQUIRED, ValType.I32, code -> {
            code.block(CoreOp.BLOCK, BlockType.of(ValType.I32));
            code.number(CoreOp.I32_CONST, 1);
            code.end();
        });
        List<Consumer<OpWriter>> others = List.of(code -> code.function(CoreOp.CALL, 0), code -> code.branch(CoreOp.BR, 0),
                code -> code.branchTable(new int[0], 0), code -> code.local(CoreOp.LOCAL_GET, 0), code -> code.memory(CoreOp.MEMORY_SIZE,
                        0),
                code -> code.table(CoreOp.TABLE_GET, 0), code -> code.indirect(CoreOp.CALL_INDIRECT, 0, 0),
                        code -> code.global(CoreOp.GLOBAL_SET, 1));
        others.forEach(init -> refused(Failure.CONSTANT_REQUIRED, ValType.I32, init));
    }

    @Test
    void theTypeHasToFit() {
        refused(Failure.TYPE_MISMATCH, ValType.I64, code -> code.number(CoreOp.I32_CONST, 1));
        refused(Failure.TYPE_MISMATCH, ValType.I32, code -> { });
        refused(Failure.TYPE_MISMATCH, ValType.I32, code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.number(CoreOp.I32_CONST, 1);
        });
    }
}
