package org.granary.vm.op.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.granary.engine.Proposal;
import org.granary.op.SimdOp;
import org.junit.jupiter.api.Test;

class SimdMethodTest {
    private static final List<Class<?>> OWNERS =
            List.of(I8x16.class, I16x8.class, I32x4.class, I64x2.class, F32x4.class, F64x2.class, V128.class, Relaxed.class);

    @Test
    void codesRiseAndNamesFollowTheText() {
        int last = -1;
        int strict = 0;
        for (SimdOp row : SimdOp.values()) {
            assertTrue(row.code() > last, row.text());
            last = row.code();
            strict += row.proposal() == Proposal.SIMD ? 1 : 0;
            assertEquals(row.name(), row.text().replace('.', '_').toUpperCase(Locale.ROOT));
            assertEquals(row.proposal() == Proposal.RELAXED_SIMD, row.text().contains("relaxed_"), row.text());
        }
        assertEquals(236, strict);
        assertEquals(256, SimdOp.values().length);
        assertEquals(0x113, last);
    }

    @Test
    void everyRowHasItsMethodsAndEveryMethodItsRow() {
        SimdCalls calls = new SimdCalls();
        Set<String> bound = new TreeSet<>();
        for (SimdOp op : SimdOp.values()) {
            SimdMethod row = SimdMethod.of(op);
            if (row.form().hasMethods()) {
                for (String suffix : row.form() == SimdForm.PAIR ? List.of("_lo", "_hi") : List.of("")) {
                    calls.handle(row, suffix);
                    bound.add(row.name() + suffix);
                }
            }
        }
        Set<String> present = new TreeSet<>();
        for (Class<?> owner : OWNERS) {
            for (Method method : owner.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    present.add(method.getName());
                }
            }
        }
        assertEquals(bound, present);
    }

    @Test
    void knownCodesStandWhereTheSpecificationPutsThem() {
        assertEquals(0x0c, SimdOp.V128_CONST.code());
        assertEquals(0x23, SimdOp.I8X16_EQ.code());
        assertEquals(0x53, SimdOp.V128_ANY_TRUE.code());
        assertEquals(0x6e, SimdOp.I8X16_ADD.code());
        assertEquals(0x8d, SimdOp.I16X8_SHR_U.code());
        assertEquals(0xb5, SimdOp.I32X4_MUL.code());
        assertEquals(0xba, SimdOp.I32X4_DOT_I16X8_S.code());
        assertEquals(0xd6, SimdOp.I64X2_EQ.code());
        assertEquals(0xff, SimdOp.F64X2_CONVERT_LOW_I32X4_U.code());
        assertEquals(0x113, SimdOp.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S.code());
    }

    @Test
    void descriptorsFollowFormAndSignature() {
        assertEquals("(JJ)J", SimdMethod.of(SimdOp.I8X16_ADD).descriptor());
        assertEquals("(JI)J", SimdMethod.of(SimdOp.I8X16_SHL).descriptor());
        assertEquals("(JJI)F", SimdMethod.of(SimdOp.F32X4_EXTRACT_LANE).descriptor());
        assertEquals("(JJDI)J", SimdMethod.of(SimdOp.F64X2_REPLACE_LANE).descriptor());
        assertEquals("(JJJJJJ)J", SimdMethod.of(SimdOp.I8X16_SHUFFLE).descriptor());
        assertThrows(IllegalStateException.class, SimdMethod.of(SimdOp.V128_LOAD)::descriptor);
        assertThrows(IllegalStateException.class, SimdMethod.of(SimdOp.V128_CONST)::owner);
    }
}
