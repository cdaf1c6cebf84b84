package org.granary.compile.define;

import static org.granary.compile.define.HandGuest.local;
import static org.granary.compile.define.HandGuest.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.compile.ir.Callee;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.Handler;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Label;
import org.granary.compile.ir.Stmt;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.SubType;
import org.granary.type.ValType;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Tag;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;

/**
 * How values and control travel between functions, by bodies in the compiler's own form: much of it no instruction of the language can
 * say yet.
 */
class CallProtocolTest {
    private static final DefType COUNT = type(List.of(ValType.I32, ValType.I64), List.of(ValType.I64));

    private static Expr add64(Expr a, Expr b) {
        return new Expr.Apply(CoreOp.I64_ADD, Kind.I64, List.of(a, b));
    }

    private static Expr less1(Expr a) {
        return new Expr.Apply(CoreOp.I32_SUB, Kind.I32, List.of(a, Expr.Const.i32(1)));
    }

    private static Stmt giveBack(Expr... values) {
        return new Control.Return(9, List.of(values));
    }

    @Test
    void vectorsTravelAsTwoLongsThroughDirectAndIndirectCalls() {
        HandGuest guest = new HandGuest();
        DefType swapType = type(List.of(ValType.V128, ValType.I32, ValType.V128), List.of(ValType.V128, ValType.V128, ValType.I32));
        int swap = guest.function(swapType, List.of(), 0, giveBack(local(2, Kind.V128), local(0, Kind.V128), local(1, Kind.I32)));
        List<Kind> temporaries = List.of(Kind.V128, Kind.V128, Kind.I32);
        List<Expr> arguments = List.of(local(0, Kind.V128), Expr.Const.i32(7), new Expr.Const(Kind.V128, 11, -22));
        DefType outerType = type(List.of(ValType.V128), List.of(ValType.V128, ValType.I32, ValType.V128));
        Stmt back = giveBack(local(1, Kind.V128), local(3, Kind.I32), local(2, Kind.V128));
        int direct = guest.function(outerType, temporaries, 0, new Stmt.Call(1, new Callee.Direct(swap, swapType), arguments,
                List.of(1, 2, 3)), back);
        guest.table(1);
        int indirect = guest.function(outerType, temporaries, 0, new Stmt.Call(1, new Callee.Indirect(swapType, 0, Expr.Const.i32(0)),
                arguments, List.of(1, 2, 3)), back);
        int one = guest.function(type(List.of(ValType.V128), List.of(ValType.V128)), List.of(Kind.V128), 0,
                new Stmt.SetLocal(1, 1, local(0, Kind.V128)), giveBack(local(1, Kind.V128)));
        Instance instance = guest.instance();
        instance.tables[0].set(0, instance.function(swap));
        for (int function : List.of(direct, indirect)) {
            Object[] results = instance.function(function).apply(new Object[] {new long[] {5, -6}});
            assertArrayEquals(new long[] {11, -22}, (long[]) results[0]);
            assertEquals(7, results[1]);
            assertArrayEquals(new long[] {5, -6}, (long[]) results[2]);
        }
        assertArrayEquals(new long[] {1, 2}, (long[]) instance.function(one).apply(new Object[] {new long[] {1, 2}})[0]);
    }

    @Test
    void parametersBeyondTheJvmsSlotsTravelInAnObject() {
        HandGuest guest = new HandGuest();
        int many = 300;
        DefType wide = type(Collections.nCopies(many, ValType.I64), List.of(ValType.I64));
        List<Stmt> body = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            body.add(new Stmt.SetLocal(i, many, add64(local(many, Kind.I64), local(i, Kind.I64))));
        }
        body.add(giveBack(local(many, Kind.I64)));
        List<Stmt> zeroed = new ArrayList<>(body);
        zeroed.add(0, new Stmt.SetLocal(0, many, new Expr.Const(Kind.I64, 0, 0)));
        int adds = guest.function(wide, List.of(Kind.I64), 0, zeroed.toArray(Stmt[]::new));
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            arguments.add(add64(local(0, Kind.I64), new Expr.Const(Kind.I64, i, 0)));
        }
        DefType narrow = type(List.of(ValType.I64), List.of(ValType.I64));
        int calls = guest.function(narrow, List.of(Kind.I64), 0, new Stmt.Call(1, new Callee.Direct(adds, wide), arguments, List.of(1)),
                giveBack(local(1, Kind.I64)));
        Instance instance = guest.instance();
        assertEquals(300L * 5 + 299 * 150, instance.function(calls).apply(new Object[] {5L})[0]);
        assertEquals(300L, instance.function(adds).apply(Collections.nCopies(many, 1L).toArray())[0]);
    }

    @Test
    void severalResultsOfAllKindsAndRecursionWhileTheyAreHeld() {
        HandGuest guest = new HandGuest();
        DefType all = type(List.of(ValType.I32), List.of(ValType.I32, ValType.F32, ValType.F64, ValType.I64, ValType.EXTERNREF,
                ValType.FUNCREF));
        int self = guest.announce(all);
        List<Kind> kinds = List.of(Kind.I32, Kind.F32, Kind.F64, Kind.I64, Kind.ANY, Kind.FUNC);
        Label done = new Label(0, false);
        guest.body(self, all, kinds, 1,
                new Control.BranchIf(1, new Expr.Apply(CoreOp.I32_EQZ, Kind.I32, List.of(local(0, Kind.I32))), done),
                new Stmt.Call(2, new Callee.Direct(self, all), List.of(less1(local(0, Kind.I32))), List.of(1, 2, 3, 4, 5, 6)),
                giveBack(new Expr.Apply(CoreOp.I32_ADD, Kind.I32, List.of(local(1, Kind.I32), local(0, Kind.I32))), local(2, Kind.F32),
                        local(3, Kind.F64),
                        add64(local(4, Kind.I64), new Expr.Const(Kind.I64, 1, 0)), local(5, Kind.ANY), local(6, Kind.FUNC)),
                new Control.Mark(3, done),
                giveBack(Expr.Const.i32(0), new Expr.Const(Kind.F32, 0x7fa0_0001, 0),
                        new Expr.Const(Kind.F64, Double.doubleToRawLongBits(2.5), 0),
                        new Expr.Const(Kind.I64, 0, 0), new Expr.RefNull(Kind.ANY), new Expr.RefFunc(self)));
        Instance instance = guest.instance();
        Object[] results = instance.function(self).apply(new Object[] {100});
        assertEquals(5050, results[0]);
        assertEquals(0x7fa0_0001, Float.floatToRawIntBits((Float) results[1]));
        assertEquals(2.5, results[2]);
        assertEquals(100L, results[3]);
        assertEquals(null, results[4]);
        assertSame(instance.function(self), results[5]);
    }

    private static void countsDown(HandGuest guest, int self, Callee next) {
        Label done = new Label(0, false);
        guest.body(self, COUNT, List.of(), 1,
                new Control.BranchIf(1, new Expr.Apply(CoreOp.I32_EQZ, Kind.I32, List.of(local(0, Kind.I32))), done),
                new Control.TailCall(2, next,
                        List.of(less1(local(0, Kind.I32)), add64(local(1, Kind.I64), new Expr.Const(Kind.I64, 1, 0)))),
                new Control.Mark(3, done),
                giveBack(local(1, Kind.I64)));
    }

    @Test
    void aMillionTailCallsNeedNoStackInOneModuleAndAcrossTwo() {
        HandGuest first = new HandGuest();
        int imported = first.imported(COUNT);
        int ping = first.announce(COUNT);
        int pong = first.announce(COUNT);
        int out = first.announce(COUNT);
        int ordinary = first.announce(COUNT);
        countsDown(first, ping, new Callee.Direct(pong, COUNT));
        countsDown(first, pong, new Callee.Direct(ping, COUNT));
        countsDown(first, out, new Callee.Direct(imported, COUNT));
        // a caller that is no tail call never sees what is pending
        first.body(ordinary, COUNT, List.of(Kind.I64), 0, new Stmt.Call(1, new Callee.Direct(ping, COUNT),
                List.of(local(0, Kind.I32), local(1, Kind.I64)), List.of(2)),
                giveBack(add64(local(2, Kind.I64), new Expr.Const(Kind.I64, 1000, 0))));
        HandGuest second = new HandGuest();
        second.table(1);
        int back = second.announce(COUNT);
        countsDown(second, back, new Callee.Indirect(COUNT, 0, Expr.Const.i32(0)));
        UnlimitedStore store = new UnlimitedStore();
        Instance b = second.instance(store);
        Instance a = first.instance(store, b.function(back));
        b.tables[0].set(0, a.function(out));
        assertEquals(1_000_007L, a.function(ping).apply(new Object[] {1_000_000, 7L})[0]);
        assertEquals(1_000_001L, a.function(out).apply(new Object[] {1_000_001, 0L})[0]);
        assertEquals(1_501L, a.function(ordinary).apply(new Object[] {500, 1L})[0]);
    }

    @Test
    void handlersFindTheirValuesInLocals() {
        for (int budget : List.of(7_000, 120)) {
            HandGuest guest = new HandGuest(budget);
            DefType none = type(List.of(), List.of());
            int thrower = guest.imported(none);
            int tag = guest.tag(List.of(Kind.I32, Kind.I64));
            DefType outer = type(List.of(ValType.I32), List.of(ValType.I64));
            Label caught = new Label(0, false);
            Label other = new Label(1, false);
            Expr product = new Expr.Apply(CoreOp.I32_MUL, Kind.I32, List.of(local(0, Kind.I32), Expr.Const.i32(3)));
            int function = guest.function(outer, List.of(Kind.I32, Kind.I32, Kind.I64), 2,
                    new Stmt.SetLocal(1, 1, product),
                    new Control.Try(2, List.of(
                            new Stmt.Call(3, new Callee.Direct(thrower, none), List.of(), List.of()),
                            giveBack(new Expr.Const(Kind.I64, -1, 0))),
                            List.of(new Handler(tag, List.of(2, 3), -1, caught), new Handler(-1, List.of(), -1, other))),
                    new Control.Mark(4, other),
                    giveBack(new Expr.Apply(CoreOp.I64_EXTEND_I32_S, Kind.I64, List.of(local(1, Kind.I32)))),
                    new Control.Mark(5, caught),
                    giveBack(add64(local(3, Kind.I64), new Expr.Apply(CoreOp.I64_EXTEND_I32_S, Kind.I64,
                            List.of(new Expr.Apply(CoreOp.I32_ADD, Kind.I32, List.of(local(1, Kind.I32), local(2, Kind.I32))))))));
            UnlimitedStore store = new UnlimitedStore();
            Tag known = new Tag(store, type(List.of(ValType.I32, ValType.I64), List.of()));
            RuntimeException[] thrown = {null};
            FuncRef host = HandGuest.shapes().hostFunction(store, none, (caller, arguments) -> {
                if (thrown[0] != null) {
                    throw thrown[0];
                }
                return new Object[0];
            });
            Instance instance = guest.instance(host);
            instance.tags = new Tag[] {known};
            FuncRef target = instance.function(function);
            assertEquals(-1L, target.apply(new Object[] {5})[0]);
            thrown[0] = new ExnRef(known, values(30, 400));
            assertEquals(445L, target.apply(new Object[] {5})[0]);
            thrown[0] = new ExnRef(new Tag(store, known.type), null);
            assertEquals(15L, target.apply(new Object[] {5})[0]);
            thrown[0] = new IllegalStateException("the host's own");
            assertSame(thrown[0], assertThrows(org.granary.vm.HostException.class, () -> target.apply(new Object[] {5})).getCause());
        }
    }

    private static Object values(int first, long second) {
        try {
            Object values = HandGuest.shapes().find("org.granary.shape.V$IJ").getConstructor().newInstance();
            values.getClass().getField("f0").setInt(values, first);
            values.getClass().getField("f1").setLong(values, second);
            return values;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void indirectCallsTakeSubtypesAndRefuseEverythingElse() {
        FuncType func = FuncType.of(List.of(), List.of(ValType.I32));
        DefType wide = HandGuest.TYPES.group(List.of(new SubType(false, List.of(), func))).get(0);
        DefType narrow = HandGuest.TYPES.group(List.of(new SubType(false, List.of(wide), func))).get(0);
        DefType narrowest = HandGuest.TYPES.group(List.of(new SubType(true, List.of(narrow), func))).get(0);
        DefType sibling = HandGuest.TYPES.group(List.of(new SubType(true, List.of(wide), func))).get(0);
        HandGuest guest = new HandGuest();
        guest.table(4);
        List<Integer> members = new ArrayList<>();
        List<DefType> types = List.of(wide, narrow, narrowest, sibling);
        for (int i = 0; i < types.size(); i++) {
            members.add(guest.function(types.get(i), List.of(), 0, giveBack(Expr.Const.i32(i))));
        }
        DefType outer = type(List.of(ValType.I32), List.of(ValType.I32));
        int calls = guest.function(outer, List.of(Kind.I32), 0, new Stmt.Call(1, new Callee.Indirect(narrow, 0, local(0, Kind.I32)),
                List.of(), List.of(1)), giveBack(local(1, Kind.I32)));
        Instance instance = guest.instance();
        for (int i = 0; i < members.size(); i++) {
            instance.tables[0].set(i, instance.function(members.get(i)));
        }
        FuncRef call = instance.function(calls);
        assertEquals(1, call.apply(new Object[] {1})[0]);
        assertEquals(2, call.apply(new Object[] {2})[0]);
        for (int other : List.of(0, 3)) {
            assertEquals(TrapCode.INDIRECT_CALL_TYPE_MISMATCH, assertThrows(Trap.class, () -> call.apply(new Object[] {other})).code());
        }
        assertNotSame(narrow, wide);
    }

    @Test
    void manyFunctionsOfOneShapeAreReachedThroughSeveralSwitches() {
        HandGuest guest = new HandGuest();
        DefType constant = type(List.of(), List.of(ValType.I32));
        int many = 2_000;
        guest.table(many);
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            members.add(guest.function(constant, List.of(), 0, giveBack(Expr.Const.i32(i * 3))));
        }
        DefType outer = type(List.of(ValType.I32), List.of(ValType.I32));
        int calls = guest.function(outer, List.of(Kind.I32), 0, new Stmt.Call(1, new Callee.Indirect(constant, 0, local(0, Kind.I32)),
                List.of(), List.of(1)), giveBack(local(1, Kind.I32)));
        Instance instance = guest.instance();
        for (int i = 0; i < many; i++) {
            instance.tables[0].set(i, instance.function(members.get(i)));
        }
        for (int i = 0; i < many; i += 37) {
            assertEquals(i * 3, instance.function(calls).apply(new Object[] {i})[0]);
            assertEquals(i * 3, instance.function(members.get(i)).apply(new Object[0])[0]);
        }
        ClassSizes.check(new ClassSource(guest.define().plan()).all("n"));
    }

    @Test
    void anIndirectCallReachesAnotherInstanceThroughItsOwnCode() {
        HandGuest guest = new HandGuest();
        DefType get = type(List.of(), List.of(ValType.I32));
        guest.table(1);
        guest.memory();
        int load = guest.function(get, List.of(), 0, giveBack(new Expr.Load(CoreOp.I32_LOAD, Kind.I32, 0, 4, Expr.Const.i32(0))));
        int calls = guest.function(get, List.of(Kind.I32), 0, new Stmt.Call(1, new Callee.Indirect(get, 0, Expr.Const.i32(0)), List.of(),
                List.of(0)), giveBack(local(0, Kind.I32)));
        Instance a = guest.instance();
        Instance b = guest.instance();
        b.memories[0].write(4, new byte[] {42, 0, 0, 0}, 0, 4);
        a.tables[0].set(0, b.function(load));
        assertEquals(42, a.function(calls).apply(new Object[0])[0]);
        assertTrue(a.function(load) != b.function(load));
    }
}
