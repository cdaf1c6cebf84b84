package org.granary.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.bytes.ByteReader;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.type.AbstractHeapType;
import org.granary.type.RefType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

/** Walks every row of the table. */
class OpTableTest {
    /** Shapes whose effect on the operand stack depends on where the instruction stands, so that the validator has a rule for each. */
    private static final Set<Imm> CONTEXTUAL = EnumSet.complementOf(EnumSet.of(Imm.NONE, Imm.ZERO, Imm.I32, Imm.I64,
            Imm.F32, Imm.F64, Imm.V128, Imm.MEMARG, Imm.LANE, Imm.LANES, Imm.MEMARG_LANE));
    private static final Set<Op> PLAIN_RULES = Set.of(CoreOp.UNREACHABLE, CoreOp.RETURN, CoreOp.THROW_REF, CoreOp.DROP, CoreOp.SELECT,
            CoreOp.REF_IS_NULL, CoreOp.REF_AS_NON_NULL, GcOp.ANY_CONVERT_EXTERN, GcOp.EXTERN_CONVERT_ANY);
    /** Rows that share their text name with the row before: what follows the name tells them apart. */
    private static final Map<Op,
            Op> NAMESAKES = Map.of(CoreOp.SELECT_T, CoreOp.SELECT, GcOp.REF_TEST_NULL, GcOp.REF_TEST, GcOp.REF_CAST_NULL,
            GcOp.REF_CAST);

    @Test
    void everyRowIsReadBackAsItWasWritten() {
        for (Op op : Ops.ALL) {
            byte[] written = write(op);
            ByteWriter again = new ByteWriter();
            OpReader reader = new OpReader(new ByteReader(written), Features.BUILT);
            Op[] seen = new Op[1];
            OpWriter writer = new OpWriter(again);
            reader.next((OpVisitor) Proxy.newProxyInstance(OpVisitor.class.getClassLoader(), new Class<?>[] {OpVisitor.class},
                    (proxy, method, arguments) -> {
                        seen[0] = row(method, arguments);
                        return call(writer, method, arguments);
                    }));
            assertSame(op, seen[0], op.text());
            assertTrue(reader.atEnd(), op.text());
            assertArrayEquals(written, again.toByteArray(), op.text());
        }
    }

    private static Object call(OpWriter writer, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(writer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Op row(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "orElse" -> CoreOp.ELSE;
            case "end" -> CoreOp.END;
            case "branchTable" -> CoreOp.BR_TABLE;
            default -> (Op) arguments[0];
        };
    }

    private static byte[] write(Op op) {
        ByteWriter out = new ByteWriter();
        OpWriter writer = new OpWriter(out);
        switch (op.immediate()) {
            case NONE, ZERO -> writer.plain(op);
            case BLOCK -> writer.block(op, BlockType.of(300));
            case ELSE -> writer.orElse();
            case END -> writer.end();
            case TRY_TABLE -> writer.tryTable(op, BlockType.EMPTY, List.of(new CatchClause(7, false, 1), new CatchClause(300, true, 200),
                    new CatchClause(CatchClause.ALL, false, 0), new CatchClause(CatchClause.ALL, true, 3)));
            case CATCH -> writer.handler(op, 200);
            case CATCH_ALL -> writer.handler(op, CatchClause.ALL);
            case DELEGATE -> writer.delegate(op, 200);
            case TAG -> writer.tag(op, 200);
            case LABEL -> writer.branch(op, 130);
            case LABELS -> writer.branchTable(new int[] {1, 2, 3}, 200);
            case FUNC -> writer.function(op, 77777);
            case TYPE_TABLE -> writer.indirect(op, 5, 300);
            case TYPE -> writer.composite(op, 300, -1);
            case TYPE_FIELD, TYPE_COUNT, TYPE_TYPE, TYPE_DATA, TYPE_ELEM -> writer.composite(op, 300, 9_999);
            case CAST -> writer.heap(op, new TypeIndex(200));
            case BR_CAST -> writer.cast(op, 130, RefType.EXTERNREF.nonNull(), new RefType(true, new TypeIndex(64)));
            case LOCAL -> writer.local(op, 49_999);
            case GLOBAL -> writer.global(op, -1);
            case TABLE -> writer.table(op, 1);
            case TABLE_TABLE -> writer.tables(op, 128, 3);
            case ELEM_TABLE -> writer.element(op, 9, 200);
            case ELEM -> writer.element(op, 200, -1);
            case MEMARG -> writer.access(op, new MemArg(3, 0xffff_ffffL, 0));
            case MEMORY -> writer.memory(op, 0);
            case MEMORY_MEMORY -> writer.memories(op, 1, 2);
            case DATA_MEMORY -> writer.data(op, 300, 4);
            case DATA -> writer.data(op, 300, -1);
            case I32 -> writer.number(op, Integer.MIN_VALUE);
            case I64 -> writer.number(op, Long.MIN_VALUE);
            case F32 -> writer.number(op, 0xffa0_0001L);
            case F64 -> writer.number(op, 0xfff4_0000_0000_0001L);
            case HEAP -> writer.heap(op, AbstractHeapType.EXTERN);
            case TYPES -> writer.types(op, List.of(ValType.FUNCREF, ValType.I64));
            case V128 -> writer.vector(op, 0x0102_0304_0506_0708L, -2);
            case LANE -> writer.lane(op, 200);
            case LANES -> writer.lanes(op, 0x0706_0504_0302_0100L, 0x1f1e_1d1c_1b1a_1918L);
            case MEMARG_LANE -> writer.laneAccess(op, new MemArg(2, 300, 0), 255);
        }
        return out.toByteArray();
    }

    @Test
    void codesAndTextNamesAreUnique() {
        Map<String, Op> names = new HashMap<>();
        Map<Long, Op> codes = new HashMap<>();
        for (Op op : Ops.ALL) {
            Op sameName = names.put(op.text(), op);
            assertTrue(sameName == null || NAMESAKES.get(op) == sameName, op.text());
            assertEquals(null, codes.put((long) op.prefix() << 32 | op.code(), op), op.text());
            assertSame(op, Ops.find(op.prefix(), op.code()).orElseThrow());
        }
        assertSame(CoreOp.SELECT, Ops.find("select").orElseThrow());
    }

    @Test
    void everyRowHasASignatureOrARuleOfItsOwn() {
        for (Op op : Ops.ALL) {
            boolean ruled = CONTEXTUAL.contains(op.immediate()) || PLAIN_RULES.contains(op);
            assertEquals(!ruled, op.signature().isPresent(), op.text());
            assertEquals(op.immediate() == Imm.MEMARG || op.immediate() == Imm.MEMARG_LANE, op.accessBytes() > 0, op.text());
        }
    }

    @Test
    void rowsBelongToProposalsThatAreBuilt() {
        for (Op op : Ops.ALL) {
            assertTrue(op.proposal().built(), op.text());
        }
    }

    @Test
    void theByteBehindAFenceIsZero() {
        read(0xfe, 0x03, 0x00);
        MalformedException refused = assertThrows(MalformedException.class, () -> read(0xfe, 0x03, 0x01));
        assertSame(Failure.ZERO_BYTE, refused.failure());
        assertEquals(2, refused.offset().orElseThrow());
    }

    @Test
    void aCodeOfNoProposalIsIllegal() {
        MalformedException refused = assertThrows(MalformedException.class, () -> read(0xff));
        assertSame(Failure.ILLEGAL_OPCODE, refused.failure());
        assertEquals("illegal opcode: ff at offset 0x0: expected an instruction's code, found ff", refused.getMessage());
        assertSame(Failure.ILLEGAL_OPCODE, assertThrows(MalformedException.class, () -> read(0xfc, 0x7f)).failure());
        assertSame(Failure.ILLEGAL_OPCODE, assertThrows(MalformedException.class, () -> read(0xfe, 0x4f)).failure());
        assertSame(Failure.ILLEGAL_OPCODE, assertThrows(MalformedException.class, () -> read(0xfe, 0x04)).failure());
    }

    @Test
    void aProposalThatIsSwitchedOffIsRefused() {
        EngineConfig config = EngineConfig.builder().proposal(Proposal.SIGN_EXTENSION, false).build();
        OpReader reader = new OpReader(new ByteReader(new byte[] {0x01, (byte) 0xc0}), Features.of(config));
        reader.next(new Bystander() { });
        UnsupportedException refused = assertThrows(UnsupportedException.class, () -> reader.next(new Bystander() { }));
        assertSame(Proposal.SIGN_EXTENSION, refused.proposal());
        assertEquals(1, refused.offset().orElseThrow());
    }

    @Test
    void flagsOfAMemoryAccessAreChecked() {
        assertSame(Failure.MALFORMED_MEMOP_FLAGS, assertThrows(MalformedException.class, () -> read(0x28, 0x80, 0x01, 0)).failure());
        assertSame(Proposal.MULTI_MEMORY,
                assertThrows(UnsupportedException.class, () -> read(new Features(proposal -> proposal != Proposal.MULTI_MEMORY),
                0x28, 0x42, 0, 0)).proposal());
    }

    private static void read(int... code) {
        read(Features.BUILT, code);
    }

    private static void read(Features features, int... code) {
        byte[] bytes = new byte[code.length];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        new OpReader(new ByteReader(bytes), features).next(new Bystander() { });
    }
}
