package org.granary.interpret;

import org.granary.op.Op;
import org.granary.vm.op.CanonicalNans;

/** Makes the float or vector that a row of {@link org.granary.op.NanResults} pushes canonical. Immutable. */
final class NanStep {
    private NanStep() {
    }

    /**
     * A row's step, and what stands behind it.
     *
     * @param op  the row
     * @param row its step, which pushes one result
     * @return the step that pushes the canonical result
     */
    static Step after(Op op, Step row) {
        boolean single = op.text().startsWith("f32");
        return at -> {
            row.run(at);
            at.push(canonical(at.pop(), single));
        };
    }

    private static Object canonical(Object value, boolean single) {
        if (value instanceof Float f) {
            return CanonicalNans.f32(f);
        }
        if (value instanceof Double d) {
            return CanonicalNans.f64(d);
        }
        long[] halves = (long[]) value;
        return single ? new long[] {CanonicalNans.f32x4(halves[0]), CanonicalNans.f32x4(halves[1])}
                : new long[] {CanonicalNans.f64x2(halves[0]), CanonicalNans.f64x2(halves[1])};
    }
}
