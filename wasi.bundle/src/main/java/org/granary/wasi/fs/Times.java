package org.granary.wasi.fs;

import java.util.OptionalLong;

/**
 * New times for a file. Immutable.
 *
 * @param accessNanos last access, nanoseconds since 1970; empty to leave it
 * @param modifyNanos last change of the content, nanoseconds since 1970; empty to leave it
 */
public record Times(OptionalLong accessNanos, OptionalLong modifyNanos) {}
