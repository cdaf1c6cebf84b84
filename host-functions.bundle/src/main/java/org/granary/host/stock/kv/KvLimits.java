package org.granary.host.stock.kv;

import org.granary.host.HostScope;

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
        return new KvLimits(scope.bound(PREFIX + "entries", 10_000), scope.bound(PREFIX + "bytes", 16 << 20),
                scope.bound(PREFIX + "key.bytes", 1 << 10), scope.bound(PREFIX + "value.bytes", 1 << 20));
    }
}
