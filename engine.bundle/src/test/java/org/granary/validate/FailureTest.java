package org.granary.validate;

import static org.granary.op.CoreOp.BR;
import static org.granary.op.CoreOp.CALL;
import static org.granary.op.CoreOp.DROP;
import static org.granary.op.CoreOp.GLOBAL_SET;
import static org.granary.op.CoreOp.I32_ADD;
import static org.granary.op.CoreOp.I32_CONST;
import static org.granary.op.CoreOp.I32_LOAD;
import static org.granary.op.CoreOp.I64_CONST;
import static org.granary.op.CoreOp.LOCAL_GET;
import static org.granary.op.CoreOp.MEMORY_SIZE;
import static org.granary.op.CoreOp.NOP;
import static org.granary.op.CoreOp.REF_FUNC;
import static org.granary.op.CoreOp.RETHROW;
import static org.granary.op.CoreOp.SELECT_T;
import static org.granary.op.CoreOp.THROW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.op.AtomicOp;
import org.granary.op.MemArg;
import org.granary.op.MiscOp;
import org.granary.op.Op;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType.Kind;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every failure of decoder and validator, reached by a module that is wrong in this one way. */
class FailureTest {
    private static final FuncType NOTHING = FuncType.taking();
    private static final EngineConfig CONFIG = EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true)
            .proposal(Proposal.CUSTOM_PAGE_SIZES, true).proposal(Proposal.SIGN_EXTENSION, false).build();
    /** What only later proposals can do wrong; a row leaves this list when its proposal is built. */
    private static final Set<Failure> LATER = EnumSet.of(Failure.INVALID_LANE_INDEX);

    private final Map<Failure, byte[]> cases = new EnumMap<>(Failure.class);

    FailureTest() {
        malformed();
        malformedContent();
        unknown();
        invalid();
        invalidModule();
        composites();
    }

    /** Structures and arrays: type 0 is {@code (func)}, the type given is 1. */
    private static byte[] typed(byte[] type, int... body) {
        byte[] code = new ByteWriter().u8(1).sized(new ByteWriter().u8(0).bytes(raw(body)).u8(0x0b).toByteArray()).toByteArray();
        return sections(1, new ByteWriter().u8(2).bytes(raw(0x60, 0, 0)).bytes(type).toByteArray(), 3, raw(1, 0), 10, code);
    }

    private void composites() {
        cases.put(Failure.MALFORMED_CAST_FLAGS, rawBody(0, 0xfb, 0x18, 4, 0, 0x6e, 0x6e, 0x0b));
        cases.put(Failure.SUB_TYPE, sections(1, raw(2, 0x60, 0, 0, 0x50, 1, 0, 0x60, 0, 0)));
        cases.put(Failure.UNINITIALIZED_LOCAL, rawBody(1, 1, 0x64, 0x70, 0x20, 0, 0x1a, 0x0b));
        cases.put(Failure.IMMUTABLE_FIELD, typed(raw(0x5f, 1, 0x7f, 0), 0xd0, 1, 0x41, 0, 0xfb, 5, 1, 0));
        cases.put(Failure.UNKNOWN_FIELD, typed(raw(0x5f, 1, 0x7f, 0), 0xd0, 1, 0xfb, 2, 1, 1, 0x1a));
        cases.put(Failure.IMMUTABLE_ARRAY, typed(raw(0x5e, 0x7f, 0), 0xd0, 1, 0x41, 0, 0x41, 0, 0xfb, 0x0e, 1));
        cases.put(Failure.ARRAY_NOT_NUMERIC, typed(raw(0x5e, 0x70, 0), 0x41, 0, 0x41, 0, 0xfb, 9, 1, 0, 0x1a));
        cases.put(Failure.ARRAY_TYPES_DIFFER, sections(1, raw(3, 0x60, 0, 0, 0x5e, 0x7f, 1, 0x5e, 0x7e, 0), 3, raw(1, 0), 10,
                raw(1, 16, 0, 0xd0, 1, 0x41, 0, 0xd0, 2, 0x41, 0, 0x41, 0, 0xfb, 0x11, 1, 2, 0x0b)));
    }

    private static byte[] raw(int... bytes) {
        ByteWriter out = new ByteWriter();
        for (int next : bytes) {
            out.u8(next);
        }
        return out.toByteArray();
    }

    /** A header and one section after another: id, then its bytes. */
    private static byte[] sections(Object... idsAndContents) {
        ByteWriter out = ModuleBuilder.header();
        for (int i = 0; i < idsAndContents.length; i += 2) {
            out.u8((Integer) idsAndContents[i]).sized((byte[]) idsAndContents[i + 1]);
        }
        return out.toByteArray();
    }

    private static byte[] body(Consumer<OpWriter> content) {
        ModuleBuilder module = new ModuleBuilder();
        module.func(NOTHING, content);
        return module.build();
    }

    private static byte[] rawBody(int... bytes) {
        ModuleBuilder module = new ModuleBuilder();
        module.rawFunc(module.type(NOTHING), raw(bytes));
        return module.build();
    }

    private static byte[] module(Consumer<ModuleBuilder> content) {
        ModuleBuilder module = new ModuleBuilder();
        content.accept(module);
        return module.build();
    }

    private void malformed() {
        cases.put(Failure.MAGIC_NOT_DETECTED, raw(0x7f, 0x45, 0x4c, 0x46, 1, 0, 0, 0));
        cases.put(Failure.UNKNOWN_VERSION, raw(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0));
        cases.put(Failure.UNEXPECTED_END, raw(0, 0x61, 0x73));
        cases.put(Failure.UNEXPECTED_END_OF_SECTION, sections(1, raw(1, 0x60)));
        cases.put(Failure.LENGTH_OUT_OF_BOUNDS, ModuleBuilder.header().u8(1).u32(9).u8(0).toByteArray());
        cases.put(Failure.SECTION_SIZE_MISMATCH, sections(1, raw(0, 0)));
        cases.put(Failure.UNEXPECTED_CONTENT, sections(3, raw(0), 1, raw(0)));
        cases.put(Failure.MALFORMED_SECTION_ID, sections(14, raw(0)));
        cases.put(Failure.INTEGER_TOO_LONG, ModuleBuilder.header().bytes(raw(1, 0x80, 0x80, 0x80, 0x80, 0x80, 0)).toByteArray());
        cases.put(Failure.INTEGER_TOO_LARGE, ModuleBuilder.header().bytes(raw(1, 0x80, 0x80, 0x80, 0x80, 0x10)).toByteArray());
        cases.put(Failure.MALFORMED_UTF8, sections(0, raw(2, 0xc3, 0x28)));
        cases.put(Failure.MALFORMED_IMPORT_KIND, sections(2, raw(1, 0, 0, 5)));
        cases.put(Failure.MALFORMED_LIMITS_FLAGS, sections(5, raw(1, 0x10, 0)));
        cases.put(Failure.MALFORMED_PAGE_SIZE, sections(5, raw(1, 8, 0, 64)));
        cases.put(Failure.MALFORMED_MUTABILITY, sections(6, raw(1, 0x7f, 2, 0x41, 0, 0x0b)));
        cases.put(Failure.MALFORMED_REFERENCE_TYPE, sections(4, raw(1, 0x7f, 0, 0)));
        cases.put(Failure.MALFORMED_TYPE, sections(1, raw(1, 0x60, 1, 0x40, 0)));
        cases.put(Failure.MALFORMED_SEGMENT, sections(11, raw(1, 3)));
        cases.put(Failure.FUNCTION_CODE_MISMATCH, sections(1, raw(1, 0x60, 0, 0), 3, raw(1, 0)));
        cases.put(Failure.DATA_COUNT_MISMATCH, sections(12, raw(1)));
    }

    private void malformedContent() {
        cases.put(Failure.ZERO_BYTE, rawBody(0, 0xfe, 3, 1, 0x0b));
        cases.put(Failure.MALFORMED_MEMOP_FLAGS, rawBody(0, 0x41, 0, 0x28, 0x80, 0x01, 0, 0x1a, 0x0b));
        cases.put(Failure.ILLEGAL_OPCODE, rawBody(0, 0xff, 0x0b));
        cases.put(Failure.END_EXPECTED, rawBody(0, 0x01));
        cases.put(Failure.TOO_MANY_LOCALS, rawBody(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 1, 0x7f, 0x0b));
        cases.put(Failure.DATA_COUNT_REQUIRED, module(module -> {
            module.passiveData(raw(1));
            module.func(NOTHING, code -> code.data(MiscOp.DATA_DROP, 0, -1));
            module.withoutDataCount();
        }));
        cases.put(Failure.NOT_SUPPORTED, rawBody(0, 0x41, 0, 0xc0, 0x1a, 0x0b));
        cases.put(Failure.MALFORMED_CATCH, rawBody(0, 0x1f, 0x40, 1, 4, 0, 0x0b, 0x0b));
        cases.put(Failure.MALFORMED_TAG, sections(1, raw(1, 0x60, 0, 0), 13, raw(1, 1, 0)));
        cases.put(Failure.TOO_LARGE, rawBody(1, 0xd1, 0x86, 0x03, 0x7f, 0x0b));
    }

    private void unknown() {
        cases.put(Failure.UNKNOWN_TYPE, module(module -> module.rawFunc(0, raw(0, 0x0b))));
        cases.put(Failure.UNKNOWN_FUNCTION, body(code -> code.function(CALL, 1)));
        cases.put(Failure.UNKNOWN_TABLE, body(code -> {
            code.table(MiscOp.TABLE_SIZE, 0);
            code.plain(DROP);
        }));
        cases.put(Failure.UNKNOWN_MEMORY, body(code -> {
            code.memory(MEMORY_SIZE, 0);
            code.plain(DROP);
        }));
        cases.put(Failure.UNKNOWN_GLOBAL, body(code -> code.global(GLOBAL_SET, 0)));
        cases.put(Failure.UNKNOWN_TAG, body(code -> code.tag(THROW, 0)));
        cases.put(Failure.UNKNOWN_LOCAL, body(code -> code.local(LOCAL_GET, 0)));
        cases.put(Failure.UNKNOWN_LABEL, body(code -> code.branch(BR, 1)));
        cases.put(Failure.UNKNOWN_ELEM_SEGMENT, body(code -> code.element(MiscOp.ELEM_DROP, 0, -1)));
        cases.put(Failure.UNKNOWN_DATA_SEGMENT, module(module -> {
            module.passiveData(raw(1));
            module.func(NOTHING, code -> code.data(MiscOp.DATA_DROP, 1, -1));
        }));
    }

    private void invalid() {
        cases.put(Failure.TYPE_MISMATCH, body(code -> code.plain(DROP)));
        cases.put(Failure.INVALID_RESULT_ARITY, body(code -> code.types(SELECT_T, List.of())));
        cases.put(Failure.ALIGNMENT_TOO_LARGE, load(I32_LOAD, new MemArg(3, 0, 0)));
        cases.put(Failure.ATOMIC_ALIGNMENT, load(AtomicOp.I32_ATOMIC_LOAD, new MemArg(1, 0, 0)));
        cases.put(Failure.OFFSET_OUT_OF_RANGE, load(I32_LOAD, new MemArg(2, 1L << 32, 0)));
        cases.put(Failure.IMMUTABLE_GLOBAL, module(module -> {
            module.global(GlobalType.constant(ValType.I32), code -> code.number(I32_CONST, 1));
            module.func(NOTHING, code -> {
                code.number(I32_CONST, 2);
                code.global(GLOBAL_SET, 0);
            });
        }));
        cases.put(Failure.UNDECLARED_FUNCTION, body(code -> {
            code.function(REF_FUNC, 0);
            code.plain(DROP);
        }));
    }

    private static byte[] load(Op op, MemArg arg) {
        return module(module -> {
            module.memory(MemoryType.of(1));
            module.func(NOTHING, code -> {
                code.number(I32_CONST, 0);
                code.access(op, arg);
                code.plain(DROP);
            });
        });
    }

    private void invalidModule() {
        cases.put(Failure.CONSTANT_REQUIRED, module(module -> module.global(GlobalType.constant(ValType.I32), code -> code.plain(NOP))));
        cases.put(Failure.DUPLICATE_EXPORT, module(module -> {
            module.memory(MemoryType.of(0));
            module.export("a", Kind.MEMORY, 0).export("a", Kind.MEMORY, 0);
        }));
        cases.put(Failure.MEMORY_SIZE, module(module -> module.memory(MemoryType.of(65_537))));
        cases.put(Failure.PAGE_SIZE, sections(5, raw(1, 8, 0, 1)));
        cases.put(Failure.TABLE_SIZE, module(module -> module.table(TableType.of(RefType.FUNCREF, 1L << 32))));
        cases.put(Failure.SIZE_MINIMUM, module(module -> module.memory(MemoryType.of(2, 1))));
        cases.put(Failure.SHARED_WITHOUT_MAXIMUM, sections(5, raw(1, 2, 1)));
        cases.put(Failure.TAG_RESULT, sections(1, raw(1, 0x60, 0, 1, 0x7f), 13, raw(1, 0, 0)));
        cases.put(Failure.RETHROW_LABEL, body(code -> code.branch(RETHROW, 0)));
        cases.put(Failure.START_FUNCTION, module(module -> {
            module.func(FuncType.taking(ValType.I32), code -> { });
            module.start(0);
        }));
    }

    private static void validate(byte[] bytes) {
        ModuleValidator.validate(ModuleDecoder.decode(bytes, CONFIG), CONFIG, new TypeCanon());
    }

    @TestFactory
    List<DynamicTest> eachFailureIsReached() {
        List<DynamicTest> tests = new ArrayList<>();
        cases.forEach((failure, bytes) -> tests.add(DynamicTest.dynamicTest(failure.phrase(), () -> {
            ModuleException refused = assertThrows(ModuleException.class, () -> validate(bytes));
            assertSame(failure, refused.failure(), refused.getMessage());
            assertTrue(refused.offset().isPresent(), refused.getMessage());
            assertTrue(refused.offset().getAsLong() <= bytes.length, refused.getMessage());
            assertTrue(refused.getMessage().startsWith(failure.phrase()), refused.getMessage());
        })));
        return tests;
    }

    @Test
    void noFailureIsForgotten() {
        Set<Failure> wanted = EnumSet.noneOf(Failure.class);
        for (Failure failure : Failure.values()) {
            boolean early = failure.compareTo(Failure.UNKNOWN_IMPORT) < 0;
            boolean other = failure.category() == Failure.Category.UNSUPPORTED || failure.category() == Failure.Category.LIMIT;
            if ((early || other) && !LATER.contains(failure)) {
                wanted.add(failure);
            }
        }
        assertEquals(wanted, cases.keySet());
    }

    @Test
    void anErrorInABodyNamesOffsetFunctionExpectedAndFound() {
        ModuleBuilder module = new ModuleBuilder();
        module.func(NOTHING, code -> { });
        module.func(FuncType.taking().returning(ValType.I32), code -> {
            code.number(I32_CONST, 1);
            code.number(I64_CONST, 1);
            code.plain(I32_ADD);
        });
        byte[] bytes = module.build();
        ModuleException refused = assertThrows(ModuleException.class, () -> validate(bytes));
        assertEquals(1, refused.function().orElseThrow());
        assertEquals(0x6a, bytes[(int) refused.offset().orElseThrow()]);
        assertEquals("i32", refused.refusal().expected());
        assertEquals("i64", refused.refusal().found());
        assertEquals("type mismatch at offset 0x" + Long.toHexString(refused.offset().getAsLong())
                + " in function 1: expected i32, found i64", refused.getMessage());
    }
}
