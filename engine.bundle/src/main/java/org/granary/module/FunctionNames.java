package org.granary.module;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The names of functions where they stand in a module: most of a thousand are never asked for, and no object is made for those. Not
 * changed once it is filled; from then on thread-safe.
 */
public final class FunctionNames extends AbstractMap<Integer, String> {
    private final byte[] bytes;
    /** By function: where its name begins, 0 where it has none. */
    private final int[] begins;
    private final int[] lengths;
    private int size;

    /**
     * Without names.
     *
     * @param bytes     where they stand, which nobody changes any more
     * @param functions how many functions it has, imported ones included
     */
    public FunctionNames(byte[] bytes, int functions) {
        this.bytes = bytes;
        this.begins = new int[functions];
        this.lengths = new int[functions];
    }

    /**
     * Names a function; what is said last stands.
     *
     * @param function its index
     * @param from     the index of its first byte, which is never 0
     * @param length   how many bytes of UTF-8 it has
     */
    public void name(int function, int from, int length) {
        size += begins[function] == 0 ? 1 : 0;
        begins[function] = from;
        lengths[function] = length;
    }

    @Override
    public String get(Object key) {
        return key instanceof Integer function && function >= 0 && function < begins.length && begins[function] > 0 ? text(function) : null;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    private String text(int function) {
        return new String(bytes, begins[function], lengths[function], StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<Integer, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<Integer, String>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<Integer, String>> {
        private int next = named(0);

        private int named(int from) {
            int function = from;
            while (function < begins.length && begins[function] == 0) {
                function++;
            }
            return function;
        }

        @Override
        public boolean hasNext() {
            return next < begins.length;
        }

        @Override
        public Map.Entry<Integer, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int function = next;
            next = named(function + 1);
            return Map.entry(function, text(function));
        }
    }
}
