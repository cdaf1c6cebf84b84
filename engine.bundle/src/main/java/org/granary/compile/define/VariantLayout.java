package org.granary.compile.define;

import java.util.List;
import org.granary.compile.emit.MemoryAccess;
import org.granary.compile.emit.MemoryAccesses;
import org.granary.compile.emit.ModuleLayout;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.type.DefType;

/** A module's layout in one variant. Immutable. */
final class VariantLayout implements ModuleLayout {
    /** Parts of a function beyond this many stand in further classes: each may name some 1,000 others, and a class some 15,000. */
    private static final int MOST_PARTS = 10;

    private final ModulePlan plan;
    private final String variant;

    VariantLayout(ModulePlan plan, String variant) {
        this.plan = plan;
        this.variant = variant;
    }

    @Override
    public String instance() {
        return plan.instance();
    }

    @Override
    public String stubs(CallShape shape) {
        return plan.stubs(plan.stubs().of(shape), variant);
    }

    /** The class that chooses among functions of a shape for callers from outside. */
    String ways(CallShape shape) {
        return plan.ways(plan.ways().of(shape), variant);
    }

    @Override
    public String stub(CallShape shape) {
        return "call$" + shape.suffix();
    }

    @Override
    public MemoryAccess access(int memory) {
        return MemoryAccesses.of(variant.charAt(memory));
    }

    @Override
    public boolean steady(int memory) {
        return plan.steady(memory);
    }

    @Override
    public boolean imported(int function) {
        return function < plan.module.importedFunctions();
    }

    @Override
    public String owner(int function, int part) {
        String first = plan.functions(plan.classOf(function), variant);
        return part < MOST_PARTS ? first : plan.packageName + "/P" + function + "x" + part / MOST_PARTS + "$" + variant;
    }

    @Override
    public String method(int function) {
        return plan.method(function);
    }

    @Override
    public boolean cell(int global) {
        return plan.cell(global);
    }

    @Override
    public Kind globalKind(int global) {
        return plan.globalKind(global);
    }

    @Override
    public CallShape shape(DefType type) {
        return plan.shape(type);
    }

    @Override
    public DefType type(int index) {
        return plan.module.type(index);
    }

    @Override
    public String structure(int type) {
        return plan.structure(type);
    }

    @Override
    public int typeIndex(DefType type) {
        return plan.typeIndex(type);
    }

    @Override
    public boolean canonicalNans() {
        return plan.config.canonicalizeNans();
    }

    @Override
    public boolean shares() {
        return variant.indexOf('s') >= 0;
    }

    @Override
    public boolean checkpoints() {
        return plan.config.interruptable();
    }

    @Override
    public boolean metered() {
        return plan.config.consumeFuel();
    }

    @Override
    public boolean epochs() {
        return plan.config.epochInterruption();
    }

    @Override
    public List<Kind> tagKinds(int tag) {
        return plan.bodies.tagKinds(tag);
    }
}
