package org.granary.type;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The defined types of one engine, each once. Thread-safe.
 *
 * <p>A recursive group is looked up by its own text: references inside the group as positions, references to earlier groups as the
 * numbers of the canonical types. Groups are held weakly, so types go with
 * the last module or function that names them.
 *
 * <p>Source: WebAssembly core specification, section 3.1.3 (rolling and unrolling).
 */
public final class TypeCanon {
    private final Map<String, WeakReference<List<DefType>>> groups = new HashMap<>();
    private long next;
    private int purgeAt = 256;

    /**
     * The canonical type of a plain function type: final, alone in its group.
     *
     * @param func the function type, its references resolved; {@link TypeIndex} 0 means itself
     * @return the type
     * @throws IllegalArgumentException when it names a type of another canon, or none
     */
    public DefType function(FuncType func) {
        return group(List.of(SubType.plain(func))).get(0);
    }

    /**
     * The canonical types of a recursive group.
     *
     * @param group the definitions; {@link TypeIndex} n means member n of the group, every other reference is resolved
     * @return the types in the order of the group
     * @throws IllegalArgumentException when a definition names a type of another canon, or by an index one that is not in the group
     */
    public synchronized List<DefType> group(List<SubType> group) {
        String text = GroupText.of(group, this);
        WeakReference<List<DefType>> known = groups.get(text);
        List<DefType> found = known == null ? null : known.get();
        return found == null ? define(group, text) : found;
    }

    /**
     * Whether a type is one of these.
     *
     * @param type never null
     * @return false for a type of another engine
     */
    public boolean owns(DefType type) {
        return type.canon() == this;
    }

    /** The members of a group by their index in it. */
    private record Members(List<DefType> all) implements IntFunction<HeapType> {
        @Override
        public HeapType apply(int index) {
            return all.get(index);
        }
    }

    private List<DefType> define(List<SubType> group, String text) {
        purge();
        List<DefType> members = new ArrayList<>();
        List<DefType> view = Collections.unmodifiableList(members);
        for (int i = 0; i < group.size(); i++) {
            members.add(new DefType(next++, this, view));
        }
        for (int i = 0; i < members.size(); i++) {
            members.get(i).define(resolve(group.get(i), new Members(view)));
        }
        groups.put(text, new WeakReference<>(view));
        return view;
    }

    /** Forgets groups that are gone, at a cost that stays in proportion to the number of definitions. */
    private void purge() {
        if (groups.size() >= purgeAt) {
            groups.values().removeIf(reference -> reference.get() == null);
            purgeAt = Math.max(256, groups.size() * 2);
        }
    }

    /**
     * Replaces every index in a definition.
     *
     * @param type    the definition
     * @param resolve gives the type of an index
     * @return the definition without indices
     */
    public static SubType resolve(SubType type, IntFunction<? extends HeapType> resolve) {
        List<HeapType> supers = new ArrayList<>();
        for (HeapType above : type.supers()) {
            supers.add(resolve(above, resolve));
        }
        return new SubType(type.isFinal(), supers, resolve(type.content(), resolve));
    }

    private static CompositeType resolve(CompositeType content, IntFunction<? extends HeapType> resolve) {
        if (content instanceof FuncType func) {
            return new FuncType(resolve(func.params(), resolve), resolve(func.results(), resolve));
        }
        if (content instanceof StructType struct) {
            return new StructType(struct.fields().stream().map(field -> resolve(field, resolve)).toList());
        }
        return new ArrayType(resolve(((ArrayType) content).element(), resolve));
    }

    private static FieldType resolve(FieldType field, IntFunction<? extends HeapType> resolve) {
        return field.storage() instanceof ValType value ? new FieldType(resolve(value, resolve), field.mutable()) : field;
    }

    private static List<ValType> resolve(List<ValType> types, IntFunction<? extends HeapType> resolve) {
        List<ValType> resolved = new ArrayList<>();
        for (ValType type : types) {
            resolved.add(resolve(type, resolve));
        }
        return resolved;
    }

    /**
     * Replaces an index in a value type.
     *
     * @param type    the type
     * @param resolve gives the type of an index
     * @return the type without indices
     */
    public static ValType resolve(ValType type, IntFunction<? extends HeapType> resolve) {
        return type instanceof RefType ref ? new RefType(ref.nullable(), resolve(ref.heap(), resolve)) : type;
    }

    private static HeapType resolve(HeapType heap, IntFunction<? extends HeapType> resolve) {
        return heap instanceof TypeIndex index ? resolve.apply(index.index()) : heap;
    }
}
