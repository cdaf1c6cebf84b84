package org.granary.op;

import org.granary.type.ValType;

/**
 * The type of a block as written: nothing, one result, or the index of a function type. Immutable.
 *
 * @param index  the type's index, or -1
 * @param result the one result, or null
 */
public record BlockType(int index, ValType result) {
    /** No parameters, no results. */
    public static final BlockType EMPTY = new BlockType(-1, null);

    /**
     * A block with one result.
     *
     * @param type its type
     * @return the block type
     */
    public static BlockType of(ValType type) {
        return new BlockType(-1, type);
    }

    /**
     * A block with the parameters and results of a function type.
     *
     * @param index the type's index
     * @return the block type
     */
    public static BlockType of(int index) {
        return new BlockType(index, null);
    }
}
