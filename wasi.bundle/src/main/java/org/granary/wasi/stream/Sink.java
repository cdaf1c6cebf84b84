package org.granary.wasi.stream;

import java.io.Closeable;
import java.io.IOException;

/** What an {@link Output} writes to. */
interface Sink extends Closeable {
    /** Writes, as {@link Output#write} says. */
    int write(byte[] bytes, int at, int count, Stop stop) throws IOException;
}
