package org.granary.type;

import java.util.Objects;

/**
 * The type of a global. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.14 (global types).
 *
 * @param content the type of its value, never null
 * @param mutable whether it may be set
 */
public record GlobalType(ValType content, boolean mutable) implements ExternType {
    /** Checks that a content type is given. */
    public GlobalType {
        Objects.requireNonNull(content, "content");
    }

    /**
     * A global that never changes.
     *
     * @param content the type of its value
     * @return the type
     */
    public static GlobalType constant(ValType content) {
        return new GlobalType(content, false);
    }

    /**
     * A global that can be set.
     *
     * @param content the type of its value
     * @return the type
     */
    public static GlobalType mutable(ValType content) {
        return new GlobalType(content, true);
    }

    @Override
    public Kind kind() {
        return Kind.GLOBAL;
    }

    @Override
    public String toString() {
        return mutable ? "(global (mut " + content + "))" : "(global " + content + ")";
    }
}
