package org.granary.type;

/** The four number types; {@link #toString()} gives the name of the text format. Immutable. */
public enum NumType implements ValType {
    /** 32-bit integer. */
    I32("i32"),
    /** 64-bit integer. */
    I64("i64"),
    /** 32-bit IEEE 754 float. */
    F32("f32"),
    /** 64-bit IEEE 754 float. */
    F64("f64");

    private final String text;

    NumType(String text) {
        this.text = text;
    }

    @Override
    public ValType unpacked() {
        return this;
    }

    @Override
    public boolean isDefaultable() {
        return true;
    }

    @Override
    public boolean isSubtypeOf(ValType other) {
        return this == other;
    }

    @Override
    public String toString() {
        return text;
    }
}
