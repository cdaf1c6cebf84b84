package org.granary.host.stock.kv;

import org.granary.host.HostScope;
import org.granary.host.stock.Numbers;

/**
 * How much a plugin may keep.
 *
 * @param entries    the most entries
 * @param bytes      the most bytes of all keys and values together
 * @param keyBytes   the longest key, in bytes
 * @param valueBytes the longest value, in bytes
 */
record KvLimits(long entries, long bytes, long keyBytes, long valueBytes) {
    private static final String PREFIX = "host.kv.";

    /** What a plugin's configuration says, with the defaults. */
    static KvLimits of(HostScope scope) {
        return new KvLimits(Numbers.of(scope, PREFIX + "entries", 10_000), Numbers.of(scope, PREFIX + "bytes", 16 << 20),
                Numbers.of(scope, PREFIX + "key.bytes", 1 << 10), Numbers.of(scope, PREFIX + "value.bytes", 1 << 20));
    }
}
