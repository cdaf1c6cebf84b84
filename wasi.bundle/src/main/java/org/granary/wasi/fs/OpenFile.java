package org.granary.wasi.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open file. It has no position: every access says where. An interrupt of the thread neither ends an operation nor harms the file. For
 * one thread at a time. Failures are {@link FsException}s.
 */
@ConsumerType
public interface OpenFile extends Closeable {
    /**
     * Reads some bytes.
     *
     * @param into where to, up to its limit
     * @param at   the offset in the file, not negative
     * @return how many; -1 at the end of the file
     * @throws IOException when it fails
     */
    int read(ByteBuffer into, long at) throws IOException;

    /**
     * Writes all bytes. A gap between the end of the file and the offset is filled with zeros.
     *
     * @param from what, up to its limit
     * @param at   the offset in the file, not negative
     * @throws IOException when it fails
     */
    void write(ByteBuffer from, long at) throws IOException;

    /**
     * The present size.
     *
     * @return bytes
     * @throws IOException when it fails
     */
    long size() throws IOException;

    /**
     * Cuts the file off, or extends it with zeros.
     *
     * @param bytes the new size, not negative
     * @throws IOException when it fails
     */
    void setSize(long bytes) throws IOException;

    /**
     * Has everything written reach the disk.
     *
     * @param metadata whether times and the like as well
     * @throws IOException when it fails
     */
    void sync(boolean metadata) throws IOException;

    /**
     * What is known of the file. When it was renamed or removed by others meanwhile, all but the size is what was known when it was opened.
     *
     * @return never null
     * @throws IOException when it fails
     */
    FileStat stat() throws IOException;

    /**
     * Sets the times.
     *
     * @param times never null
     * @throws IOException when it fails
     */
    void setTimes(Times times) throws IOException;
}
