package org.granary.vm;

import org.granary.type.ExternType;

/**
 * Where an export stands. Immutable.
 *
 * @param kind  what it is
 * @param index its index in the index space of its kind
 * @param type  its type
 */
public record ExportIndex(ExternType.Kind kind, int index, ExternType type) {
}
