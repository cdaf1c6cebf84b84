package org.granary.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubtypingTest {
    @ParameterizedTest
    @CsvSource({"NOFUNC,FUNC,true", "FUNC,NOFUNC,false", "I31,EQ,true", "I31,ANY,true", "STRUCT,EQ,true", "STRUCT,ARRAY,false",
            "EQ,ANY,true", "ANY,EQ,false", "NONE,I31,true", "NONE,FUNC,false",
            "NOEXTERN,EXTERN,true", "EXTERN,ANY,false", "NOEXN,EXN,true", "FUNC,ANY,false"})
    void abstractHeapTypes(AbstractHeapType narrow, AbstractHeapType wide, boolean below) {
        assertEquals(below, narrow.isSubtypeOf(wide));
    }

    @Test
    void everyTypeIsBelowItsTopAndAboveItsBottom() {
        for (AbstractHeapType type : AbstractHeapType.values()) {
            assertTrue(type.isSubtypeOf(type.top()), type + " below its top");
            assertTrue(type.bottom().isSubtypeOf(type), type + " above its bottom");
        }
    }

    @Test
    void nullabilityOnlyWidens() {
        assertTrue(ValType.FUNCREF.nonNull().isSubtypeOf(ValType.FUNCREF));
        assertFalse(ValType.FUNCREF.isSubtypeOf(ValType.FUNCREF.nonNull()));
        assertFalse(ValType.FUNCREF.nonNull().isDefaultable());
        assertFalse(ValType.I32.isSubtypeOf(ValType.I64));
    }

    @Test
    void anIndexBelowNothingButItself() {
        assertFalse(AbstractHeapType.NOFUNC.isSubtypeOf(new TypeIndex(0)));
        assertThrows(IllegalStateException.class, () -> new TypeIndex(3).top());
    }

    @Test
    void limitsAcceptWhatIsLargeEnoughAndCannotOutgrowThem() {
        Limits asked = Limits.between(2, 5);
        assertTrue(asked.accept(2, OptionalLong.of(5)));
        assertFalse(asked.accept(1, OptionalLong.of(5)));
        assertFalse(asked.accept(2, OptionalLong.of(6)));
        assertFalse(asked.accept(2, OptionalLong.empty()));
        assertTrue(Limits.atLeast(2).accept(-1, OptionalLong.empty()), "sizes are unsigned");
    }

    @Test
    void textNamesAreTheSpecifications() {
        assertEquals("(func (param i32 (ref null extern)) (result f64))".replace("(ref null extern)", "externref"),
                FuncType.taking(ValType.I32, ValType.EXTERNREF).returning(ValType.F64).toString());
        assertEquals("(memory 1 2 shared)", MemoryType.shared(1, 2).toString());
        assertEquals("(table 0 funcref)", TableType.of(RefType.FUNCREF, 0).toString());
        assertEquals("(global (mut v128))", GlobalType.mutable(ValType.V128).toString());
        assertEquals("(ref func)", RefType.FUNCREF.nonNull().toString());
    }

    @Test
    void addressTypesAreIntegers() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryType(Limits.atLeast(0), NumType.F32, false));
        assertThrows(IllegalArgumentException.class, () -> new TableType(RefType.FUNCREF, Limits.atLeast(0), NumType.F64));
    }
}
