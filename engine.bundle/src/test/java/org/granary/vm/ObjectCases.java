package org.granary.vm;

import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.type.DefType;
import org.granary.type.PackedType;

/** The routines on references, exceptions and traps, and on a store's accounts of fuel, epochs and objects. */
final class ObjectCases {
    private final Brink brink;
    private final BrinkSurroundings surroundings;
    private final Instance instance;
    private final BrinkSurroundings.Store store;

    ObjectCases(Brink brink, BrinkSurroundings surroundings) {
        this.brink = brink;
        this.surroundings = surroundings;
        this.instance = surroundings.instance;
        this.store = surroundings.store;
    }

    void add() {
        references();
        exceptions();
        budget();
        fuelAndEpochs();
        brink.pure("Traps.guest(L)", () -> Traps.guest(new ArithmeticException()) instanceof Trap ? 1 : 0, 1);
        brink.pure("Traps.guest(L)", () -> Traps.guest(new NullPointerException()) instanceof Trap ? 1 : 0, 1);
        brink.pure("Traps.named(L)", () -> Traps.named("UNREACHABLE") instanceof Trap ? 1 : 0, 1);
        brink.pure("ArrayFrame.<init>(IIIIII)", () -> new ArrayFrame(1, 2, 3, 4, 5, 6).a5.length, 6);
        TailCall call = new TailCall() {
        };
        brink.pure("VmStore.takePending()", () -> {
            store.leave(call);
            return store.takePending() == call ? 1 : 0;
        }, 1);
    }

    private void references() {
        GcStruct one = surroundings.structure();
        I31 small = I31.of(-5);
        FuncRef function = instance.function(0);
        DefType another = surroundings.arrayType(PackedType.I8);
        brink.pure("References.nonNull(L)", () -> References.nonNull((Object) one) == one ? 1 : 0, 1);
        brink.pure("References.nonNull(L)", () -> References.nonNull(function) == function ? 1 : 0, 1);
        brink.traps("References.nonNull(L)", TrapCode.NULL_REFERENCE, () -> References.nonNull((Object) null));
        brink.pure("References.ref_eq(LL)", () -> References.ref_eq(small, References.ref_i31(-5)), 1);
        brink.pure("References.ref_i31(I)", () -> References.ref_i31(3) == null ? 0 : 1, 1);
        brink.pure("References.i31_get_s(L)", () -> References.i31_get_s(small), -5);
        brink.pure("References.i31_get_u(L)", () -> References.i31_get_u(small), Integer.MAX_VALUE - 4);
        brink.pure("References.isAny(LZ)", () -> References.isAny(one, false) ? 1 : 0, 1);
        brink.pure("References.isNone(LZ)", () -> References.isNone(one, false) ? 1 : 0, 0);
        brink.pure("References.isEq(LZ)", () -> References.isEq(one, false) ? 1 : 0, 1);
        brink.pure("References.isI31(LZ)", () -> References.isI31(small, false) ? 1 : 0, 1);
        brink.pure("References.isStruct(LZ)", () -> References.isStruct(one, false) ? 1 : 0, 1);
        brink.pure("References.isArray(LZ)", () -> References.isArray(one, false) ? 1 : 0, 0);
        brink.pure("References.isType(LZL)", () -> References.isType(one, false, another) ? 1 : 0, 0);
        brink.pure("References.cast(LZ)", () -> References.cast(one, true) == one ? 1 : 0, 1);
        brink.traps("References.cast(LZ)", TrapCode.CAST_FAILURE, () -> References.cast(one, false));
    }

    private void exceptions() {
        ExnRef thrown = ExnRef.make(null, instance, 0);
        // counted, or never made
        brink.counted("ExnRef.make(LLI)", () -> ExnRef.make(null, instance, 1), store::taken, instance.tags[1].bytes + 16);
        brink.pure("ExnRef.thrown(L)", () -> ExnRef.thrown(thrown) == thrown ? 1 : 0, 1);
        brink.traps("ExnRef.thrown(L)", TrapCode.NULL_REFERENCE, () -> ExnRef.thrown(null));
        brink.pure("ExnRef.choose(LLL)", () -> ExnRef.choose(thrown, instance, "\0\1\0\0"), 1);
        brink.pure("ExnRef.values(L)", () -> ExnRef.values(thrown) == null ? 1 : 0, 1);
    }

    private void budget() {
        DefType bytes = surroundings.arrayType(PackedType.I8);
        brink.counted("GcArray.make(ILL)", () -> GcArray.make(400, instance, bytes), store::taken, 416);
    }

    private void fuelAndEpochs() {
        brink.counted("VmStore.spend(J)", () -> store.spend(3), store::fuelLeft, -3);
        brink.counted("VmStore.settle(J)", () -> store.settle(3), store::fuelLeft, -3);
        brink.counted("VmStore.spendElements(II)", () -> store.spendElements(16, 8), store::fuelLeft, -2);
        brink.counted("VmStore.hold(I)", () -> store.hold(16), () -> store.held, 16);
        brink.counted("VmStore.exceeds(J)", () -> store.exceeds(3), store::fuelLeft, 0);
        brink.counted("VmStore.endsWithin(JJJ)", () -> store.endsWithin(1, 1, 2), store::fuelLeft, 0);
        // whoever asked for more owes what it has spent; the round pays when it begins
        brink.pure("VmStore.endsWithin(JJJ)", () -> {
            store.drain();
            store.endsWithin(5, 7, 70);
            return store.fuelLeft();
        }, 1_000_000);
        store.tick();
        brink.counted("VmStore.lookAtEpoch()", store::lookAtEpoch, store::asked, 1);
        brink.counted("VmStore.glanceAtEpoch()", store::glanceAtEpoch, store::asked, 1);
        brink.counted("VmStore.watchEpoch()", store::watchEpoch, store::asked, 1);
    }
}
