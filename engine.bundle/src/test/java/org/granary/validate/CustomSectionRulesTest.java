package org.granary.validate;

import static org.granary.op.CoreOp.BR_IF;
import static org.granary.op.CoreOp.I32_CONST;
import static org.granary.op.CoreOp.NOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.Refusal;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomSectionRulesTest {
    private static final String HINTS = "metadata.code.branch_hint";

    /** A function whose {@code br_if} begins at its byte 3. */
    private static ModuleBuilder module() {
        ModuleBuilder module = new ModuleBuilder();
        module.func(FuncType.taking(), code -> {
            code.number(I32_CONST, 1);
            code.branch(BR_IF, 0);
            code.plain(NOP);
        });
        return module;
    }

    private static List<Refusal> faults(byte[] binary) {
        EngineConfig config = EngineConfig.builder().build();
        return CustomSectionRules.faults(ModuleValidator.validate(ModuleDecoder.decode(binary, config), config, new TypeCanon()));
    }

    /** The builder puts custom sections at the end, where hints are too late. */
    private static byte[] beforeTheCode(byte[] binary, String hex) {
        ByteWriter out = new ByteWriter().bytes(Arrays.copyOf(binary, 8));
        ByteReader in = new ByteReader(binary);
        in.position(8);
        while (!in.atEnd()) {
            int id = in.u8();
            if (id == 10) {
                out.u8(0).sized(new ByteWriter().name(HINTS).bytes(HexFormat.of().parseHex(hex)).toByteArray());
            }
            out.u8(id).sized(in.bytes(in.u32()));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"01000103 0101, ''", "01000103 0100, ''", "00, ''", "01000103 0102, MALFORMED_BRANCH_HINTS",
            "01000103 020101, MALFORMED_BRANCH_HINTS",
        "01000105 0101, INVALID_HINT_TARGET", "01000102 0101, INVALID_HINT_TARGET", "01000203 01010301 01, MALFORMED_BRANCH_HINTS",
        "01010103 0101, MALFORMED_BRANCH_HINTS", "02000103 01010001 030101, MALFORMED_BRANCH_HINTS",
                "01000103 0101ff, MALFORMED_BRANCH_HINTS",
        "0100, MALFORMED_BRANCH_HINTS", "ffffffff0f, MALFORMED_BRANCH_HINTS"})
    void hints(String hex, String failure) {
        List<Refusal> faults = faults(beforeTheCode(module().build(), hex.replace(" ", "")));
        assertEquals(failure, faults.isEmpty() ? "" : faults.get(0).failure().name(), faults::toString);
        assertTrue(faults.stream().allMatch(fault -> fault.offset().isPresent()), faults::toString);
    }

    @Test
    void hintsBehindTheCodeAndASecondTimeAreTold() {
        byte[] late = module().custom(HINTS, new byte[] {0}).build();
        assertEquals("a section before the code", faults(late).get(0).expected());
        assertEquals("another", faults(beforeTheCode(late, "00")).get(0).found());
    }

    @Test
    void namesAreLookedAtToo() {
        assertEquals(List.of(), faults(module().names("m", Map.of(0, "f")).build()));
        Refusal broken = faults(module().custom("name", new byte[] {0, 5, 1, 'm'}).build()).get(0);
        assertEquals(Failure.MALFORMED_NAME_SECTION, broken.failure());
        Refusal order = faults(module().custom("name", new byte[] {1, 1, 0, 0, 2, 1, 'm'}).build()).get(0);
        assertEquals("a subsection above 1", order.expected());
    }

    /** Subsections: functions, locals, types, memories, fields, and one that nobody knows. */
    @ParameterizedTest
    @CsvSource({
        "0105 02 0001610201, unexpected end", "0107 02 000161 000162, an index above 0", "0107 02 000161 020162, ''",
        "0105 01 000161 00, the end of subsection 1", "0003 01 61 00, the end of subsection 0", "0208 02 00 01 000161 01 00, ''",
        "0206 01 00 01 000161, ''", "0207 01 00 01 000161 00, the end of subsection 2",
        "0209 01 00 02 000161 000161, an index above 0", "0205 02 0000 0000, an index above 0",
        "0407 02 010161 000162, an index above 1", "0604 01 000161, ''", "0a06 01 00 01 000161, ''",
        "0b05 01 000161 00, the end of subsection 11", "0c02 ffff, ''"})
    void everyKindOfNamesIsLookedAt(String hex, String expected) {
        List<Refusal> faults = faults(module().custom("name", HexFormat.of().parseHex(hex.replace(" ", ""))).build());
        assertEquals(expected.isEmpty(), faults.isEmpty(), faults::toString);
        assertTrue(faults.isEmpty() || faults.toString().contains(expected), faults::toString);
    }
}
