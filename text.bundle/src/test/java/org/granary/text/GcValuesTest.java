package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.granary.engine.Engine;
import org.granary.engine.LimitException;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.store.ArrayRef;
import org.granary.store.ExternRef;
import org.granary.store.I31Ref;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.store.StructRef;
import org.granary.store.V128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Structures, arrays and scalars between guests and hosts. */
class GcValuesTest {
    private final Engine engine = Engine.create();
    private final Store<Void> store = Store.create(engine);

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private Instance instance(String text) {
        return Instance.create(store, engine.compile(text.getBytes(StandardCharsets.UTF_8)), List.of());
    }

    private static Object call(Instance instance, String name, Object... arguments) {
        Object[] results = instance.func(name).call(arguments);
        return results.length == 0 ? null : results[0];
    }

    @Test
    void aHostReadsAndSetsTheFieldsOfAStructure() {
        Instance instance = instance("""
                (module
                  (type $t (sub (struct (field (mut i8)) (field i64) (field (mut v128)) (field (mut (ref null $t))))))
                  (func (export "make") (result (ref $t))
                    (struct.new $t (i32.const -1) (i64.const 7) (v128.const i64x2 1 2) (ref.null $t)))
                  (func (export "first") (param (ref $t)) (result i32) (struct.get_s $t 0 (local.get 0)))
                  (func (export "same") (param (ref $t)) (result (ref $t)) (local.get 0)))
                """);
        StructRef made = (StructRef) call(instance, "make");
        assertEquals(4, made.size());
        assertEquals(255, made.get(0));
        assertEquals(7L, made.get(1));
        assertEquals(new V128(1, 2), made.get(2));
        assertNull(made.get(3));
        made.set(0, 0x180);
        made.set(2, new V128(3, 4));
        made.set(3, made);
        assertEquals(-128, call(instance, "first", made));
        assertEquals(made, made.get(3));
        assertEquals(made, call(instance, "same", made));
        assertNotEquals(made, call(instance, "make"));
        assertThrows(UnsupportedOperationException.class, () -> made.set(1, 8L));
        assertThrows(IllegalArgumentException.class, () -> made.set(3, "text"));
        assertThrows(IndexOutOfBoundsException.class, () -> made.get(4));
    }

    @Test
    void aHostReadsAndSetsTheElementsOfAnArray() {
        Instance instance = instance("""
                (module
                  (type $a (array (mut f64)))
                  (type $other (array (mut f64)))
                  (type $b (array (mut i16)))
                  (func (export "make") (param i32) (result (ref $a)) (array.new $a (f64.const 0.5) (local.get 0)))
                  (func (export "get") (param anyref i32) (result f64) (array.get $a (ref.cast (ref $a) (local.get 0)) (local.get 1)))
                  (func (export "b") (result (ref $b)) (array.new_fixed $b 2 (i32.const 1) (i32.const -2)))
                  (func (export "takes") (param (ref $a))))
                """);
        ArrayRef made = (ArrayRef) call(instance, "make", 3);
        assertEquals(3, made.size());
        made.set(2, 1.25);
        assertEquals(1.25, call(instance, "get", made, 2));
        assertEquals(0.5, made.get(1));
        assertSame(TrapCode.ARRAY_OUT_OF_BOUNDS, assertThrows(Trap.class, () -> call(instance, "get", made, 3)).code());
        ArrayRef shorts = (ArrayRef) call(instance, "b");
        assertEquals(0xfffe, shorts.get(1));
        assertSame(TrapCode.CAST_FAILURE, assertThrows(Trap.class, () -> call(instance, "get", shorts, 0)).code());
        assertThrows(IllegalArgumentException.class, () -> call(instance, "takes", shorts));
        assertSame(TrapCode.ALLOCATION_TOO_LARGE, assertThrows(Trap.class, () -> call(instance, "make", -1)).code());
    }

    @Test
    void scalarsAreEqualByValueAndHostValuesStayThemselves() {
        Instance instance = instance("""
                (module
                  (func (export "eq") (param eqref eqref) (result i32) (ref.eq (local.get 0) (local.get 1)))
                  (func (export "in") (param externref) (result anyref) (any.convert_extern (local.get 0)))
                  (func (export "out") (param anyref) (result externref) (extern.convert_any (local.get 0)))
                  (func (export "is") (param anyref) (result i32) (ref.test (ref eq) (local.get 0))))
                """);
        assertEquals(1, call(instance, "eq", I31Ref.of(-5), I31Ref.of(-5)));
        assertEquals(1, call(instance, "eq", I31Ref.of(1 << 31 | 3), I31Ref.of(3)));
        assertEquals(0, call(instance, "eq", I31Ref.of(4), I31Ref.of(3)));
        assertEquals(-5, I31Ref.of(-5).value());
        assertEquals(0x7fff_fffb, I31Ref.of(-5).unsignedValue());
        ExternRef host = ExternRef.create(store, "host");
        assertSame(host, call(instance, "in", host));
        assertSame(host, call(instance, "out", host));
        assertEquals(I31Ref.of(9), call(instance, "out", I31Ref.of(9)));
        assertEquals(0, call(instance, "is", host));
        assertEquals(1, call(instance, "is", I31Ref.of(0)));
        assertThrows(IllegalArgumentException.class, () -> call(instance, "eq", host, null));
    }

    @Test
    void valuesOfAnotherStoreAreRefused() {
        String text = "(module (type $t (struct)) (func (export \"make\") (result (ref $t)) (struct.new $t))"
                + " (func (export \"take\") (param (ref $t))))";
        Object made = call(instance(text), "make");
        try (Store<Void> other = Store.create(engine)) {
            Instance second = Instance.create(other, engine.compile(text.getBytes(StandardCharsets.UTF_8)), List.of());
            assertThrows(IllegalArgumentException.class, () -> second.func("take").call(made));
        }
        call(instance(text), "take", made);
    }

    @Test
    void typesAreTheSameAcrossModulesOfAnEngine() {
        String types = "(rec (type $n (sub (struct (field $next (mut (ref null $n))))))"
                + " (type $m (sub $n (struct (field (mut (ref null $n))) (field i32)))))";
        Instance first = instance("(module " + types
                + " (func (export \"make\") (result anyref) (struct.new $m (ref.null $n) (i32.const 42))))");
        Instance second = instance("(module (type (func)) " + types
                + " (func (export \"get\") (param anyref) (result i32) (struct.get $m 1 (ref.cast (ref $m) (local.get 0)))))");
        assertEquals(42, call(second, "get", call(first, "make")));
        Instance alone = instance("(module (type $n (sub (struct (field (mut (ref null $n))))))"
                + " (type $m (sub $n (struct (field (mut (ref null $n))) (field i32))))"
                + " (func (export \"is\") (param anyref) (result i32) (ref.test (ref $m) (local.get 0))))");
        assertEquals(0, call(alone, "is", call(first, "make")));
    }

    @Test
    void objectsOfThousandsOfOperandsAreMade() {
        int many = 3_000;
        String fields = IntStream.range(0, many).mapToObj(i -> "(field i32)").collect(Collectors.joining());
        String values = IntStream.range(0, many).mapToObj(i -> "(i32.add (local.get 0) (i32.const " + i + "))")
                .collect(Collectors.joining());
        Instance instance = instance("(module (type $s (struct " + fields + ")) (type $a (array i32))"
                + " (func (export \"struct\") (param i32) (result i32) (struct.get $s 2999 (struct.new $s " + values + ")))"
                + " (func (export \"array\") (param i32) (result i32) (array.get $a (array.new_fixed $a " + many + " " + values
                + ") (i32.const 2998))))");
        assertEquals(3_099, call(instance, "struct", 100));
        assertEquals(3_098, call(instance, "array", 100));
    }

    @Test
    void readsAreNotMovedPastWrites() {
        Instance instance = instance("""
                (module
                  (type $s (struct (field (mut i32))))
                  (type $a (array (mut i32)))
                  (func (export "struct") (result i32) (local $s (ref null $s))
                    (local.set $s (struct.new $s (i32.const 1)))
                    (struct.get $s 0 (local.get $s))
                    (struct.set $s 0 (local.get $s) (i32.const 10))
                    (i32.sub (struct.get $s 0 (local.get $s))))
                  (func (export "array") (result i32) (local $a (ref null $a))
                    (local.set $a (array.new $a (i32.const 1) (i32.const 2)))
                    (array.get $a (local.get $a) (i32.const 1))
                    (array.fill $a (local.get $a) (i32.const 0) (i32.const 10) (i32.const 2))
                    (i32.sub (array.get $a (local.get $a) (i32.const 1))))
                  (func (export "twice") (result i32) (local $x eqref)
                    (block $l (result eqref)
                      (br_on_non_null $l (struct.new_default $s))
                      (ref.null none))
                    (local.tee $x)
                    (ref.eq (local.get $x))))
                """);
        assertArrayEquals(new Object[] {-9}, instance.func("struct").call());
        assertArrayEquals(new Object[] {-9}, instance.func("array").call());
        assertArrayEquals(new Object[] {1}, instance.func("twice").call());
    }

    @Test
    void bothOperandsOfASelectAreEvaluated() {
        Instance instance = instance("""
                (module
                  (type $a (array i32))
                  (func (export "len") (param i32) (result i32)
                    (select (i32.const 7) (array.len (ref.null $a)) (local.get 0)))
                  (func (export "i31") (param i32) (result i32)
                    (select (i31.get_s (ref.null i31)) (i32.const 7) (local.get 0)))
                  (func (export "nonNull") (param i32 (ref null $a)) (result (ref $a))
                    (select (result (ref $a)) (array.new_default $a (i32.const 1)) (ref.as_non_null (local.get 1)) (local.get 0)))
                  (func (export "dropped") (drop (array.len (ref.null $a)))))
                """);
        for (Object[] call : new Object[][] {{"len", 1}, {"len", 0}, {"i31", 1}, {"i31", 0}, {"nonNull", 1, null}, {"nonNull", 0, null},
            {"dropped"}}) {
            Object[] arguments = java.util.Arrays.copyOfRange(call, 1, call.length);
            Trap trap = assertThrows(Trap.class, () -> call(instance, (String) call[0], arguments), (String) call[0]);
            assertSame(TrapCode.NULL_REFERENCE, trap.code());
        }
    }

    private static String struct(int fields) {
        return "(type $s (struct " + "(field (mut i32)) (field i64)".repeat(fields / 2) + "(field i32)".repeat(fields % 2) + "))";
    }

    private static String chain(int depth) {
        return "(type $t0 (sub (struct)))"
                + IntStream.rangeClosed(1, depth).mapToObj(i -> "(type $t" + i + " (sub $t" + (i - 1) + " (struct)))")
                .collect(Collectors.joining());
    }

    private static String fixed(int operands) {
        return "(type $a (array i32)) (func (export \"len\") (result i32) (array.len (array.new_fixed $a " + operands + " "
                + "(i32.const 1)".repeat(operands) + ")))";
    }

    @Test
    void limitsAreTakenAndOneMoreIsRefused() {
        Instance wide = instance(struct(10_000) + "(func (export \"last\") (result i64) (struct.get $s 9999 (struct.new_default $s)))");
        assertEquals(0L, call(wide, "last"));
        assertThrows(LimitException.class, () -> instance(struct(10_001)));
        instance(chain(63));
        assertThrows(LimitException.class, () -> instance(chain(64)));
        assertEquals(10_000, call(instance(fixed(10_000)), "len"));
        assertThrows(LimitException.class, () -> instance(fixed(10_001)));
    }

    @Test
    void globalsHoldObjectsOfConstantExpressions() {
        Instance instance = instance("""
                (module
                  (type $p (struct (field i8) (field v128) (field f32) (field (ref $a))))
                  (type $a (array f64))
                  (global (export "p") (ref $p) (struct.new $p (i32.const 300) (v128.const i64x2 5 6) (f32.const 1.5)
                    (array.new $a (f64.const 2.5) (i32.const 3)))))
                """.replace("(type $p", "(rec (type $p").replace("(type $a (array f64))", "(type $a (array f64)))"));
        StructRef p = (StructRef) instance.global("p").get();
        assertEquals(44, p.get(0));
        assertEquals(new V128(5, 6), p.get(1));
        assertEquals(1.5f, p.get(2));
        ArrayRef a = (ArrayRef) p.get(3);
        assertEquals(3, a.size());
        assertEquals(2.5, a.get(2));
        assertTrue(a.toString().contains("f64"));
    }
}
