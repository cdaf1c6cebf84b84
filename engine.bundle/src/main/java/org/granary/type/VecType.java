package org.granary.type;

/** The vector types, of which there is one. Immutable. */
public enum VecType implements ValType {
    /** 128 bits, seen as lanes by each instruction. */
    V128;

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
        return "v128";
    }
}
