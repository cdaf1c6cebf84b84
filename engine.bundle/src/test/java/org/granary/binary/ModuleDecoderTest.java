package org.granary.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.module.Names;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Mode;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ArrayType;
import org.granary.type.ExternType.Kind;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.PackedType;
import org.granary.type.RefType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class ModuleDecoderTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();

    private static ParsedModule decode(byte[] bytes) {
        return ModuleDecoder.decode(bytes, CONFIG);
    }

    private static byte[] section(int id, int... content) {
        ByteWriter bytes = new ByteWriter();
        for (int next : content) {
            bytes.u8(next);
        }
        return ModuleBuilder.header().u8(id).sized(bytes.toByteArray()).toByteArray();
    }

    private static Proposal needed(byte[] bytes) {
        return assertThrows(UnsupportedException.class, () -> decode(bytes)).proposal();
    }

    @Test
    void aModuleCutOffSaysHowMuchIsMissing() {
        byte[] whole = section(1, 1, 0x60, 0, 0);
        String message = assertThrows(MalformedException.class, () -> decode(Arrays.copyOf(whole, whole.length - 3))).getMessage();
        assertEquals("length out of bounds: TYPE section; the module may be cut off at offset 0x9: expected 4 bytes more, found 1 before "
                + "the end", message);
    }

    @Test
    void readsWhatTheBuilderWrites() {
        ModuleBuilder builder = new ModuleBuilder();
        int type = builder.type(List.of(ValType.I32, ValType.F64), List.of(ValType.I64, ValType.FUNCREF));
        builder.importFunc("env", "f", type);
        builder.importGlobal("env", "g", GlobalType.mutable(ValType.EXTERNREF));
        int own = builder.func(type, List.of(ValType.F32), code -> code.plain(CoreOp.UNREACHABLE));
        builder.table(TableType.of(RefType.FUNCREF, 1, 2));
        builder.memory(MemoryType.of(3));
        builder.global(GlobalType.constant(ValType.I32), code -> code.number(CoreOp.I32_CONST, -7));
        builder.export("run", Kind.FUNC, own).start(own);
        builder.elements(0, code -> code.number(CoreOp.I32_CONST, 0), 0, 1);
        builder.passiveElements(RefType.EXTERNREF, List.of(code -> code.heap(CoreOp.REF_NULL, RefType.EXTERNREF.heap())));
        builder.data(0, code -> code.number(CoreOp.I32_CONST, 0), new byte[] {1, 2, 3});
        builder.names("guest", Map.of(1, "run"));
        byte[] bytes = builder.build();
        ParsedModule module = decode(bytes);

        assertEquals(FuncType.of(List.of(ValType.I32, ValType.F64), List.of(ValType.I64, ValType.FUNCREF)),
                module.types().get(0).get(0).type().content());
        assertEquals("env", module.imports().get(0).module());
        assertEquals(1, module.functions().size());
        assertEquals(TableType.of(RefType.FUNCREF, 1, 2), module.tables().get(0).type());
        assertEquals(MemoryType.of(3), module.memories().get(0).type());
        assertEquals(own, module.start().orElseThrow().function());
        ElementSegment listed = module.elements().get(0);
        assertEquals(2, listed.size());
        assertSame(Mode.ACTIVE, listed.mode());
        assertSame(Mode.PASSIVE, module.elements().get(1).mode());
        DataSegment data = module.data().get(0);
        assertEquals(3, bytes[data.from() + 2]);
        assertEquals(3, data.length());
        assertEquals(ValType.F32, module.bodies().get(0).locals().get(0).type());
        assertEquals(0x00, bytes[module.bodies().get(0).code()]);
        assertEquals(new Names(Optional.of("guest"), Map.of(1, "run")), module.names());
    }

    @Test
    void aBrokenNameSectionCountsAsAbsent() {
        byte[] bytes = new ModuleBuilder().custom("name", new byte[] {1, 5, 1, 0, 9, 'x'}).build();
        assertEquals(Names.NONE, decode(bytes).names());
        assertEquals(1, decode(bytes).customs().size());
    }

    @Test
    void whatIsNoUtf8InAFunctionsNameIsReplaced() {
        ModuleBuilder builder = new ModuleBuilder();
        builder.func(FuncType.of(List.of(), List.of()), code -> { });
        byte[] names = {1, 6, 1, 0, 3, 'x', (byte) 0xff, 'y'};
        assertEquals(Map.of(0, "x\ufffdy"), decode(builder.custom("name", names).build()).names().functions());
    }

    @Test
    void namesOfFunctionsThatAreNotThereAreNotKept() {
        byte[] names = {1, 4, 1, 1, 1, 'x'};
        assertEquals(Map.of(), decode(new ModuleBuilder().custom("name", names).build()).names().functions());
    }

    @Test
    void readsSharedMemories() {
        assertEquals(MemoryType.shared(0, 1), decode(section(5, 1, 3, 0, 1)).memories().get(0).type());
    }

    @Test
    void readsRecursiveTypes() {
        ParsedModule module = decode(section(1, 2, 0x4e, 2, 0x50, 0, 0x5f, 2, 0x78, 1, 0x63, 1, 0, 0x4f, 1, 0, 0x5e, 0x77, 0, 0x60, 0, 0));
        assertEquals(2, module.types().size());
        SubType struct = module.types().get(0).get(0).type();
        assertEquals(new SubType(false, List.of(), new StructType(List.of(new FieldType(PackedType.I8, true),
                new FieldType(new RefType(true, new TypeIndex(1)), false)))), struct);
        assertEquals(new SubType(true, List.of(new TypeIndex(0)), new ArrayType(new FieldType(PackedType.I16, false))),
                module.types().get(0).get(1).type());
        assertEquals(SubType.plain(FuncType.taking()), module.types().get(1).get(0).type());
        assertEquals(28, module.types().get(1).get(0).offset());
    }

    @Test
    void aProposalThatIsSwitchedOffIsNamed() {
        EngineConfig plain = EngineConfig.builder().proposal(Proposal.GC, false).proposal(Proposal.FUNCTION_REFERENCES, false)
                .proposal(Proposal.MULTI_VALUE, false).proposal(Proposal.REFERENCE_TYPES, false)
                .proposal(Proposal.BULK_MEMORY, false).proposal(Proposal.MUTABLE_GLOBALS, false)
                .proposal(Proposal.MULTI_MEMORY, false).proposal(Proposal.MEMORY64, false)
                .proposal(Proposal.EXTENDED_CONST, false).build();
        Map<byte[], Proposal> forms = Map.ofEntries(
                Map.entry(section(1, 1, 0x5f, 0), Proposal.GC),
                Map.entry(section(1, 1, 0x4e, 0), Proposal.GC),
                Map.entry(section(1, 1, 0x50, 0, 0x60, 0, 0), Proposal.GC),
                Map.entry(section(6, 2, 0x7f, 0, 0x41, 0, 0x0b, 0x7f, 0, 0x23, 0, 0x0b), Proposal.GC),
                Map.entry(section(6, 1, 0x7f, 0, 0x41, 0, 0x41, 0, 0x6a, 0x0b), Proposal.EXTENDED_CONST),
                Map.entry(section(4, 1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b), Proposal.FUNCTION_REFERENCES),
                Map.entry(section(1, 1, 0x60, 0, 2, 0x7f, 0x7f), Proposal.MULTI_VALUE),
                Map.entry(section(1, 1, 0x60, 1, 0x70, 0), Proposal.REFERENCE_TYPES),
                Map.entry(section(4, 2, 0x70, 0, 0, 0x70, 0, 0), Proposal.REFERENCE_TYPES),
                Map.entry(section(11, 1, 1, 0), Proposal.BULK_MEMORY),
                Map.entry(section(5, 2, 0, 0, 0, 0), Proposal.MULTI_MEMORY),
                Map.entry(section(4, 1, 0x70, 4, 0), Proposal.MEMORY64),
                Map.entry(section(5, 1, 4, 0), Proposal.MEMORY64),
                Map.entry(section(2, 1, 0, 0, 3, 0x7f, 1), Proposal.MUTABLE_GLOBALS));
        forms.forEach((bytes, proposal) -> {
            UnsupportedException refused = assertThrows(UnsupportedException.class, () -> ModuleDecoder.decode(bytes, plain));
            assertSame(proposal, refused.proposal());
            assertTrue(refused.getMessage().contains("proposal " + proposal), refused.getMessage());
        });
        assertEquals(TableType.of(RefType.FUNCREF, 0), ModuleDecoder.decode(section(4, 1, 0x70, 0, 0), plain).tables().get(0).type());
    }

    @Test
    void aLimitIsNamedWithItsValueAndWhatWasAsked() {
        byte[] bytes = ModuleBuilder.header().u8(1).sized(new ByteWriter().u32(1_000_001).toByteArray()).toByteArray();
        LimitException refused = assertThrows(LimitException.class, () -> decode(bytes));
        assertEquals("implementation limit: types, a recursive group as one at offset 0xa: expected at most 1000000, found 1000001",
                refused.getMessage());
    }

    @Test
    void manyParametersPassAndTooManyDoNot() {
        ModuleBuilder most = new ModuleBuilder();
        most.type(Collections.nCopies(1_000, NumType.I64), List.of());
        assertEquals(1, decode(most.build()).types().size());
        ModuleBuilder more = new ModuleBuilder();
        more.type(Collections.nCopies(1_001, NumType.I64), List.of());
        assertSame(Failure.TOO_LARGE, assertThrows(LimitException.class, () -> decode(more.build())).failure());
    }

    @Test
    void offsetsCountFromTheStartOfTheBinary() {
        MalformedException refused = assertThrows(MalformedException.class, () -> decode(section(6, 1, 0x7f, 9)));
        assertEquals(12, refused.offset().orElseThrow());
        assertEquals("malformed mutability at offset 0xc: expected 0 or 1, found 9", refused.getMessage());
    }
}
