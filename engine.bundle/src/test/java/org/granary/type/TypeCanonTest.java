package org.granary.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeCanonTest {
    private final TypeCanon canon = new TypeCanon();

    private static FuncType func(ValType param) {
        return FuncType.of(List.of(param), List.of());
    }

    private static RefType inGroup(int index) {
        return new RefType(true, new TypeIndex(index));
    }

    @Test
    void equalFunctionTypesAreOneObject() {
        assertSame(canon.function(func(ValType.I32)), canon.function(func(ValType.I32)));
        assertNotSame(canon.function(func(ValType.I32)), canon.function(func(ValType.I64)));
    }

    @Test
    void twoCanonsShareNothing() {
        assertNotSame(canon.function(func(ValType.I32)), new TypeCanon().function(func(ValType.I32)));
    }

    @Test
    void groupsAreEqualWhenTheirRollingIs() {
        List<SubType> pair = List.of(SubType.plain(func(inGroup(1))), SubType.plain(func(inGroup(0))));
        assertSame(canon.group(pair).get(1), canon.group(List.copyOf(pair)).get(1));
        assertNotSame(canon.group(pair).get(0), canon.group(List.of(SubType.plain(func(inGroup(0))))).get(0),
                "a group of two is not a group of one");
    }

    @Test
    void membersReferToTheCanonicalTypes() {
        List<DefType> pair = canon.group(List.of(SubType.plain(func(inGroup(1))), SubType.plain(func(inGroup(0)))));
        assertEquals(new RefType(true, pair.get(1)), pair.get(0).func().params().get(0));
        assertEquals(new RefType(true, pair.get(0)), pair.get(1).func().params().get(0));
    }

    @Test
    void aDeclaredSubtypeIsBelowItsChainAndNothingElse() {
        FuncType plain = func(ValType.I32);
        DefType base = canon.group(List.of(new SubType(false, List.of(), plain))).get(0);
        DefType middle = canon.group(List.of(new SubType(false, List.of(base), plain))).get(0);
        DefType leaf = canon.group(List.of(new SubType(true, List.of(middle), plain))).get(0);
        DefType other = canon.group(List.of(new SubType(true, List.of(base), plain))).get(0);
        assertTrue(leaf.isSubtypeOf(base));
        assertTrue(leaf.isSubtypeOf(middle));
        assertTrue(leaf.isSubtypeOf(AbstractHeapType.FUNC));
        assertFalse(leaf.isSubtypeOf(other));
        assertFalse(base.isSubtypeOf(leaf));
        assertFalse(leaf.isSubtypeOf(AbstractHeapType.ANY));
        assertEquals(List.of(base, middle, leaf), leaf.chain());
        assertEquals(2, leaf.depth());
    }

    @Test
    void typesGoWithTheLastUser() throws InterruptedException {
        WeakReference<DefType> gone = new WeakReference<>(canon.function(func(ValType.F32)));
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertSame(null, gone.get());
        assertEquals(func(ValType.F32), canon.function(func(ValType.F32)).func());
    }

    @Test
    void holdingOneMemberKeepsTheGroup() {
        List<SubType> pair = List.of(SubType.plain(func(inGroup(1))), SubType.plain(func(inGroup(0))));
        DefType first = canon.group(pair).get(0);
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        assertSame(first, canon.group(pair).get(0));
    }
}
