package org.granary.type;

import java.util.List;
import java.util.Objects;

/**
 * A type definition as a module writes it: final or open, its declared supertypes, its content. References inside name types of the same
 * recursive group by
 * {@link TypeIndex} counted from the group's start (see {@link TypeCanon}) or, in a decoded module, by the module's index space. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.10 (recursive types).
 *
 * @param isFinal whether no type may extend it
 * @param supers  the declared supertypes, at most one
 * @param content the function, structure or array
 */
public record SubType(boolean isFinal, List<HeapType> supers, CompositeType content) {
    /** Checks and copies. */
    public SubType {
        supers = List.copyOf(supers);
        Objects.requireNonNull(content, "content");
    }

    /**
     * The plain definition: final, without supertypes.
     *
     * @param content the function, structure or array
     * @return the definition
     */
    public static SubType plain(CompositeType content) {
        return new SubType(true, List.of(), content);
    }

    // by hand, as what records bring is linked at its first use, which takes longer than a small module
    @Override
    public boolean equals(Object other) {
        return other instanceof SubType type && isFinal == type.isFinal && supers.equals(type.supers) && content.equals(type.content);
    }

    @Override
    public int hashCode() {
        return (supers.hashCode() * 31 + content.hashCode()) * 31 + (isFinal ? 1 : 0);
    }
}
