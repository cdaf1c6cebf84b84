package org.granary.vm;

/**
 * A call with boxed values: i32 Integer, i64 Long, f32 Float, f64 Double, v128 a {@code long[2]} (low half first), references the objects
 * themselves. Implemented by the generated call interfaces.
 */
public interface Untyped {
    /**
     * Calls the function. Never leaves a tail call behind.
     *
     * @param arguments as many as the type has parameters, of the right classes
     * @return as many as the type has results
     * @throws ClassCastException when an argument is of another class; callers check before
     */
    Object[] apply(Object[] arguments);
}
