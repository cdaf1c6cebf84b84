package org.granary.type;

/**
 * The heap type below all others: what a reference refers to that unreachable code takes from nowhere. Only validation knows it. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.4 (heap types).
 */
public enum BottomHeapType implements HeapType {
    /** The only one. */
    BOT;

    @Override
    public boolean isSubtypeOf(HeapType other) {
        return true;
    }

    @Override
    public AbstractHeapType top() {
        throw new IllegalStateException("the bottom type belongs to every hierarchy");
    }

    @Override
    public String toString() {
        return "bot";
    }
}
