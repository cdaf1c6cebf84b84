package org.granary.type;

import java.util.Arrays;
import java.util.List;

/**
 * A defined type, canonical in its {@link TypeCanon}: two definitions are the same type exactly when they are the same object. Immutable,
 * thread-safe.
 *
 * <p>Why identity: {@code call_indirect} compares types at every call, and iso-recursive equality is decided once, when a recursive group
 * is first seen.
 *
 * <p>Source: WebAssembly core specification, section 3.1.2 (defined types).
 */
public final class DefType implements HeapType {
    private final long id;
    private SubType definition;
    private DefType[] ancestors;
    /** Holding one member keeps its whole group, which the canon itself holds weakly. */
    private final List<DefType> group;

    private final TypeCanon canon;

    DefType(long id, TypeCanon canon, List<DefType> group) {
        this.id = id;
        this.canon = canon;
        this.group = group;
    }

    /** The number that no other type of the canon has, nor ever will. */
    long id() {
        return id;
    }

    /** Which canon has made this. */
    TypeCanon canon() {
        return canon;
    }

    /** The members of the recursive group, in order. */
    List<DefType> group() {
        return group;
    }

    /** Called once by the canon, before the type is visible to anybody else. */
    void define(SubType resolved) {
        definition = resolved;
        if (resolved.supers().isEmpty()) {
            ancestors = new DefType[] {this};
        } else {
            DefType[] above = ((DefType) resolved.supers().get(0)).ancestors;
            ancestors = Arrays.copyOf(above, above.length + 1);
            ancestors[above.length] = this;
        }
    }

    /**
     * The definition with all references resolved.
     *
     * @return never null
     */
    public SubType definition() {
        return definition;
    }

    /**
     * The function type that this type defines.
     *
     * @return the function type
     * @throws IllegalStateException when it defines something else
     */
    public FuncType func() {
        if (definition.content() instanceof FuncType func) {
            return func;
        }
        throw new IllegalStateException("type " + id + " is not a function type");
    }

    /**
     * The structure type that this type defines.
     *
     * @return the structure type
     * @throws IllegalStateException when it defines something else
     */
    public StructType struct() {
        if (definition.content() instanceof StructType struct) {
            return struct;
        }
        throw new IllegalStateException("type " + id + " is not a structure type");
    }

    /**
     * The array type that this type defines.
     *
     * @return the array type
     * @throws IllegalStateException when it defines something else
     */
    public ArrayType array() {
        if (definition.content() instanceof ArrayType array) {
            return array;
        }
        throw new IllegalStateException("type " + id + " is not an array type");
    }

    /**
     * How many types are above this one.
     *
     * @return 0 for a type without supertypes, at most 63
     */
    public int depth() {
        return ancestors.length - 1;
    }

    /**
     * The declared supertypes from the root to this type.
     *
     * @return an unmodifiable list that ends with this type
     */
    public List<DefType> chain() {
        return List.of(ancestors);
    }

    @Override
    public boolean isSubtypeOf(HeapType other) {
        if (this == other) {
            return true;
        }
        if (other instanceof DefType wider) {
            int at = wider.ancestors.length - 1;
            return at < ancestors.length && ancestors[at] == wider;
        }
        return other instanceof AbstractHeapType && definition.content().abstraction().isSubtypeOf(other);
    }

    @Override
    public AbstractHeapType top() {
        return definition.content().abstraction().top();
    }

    /** A short name for use inside other types, which may name this one again. */
    String name() {
        return (definition == null ? "type" : definition.content().abstraction().toString()) + "#" + id;
    }

    @Override
    public String toString() {
        return definition == null ? name() : definition.content().toString();
    }
}
