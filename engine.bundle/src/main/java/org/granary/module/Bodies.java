package org.granary.module;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.LocalGroup;

/**
 * The bodies of a module's own functions, in their order. There are thousands, and where they stand is all that most are asked for: a
 * {@link Body} is made when somebody asks for it, and what it declares is read then. Immutable, thread-safe.
 */
public final class Bodies extends AbstractList<Body> implements RandomAccess {
    private final int[] starts;
    private final int[] ends;
    private final Reader reader;

    /** What reads the beginning of a body. Thread-safe. */
    public interface Reader {
        /**
         * Reads the locals of a body, which has been decoded before or was found valid when it was compiled.
         *
         * @param number its number among the own functions
         * @param start  the offset of its first byte
         * @param end    the offset after its last
         * @return the body
         */
        Body read(int number, int start, int end);
    }

    /**
     * Bodies that stand in a binary.
     *
     * @param starts for each the offset of its first byte; not copied, and not changed
     * @param ends   for each the offset after its last byte; not copied, and not changed
     * @param reader reads them
     */
    public Bodies(int[] starts, int[] ends, Reader reader) {
        this.starts = starts;
        this.ends = ends;
        this.reader = reader;
    }

    @Override
    public Body get(int number) {
        return reader.read(number, starts[number], ends[number]);
    }

    @Override
    public int size() {
        return starts.length;
    }

    /**
     * Where a body begins. Nothing is unpacked for it.
     *
     * @param number its number among the own functions
     * @return the offset of its first byte (its locals); instruction offsets count from here
     */
    public int start(int number) {
        return starts[number];
    }

    /**
     * How long a body is. Nothing is unpacked for it.
     *
     * @param number its number among the own functions
     * @return bytes, its locals included
     */
    public int length(int number) {
        return ends[number] - starts[number];
    }

    /**
     * The declared locals of a body.
     *
     * @param number its number among the own functions
     * @return the groups
     */
    public List<LocalGroup> locals(int number) {
        return get(number).locals();
    }
}
