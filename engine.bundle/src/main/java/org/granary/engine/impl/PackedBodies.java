package org.granary.engine.impl;

import org.granary.artefact.PackedSource;
import org.granary.bytes.ByteReader;
import org.granary.module.Binary;

/**
 * The bodies of an artefact's module, which stay packed until somebody needs one. Thread-safe.
 *
 * @param source where they stand
 */
record PackedBodies(PackedSource source) implements Binary.Packed {
    /** The module of a source. */
    static Binary binary(PackedSource source) {
        return new Binary(source.array(), source.outside(), source.from(), source.length(), new PackedBodies(source));
    }

    @Override
    public ByteReader lengths() {
        return new ByteReader(source.array(), 0, source.outside(), source.lengthsEnd());
    }

    @Override
    public byte[] unpack() {
        return source.bodies();
    }
}
