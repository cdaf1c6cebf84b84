package org.granary.store;

import org.granary.type.FuncType;
import org.granary.type.TagType;

/**
 * A kind of exception: what guests throw, and catch, by identity. Two objects are equal when they stand for one tag. Immutable; belongs to
 * one store.
 */
public final class Tag implements Extern {
    final StoreCore<?> core;
    final org.granary.vm.Tag vm;

    Tag(StoreCore<?> core, org.granary.vm.Tag vm) {
        this.core = core;
        this.vm = vm;
    }

    /**
     * A tag.
     *
     * @param store the owning store
     * @param type  says what its exceptions carry, never null
     * @return a new tag
     * @throws IllegalArgumentException when the type has results, or refers to a type of another engine, or to none
     */
    public static Tag create(StoreContext<?> store, TagType type) {
        FuncType carried = type.type();
        if (!carried.results().isEmpty()) {
            throw new IllegalArgumentException("tag type: expected no results, found " + carried);
        }
        return store.core().alone(core -> new Tag(core, new org.granary.vm.Tag(core, core.engine().types().function(carried))));
    }

    @Override
    public TagType type() {
        return new TagType(vm.type.func());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tag tag && tag.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }

    @Override
    public String toString() {
        return type().toString();
    }
}
