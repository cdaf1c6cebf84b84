package org.granary.validate;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.ModuleException;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MiscOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.AbstractHeapType;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class FunctionValidatorTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final FuncType NOTHING = FuncType.taking();

    private static ValidModule valid(byte[] bytes) {
        return ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
    }

    private static ValidModule valid(FuncType type, Consumer<OpWriter> body) {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.table(TableType.of(RefType.FUNCREF, 1));
        module.table(TableType.of(RefType.EXTERNREF, 1));
        module.func(type, body);
        return valid(module.build());
    }

    private static void refused(Failure failure, FuncType type, Consumer<OpWriter> body) {
        ModuleException refused = assertThrows(ModuleException.class, () -> valid(type, body));
        assertSame(failure, refused.failure(), refused.getMessage());
    }

    /**
     * What the walking compiler is told about types: before each instruction the operands of the whole stack, a star where the place cannot
     * be reached.
     */
    private static List<String> seen(ValidModule module, int function) {
        FunctionValidator validator = new FunctionValidator(module, function);
        List<String> lines = new ArrayList<>();
        OffsetVisitor watcher = (OffsetVisitor) Proxy.newProxyInstance(OffsetVisitor.class.getClassLoader(),
                new Class<?>[] {OffsetVisitor.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("at")) {
                        List<String> types = new ArrayList<>();
                        for (int i = validator.height() - 1; i >= 0; i--) {
                            types.add(String.valueOf(validator.operand(i)));
                        }
                        lines.add(method.getName() + types + (validator.reachable() ? "" : "*"));
                    }
                    return null;
                });
        BodyWalk.walk(validator, watcher);
        return lines;
    }

    @Test
    void theCompilerSeesTheOperandsThatAnInstructionFinds() {
        ValidModule module = valid(FuncType.taking(ValType.I64).returning(ValType.I64), code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.block(CoreOp.IF, BlockType.of(ValType.I64));
            code.local(CoreOp.LOCAL_GET, 0);
            code.orElse();
            code.number(CoreOp.I64_CONST, 1);
            code.end();
        });
        assertEquals(List.of("number[]", "block[i32]", "local[]", "orElse[i64]", "number[]", "end[i64]", "end[i64]"), seen(module, 0));
    }

    @Test
    void deadCodeStaysDeadInTheBlocksThatBeginThere() {
        ValidModule module = valid(NOTHING, code -> {
            code.block(CoreOp.BLOCK, BlockType.EMPTY);
            code.branch(CoreOp.BR, 0);
            code.block(CoreOp.LOOP, BlockType.EMPTY);
            code.plain(CoreOp.NOP);
            code.end();
            code.plain(CoreOp.I32_ADD);
            code.plain(CoreOp.DROP);
            code.end();
            code.plain(CoreOp.NOP);
        });
        assertEquals(List.of("block[]", "branch[]", "block[]*", "plain[]*", "end[]*", "plain[]*", "plain[i32]*", "end[]*", "plain[]",
                "end[]"), seen(module, 0));
    }

    @Test
    void operandsBelowADeadBlockAreOfTheBottomType() {
        ModuleBuilder builder = new ModuleBuilder();
        builder.func(NOTHING, code -> {
            code.plain(CoreOp.UNREACHABLE);
            code.plain(CoreOp.SELECT);
            code.plain(CoreOp.DROP);
        });
        ValidModule module = valid(builder.build());
        FunctionValidator validator = new FunctionValidator(module, 0);
        validator.at(0);
        validator.plain(CoreOp.UNREACHABLE);
        assertEquals(null, validator.operand(0));
        validator.plain(CoreOp.SELECT);
        assertEquals(1, validator.height());
        assertEquals(null, validator.operand(0));
    }

    @Test
    void framesTellWhatABranchCarries() {
        ModuleBuilder builder = new ModuleBuilder();
        int type = builder.type(List.of(ValType.F32), List.of(ValType.F64, ValType.I32));
        builder.func(type, List.of(), code -> code.plain(CoreOp.UNREACHABLE));
        FunctionValidator validator = new FunctionValidator(valid(builder.build()), 0);
        validator.local(CoreOp.LOCAL_GET, 0);
        validator.block(CoreOp.LOOP, BlockType.of(type));
        assertEquals(2, validator.labels());
        assertEquals(List.of(ValType.F32), validator.frame(0).labelTypes());
        assertEquals(List.of(ValType.F64, ValType.I32), validator.frame(0).results());
        assertEquals(0, validator.frame(0).height());
        assertSame(CoreOp.LOOP, validator.frame(0).op());
        assertEquals(List.of(ValType.F64, ValType.I32), validator.frame(1).labelTypes());
        assertEquals(List.of(), validator.frame(1).params());
        assertEquals(null, validator.frame(1).op());
    }

    @Test
    void labelsOfATableMeetAtTheBottomType() {
        assertDoesNotThrow(() -> valid(NOTHING, code -> {
            code.block(CoreOp.BLOCK, BlockType.of(ValType.F64));
            code.block(CoreOp.BLOCK, BlockType.of(ValType.F32));
            code.plain(CoreOp.UNREACHABLE);
            code.number(CoreOp.I32_CONST, 1);
            code.branchTable(new int[] {0, 1}, 1);
            code.end();
            code.plain(CoreOp.DROP);
            code.number(CoreOp.F64_CONST, 0);
            code.end();
            code.plain(CoreOp.DROP);
        }));
        refused(Failure.TYPE_MISMATCH, NOTHING, code -> {
            code.block(CoreOp.BLOCK, BlockType.of(ValType.F32));
            code.plain(CoreOp.UNREACHABLE);
            code.branchTable(new int[] {0}, 1);
            code.end();
            code.plain(CoreOp.DROP);
        });
    }

    @Test
    void selectWithoutTypeTakesNumbersOnly() {
        refused(Failure.TYPE_MISMATCH, FuncType.taking(ValType.EXTERNREF), code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.local(CoreOp.LOCAL_GET, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.plain(CoreOp.SELECT);
            code.plain(CoreOp.DROP);
        });
        assertDoesNotThrow(() -> valid(FuncType.taking(ValType.EXTERNREF), code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.local(CoreOp.LOCAL_GET, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.types(CoreOp.SELECT_T, List.of(ValType.EXTERNREF));
            code.plain(CoreOp.DROP);
        }));
    }

    @Test
    void anIfWithoutElseHandsItsParametersOn() {
        refused(Failure.TYPE_MISMATCH, FuncType.taking().returning(ValType.I32), code -> {
            code.number(CoreOp.I32_CONST, 0);
            code.block(CoreOp.IF, BlockType.of(ValType.I32));
            code.number(CoreOp.I32_CONST, 0);
            code.end();
        });
        ModuleBuilder builder = new ModuleBuilder();
        int same = builder.type(List.of(ValType.I64), List.of(ValType.I64));
        builder.func(same, List.of(), code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.block(CoreOp.IF, BlockType.of(same));
            code.end();
        });
        assertDoesNotThrow(() -> valid(builder.build()));
    }

    @Test
    void valuesLeftOverAtAnEndAreRefused() {
        refused(Failure.TYPE_MISMATCH, NOTHING, code -> code.number(CoreOp.I32_CONST, 0));
        refused(Failure.END_EXPECTED, NOTHING, code -> code.orElse());
    }

    @Test
    void tablesOfOtherReferencesDoNotMix() {
        refused(Failure.TYPE_MISMATCH, NOTHING, code -> {
            code.number(CoreOp.I32_CONST, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.number(CoreOp.I32_CONST, 0);
            code.tables(MiscOp.TABLE_COPY, 0, 1);
        });
        refused(Failure.TYPE_MISMATCH, NOTHING, code -> {
            code.number(CoreOp.I32_CONST, 0);
            code.indirect(CoreOp.CALL_INDIRECT, 0, 1);
        });
        refused(Failure.TYPE_MISMATCH, NOTHING, code -> {
            code.heap(CoreOp.REF_NULL, AbstractHeapType.EXTERN);
            code.number(CoreOp.I32_CONST, 1);
            code.table(MiscOp.TABLE_GROW, 0);
            code.plain(CoreOp.DROP);
        });
    }

    @Test
    void aReferenceToAFunctionIsOfItsOwnType() {
        ModuleBuilder builder = new ModuleBuilder();
        int function = builder.func(NOTHING, code -> {
            code.function(CoreOp.REF_FUNC, 0);
            code.plain(CoreOp.DROP);
        });
        builder.declared(function);
        ValidModule module = valid(builder.build());
        assertTrue(module.referred().get(function));
        FunctionValidator validator = new FunctionValidator(module, function);
        validator.function(CoreOp.REF_FUNC, function);
        assertEquals(new RefType(false, module.functionType(function)), validator.operand(0));
    }

    @Test
    void localsAreFoundInTheirGroups() {
        ModuleBuilder builder = new ModuleBuilder();
        int type = builder.type(List.of(ValType.I64), List.of());
        builder.rawFunc(type, new byte[] {4, 2, 0x7f, 0, 0x7c, (byte) 0xc4, (byte) 0x86, 3, 0x7d, 1, 0x6f, 0x0b});
        FunctionValidator validator = new FunctionValidator(valid(builder.build()), 0);
        for (int local : new int[] {0, 1, 2, 3, 49_990, 49_991}) {
            validator.local(CoreOp.LOCAL_GET, local);
        }
        assertEquals(List.of(ValType.I64, ValType.I32, ValType.I32, ValType.F32, ValType.F32, ValType.EXTERNREF),
                List.of(validator.operand(5), validator.operand(4), validator.operand(3), validator.operand(2), validator.operand(1),
                        validator.operand(0)));
        assertSame(Failure.UNKNOWN_LOCAL, assertThrows(ModuleException.class, () -> validator.local(CoreOp.LOCAL_GET, 49_992)).failure());
    }

    @Test
    void deepNestingNeedsNoDeepStack() {
        int depth = 100_000;
        assertDoesNotThrow(() -> valid(NOTHING, code -> {
            for (int i = 0; i < depth; i++) {
                code.block(CoreOp.BLOCK, BlockType.EMPTY);
            }
            for (int i = 0; i < depth; i++) {
                code.end();
            }
        }));
    }

    @Test
    void aModuleSaysWhetherItGrowsItsMemory() {
        assertTrue(valid(NOTHING, code -> {
            code.number(CoreOp.I32_CONST, 1);
            code.memory(CoreOp.MEMORY_GROW, 0);
            code.plain(CoreOp.DROP);
        }).growsMemory());
        assertTrue(!valid(NOTHING, code -> code.plain(CoreOp.NOP)).growsMemory());
    }
}
