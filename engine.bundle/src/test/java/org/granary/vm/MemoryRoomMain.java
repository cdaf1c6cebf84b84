package org.granary.vm;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;

/** What memories do where the heap has no room to spare; {@code MemoryRoomTest} starts it in a JVM of its own, with 48 MB. */
final class MemoryRoomMain {
    /** Of these at least {@link #LEAST} fit in one piece. */
    private static final int MOST = 752;
    private static final int LEAST = 600;
    private static final int ENTRIES = 1_000;

    private MemoryRoomMain() {
    }

    private static ArrayMemory growing(int pages) {
        return ArrayMemory.growing(new UnlimitedStore(), new MemoryType(new Limits(pages, OptionalLong.empty()), NumType.I32, false));
    }

    private static byte[] pages(int count) {
        return new byte[count * MemoryType.PAGE_SIZE];
    }

    /** How many pages there is room for in one piece. */
    private static int fitting() {
        for (int count = MOST; count >= LEAST; count--) {
            try {
                return pages(count).length / MemoryType.PAGE_SIZE;
            } catch (OutOfMemoryError none) {
                // fewer, then
            }
        }
        throw new IllegalStateException("no room for " + LEAST + " pages");
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
    }

    /** Its room for the first growth does not fit, but it does. */
    private static String made(int pages) {
        ArrayMemory memory = growing(pages);
        return memory.pages() == pages && memory.bytes.length == memory.size ? "made" : "of " + memory.bytes.length + " bytes";
    }

    /** The array with room to spare does not fit beside the present one, and the one without does. */
    private static String grown(int pages) {
        ArrayMemory memory = new ArrayMemory(new UnlimitedStore(), MemoryType.of(pages), true);
        memory.bytes[memory.size - 1] = 1;
        long before = memory.grow(1);
        return before == pages && memory.bytes[pages * MemoryType.PAGE_SIZE - 1] == 1 ? "grown" : before + ", " + memory.bytes.length;
    }

    /** A memory that has settled and cannot be copied is not tried at each entry, and is trimmed when it can be. */
    private static String trimmed(int pages, int beside) {
        ArrayMemory memory = growing(pages);
        byte[] others = pages(beside);
        long before = collections();
        for (int i = 0; i < ENTRIES; i++) {
            if (memory.review()) {
                return "it has been trimmed beside " + others.length + " bytes";
            }
        }
        long took = collections() - before;
        if (took == 0 || took > ENTRIES / 10) {
            return took + " collections";
        }
        others = null;
        for (int i = 0; i <= GrowthPolicy.MOST_QUIET_ENTRIES; i++) {
            if (memory.review()) {
                return memory.bytes.length == memory.size ? "trimmed" : "of " + memory.bytes.length + " bytes";
            }
        }
        return "it is never trimmed";
    }

    /** Tells a line for each. */
    public static void main(String[] arguments) {
        // the last pages are for what is made besides
        System.out.println(made(fitting() - 4));
        System.out.println(grown(288));
        System.out.println(trimmed(200, 400));
    }
}
