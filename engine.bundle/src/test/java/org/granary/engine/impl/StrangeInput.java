package org.granary.engine.impl;

import org.granary.artefact.ArtefactInput;

/** An artefact whose readings a test makes. */
record StrangeInput(long length, Reading reading, Reading other, Again again) implements ArtefactInput {

    /** Reads a range. */
    interface Reading {
        void read(long from, byte[] into, int at, int count);
    }

    /** What reads these bytes. */
    static Reading of(byte[] bytes) {
        return (from, into, at, count) -> System.arraycopy(bytes, (int) from, into, at, count);
    }

    @Override
    public void read(long from, byte[] into, int at, int count) {
        reading.read(from, into, at, count);
    }

    @Override
    public ArtefactInput beside() {
        return new StrangeInput(length, other, other, again);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
