package org.granary.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.granary.testing.Collected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
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
    void whatNamesNoTypeIsRefused() {
        canon.function(func(inGroup(0)));
        for (int index : new int[] {1, -1, 65_536, Integer.MAX_VALUE}) {
            String message = assertThrows(IllegalArgumentException.class, () -> canon.function(func(inGroup(index)))).getMessage();
            assertTrue(message.endsWith("below 1, found type index " + index), message);
        }
        assertThrows(IllegalArgumentException.class, () -> canon.group(List.of(SubType.plain(func(inGroup(1))),
                SubType.plain(func(inGroup(2))))));
        assertThrows(IllegalArgumentException.class, () -> canon.function(func(new RefType(true, BottomHeapType.BOT))));
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
    void typesGoWithTheLastUser() {
        WeakReference<DefType> gone = new WeakReference<>(canon.function(func(ValType.F32)));
        Collected.await("a type that nobody uses", () -> gone.get() == null);
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

    /**
     * Two lists of types with one hash, whatever the hashes of the types are: that of a list is the sum of its elements' hashes times
     * powers of 31, and these differ by a multiple of two to the 32nd.
     */
    private static List<List<ValType>> alike() {
        int[] powers = new int[26];
        powers[25] = 1;
        for (int i = 24; i >= 0; i--) {
            powers[i] = powers[i + 1] * 31;
        }
        Random random = new Random(1);
        Map<Integer, List<ValType>> seen = new HashMap<>();
        while (true) {
            int sum = 0;
            List<ValType> types = new ArrayList<>();
            for (int power : powers) {
                boolean wide = random.nextBoolean();
                types.add(wide ? ValType.I64 : ValType.I32);
                sum += wide ? power : 0;
            }
            List<ValType> other = seen.put(sum, types);
            if (other != null && !other.equals(types)) {
                return List.of(types, other);
            }
        }
    }

    /** As many as are made of two such lists: with a map of lists each look-up compared with all of them, a minute for these. */
    @Test
    void thousandsOfTypesWithOneHashAreFoundAtOnce() {
        List<List<ValType>> alike = alike();
        assertEquals(alike.get(0).hashCode(), alike.get(1).hashCode());
        int bits = 15;
        Set<DefType> made = new HashSet<>();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int number = 0; number < 1 << bits; number++) {
                List<ValType> types = new ArrayList<>();
                for (int bit = 0; bit < bits; bit++) {
                    types.addAll(alike.get(number >> bit & 1));
                }
                made.add(canon.function(FuncType.of(types, List.of())));
            }
        });
        assertEquals(1 << bits, made.size());
    }

    @Test
    void textsTellApartWhatIsNotTheSame() {
        DefType one = canon.function(func(ValType.I32));
        DefType other = canon.function(func(ValType.I64));
        List<List<SubType>> groups = new ArrayList<>();
        List<HeapType> heaps = List.of(AbstractHeapType.FUNC, AbstractHeapType.ANY, new TypeIndex(0), one, other);
        List<StorageType> types = new ArrayList<>(List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128, PackedType.I8,
                PackedType.I16));
        heaps.forEach(heap -> types.addAll(List.of(new RefType(true, heap), new RefType(false, heap))));
        for (StorageType type : types) {
            for (boolean mutable : new boolean[] {false, true}) {
                FieldType field = new FieldType(type, mutable);
                List.of(new ArrayType(field), new StructType(List.of(field)), new StructType(List.of(field, field)))
                        .forEach(content -> groups.add(List.of(SubType.plain(content))));
                groups.add(List.of(SubType.plain(new ArrayType(field)), SubType.plain(new ArrayType(field))));
            }
            if (type instanceof ValType value) {
                groups.add(List.of(SubType.plain(FuncType.of(List.of(value), List.of()))));
                groups.add(List.of(SubType.plain(FuncType.of(List.of(), List.of(value)))));
                groups.add(List.of(new SubType(false, List.of(), FuncType.of(List.of(), List.of(value)))));
                groups.add(List.of(new SubType(true, List.of(one), FuncType.of(List.of(), List.of(value)))));
            }
        }
        Set<String> texts = new HashSet<>();
        groups.forEach(group -> {
            assertTrue(texts.add(GroupText.of(group, canon)), group::toString);
            assertEquals(GroupText.of(group, canon), GroupText.of(List.copyOf(group), canon));
        });
    }

    @Test
    void typesOfAnotherCanonAreRefused() {
        DefType foreign = new TypeCanon().function(func(ValType.I32));
        assertThrows(IllegalArgumentException.class, () -> canon.function(func(new RefType(true, foreign))));
    }
}
