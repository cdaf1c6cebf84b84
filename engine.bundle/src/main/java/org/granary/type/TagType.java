package org.granary.type;

import java.util.Objects;

/**
 * The type of an exception tag: what it carries, as the parameters of a function type without results. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.13 (tag types).
 *
 * @param type the function type, never null
 */
public record TagType(FuncType type) implements ExternType {
    /** Checks that a function type is given. */
    public TagType {
        Objects.requireNonNull(type, "type");
    }

    @Override
    public Kind kind() {
        return Kind.TAG;
    }

    @Override
    public String toString() {
        return "(tag" + type.toString().substring("(func".length());
    }
}
