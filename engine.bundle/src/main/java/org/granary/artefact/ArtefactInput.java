package org.granary.artefact;

import java.io.Closeable;

/** Where the bytes of an artefact come from. For one thread; closed by whoever has made it. */
public interface ArtefactInput extends Closeable {
    /**
     * How long it is.
     *
     * @return bytes
     */
    long length();

    /**
     * Reads a range.
     *
     * @param from  offset of its first byte
     * @param into  gets it
     * @param at    where in that
     * @param count how many bytes
     * @throws java.io.UncheckedIOException when they cannot be read
     */
    void read(long from, byte[] into, int at, int count);

    /**
     * The same bytes for another thread.
     *
     * @return closed with this
     */
    ArtefactInput beside();

    /**
     * What reads the same place later, when this is closed.
     *
     * @return null where the bytes must be kept
     */
    Again again();

    @Override
    void close();

    /** Opens a place again, in which there may be something else by then: nothing but a regular file is opened. Thread-safe. */
    interface Again {
        /**
         * Opens it. It may take long all the same.
         *
         * @return for one thread, to be closed by the caller
         * @throws java.io.UncheckedIOException when it cannot be read any more, or is no regular file
         */
        ArtefactInput open();
    }

    /**
     * Of bytes.
     *
     * @param bytes they may change after what is read has been read
     * @return need not be closed
     */
    static ArtefactInput of(byte[] bytes) {
        return new OfBytes(bytes);
    }

    /** Bytes of somebody else's. */
    record OfBytes(byte[] bytes) implements ArtefactInput {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void read(long from, byte[] into, int at, int count) {
            System.arraycopy(bytes, (int) from, into, at, count);
        }

        @Override
        public ArtefactInput beside() {
            return this;
        }

        @Override
        public Again again() {
            return null;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
