package org.granary.store;

import org.granary.type.ExternType;

/**
 * What can be imported and exported: functions, memories, tables, globals, tags. Each belongs to one store and is used under that store's
 * thread rule; only a {@link SharedMemory} belongs to none and is used by several stores and threads at once. When its store is closed, or
 * the instance that it was looked up in, whatever uses an item is an {@code IllegalStateException}; its type it tells still.
 */
public sealed interface Extern permits Func, Memory, SharedMemory, Table, Global, Tag {
    /**
     * The type of this item.
     *
     * @return never null; limits of memories and tables are the declared ones
     */
    ExternType type();
}
