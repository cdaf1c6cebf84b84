package org.granary.wasi.preview1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.granary.wasi.fs.Confined;
import org.granary.wasi.stream.Stop;

/**
 * The names of directories at the time when a guest began to list them, so that what it removes meanwhile shifts nothing. A guest can have
 * thousands of directories open, or one as often: of more names than a host keeps for one guest, those go that nobody read for the longest
 * time, and who reads on there gets what the directory holds by then. Confined to the store's thread.
 */
final class Listings {
    /** About what all names of a store take. */
    static final long MOST_BYTES = 32 << 20;
    /** What a name takes beside its characters. */
    private static final int NAME_BYTES = 64;

    private record Listing(List<String> names, long bytes) {}

    private final Map<DirectoryDescriptor, Listing> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final long mostBytes;
    private long bytes;

    /** At most so many bytes, but for the listing that was asked for last. */
    Listings(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * The names in a directory, {@code .} and {@code ..} first.
     *
     * @param of      the directory
     * @param refresh whether the list begins anew
     * @param stop    asked while the names are put in order, which takes a second for a million of them
     */
    List<String> names(DirectoryDescriptor of, boolean refresh, Stop stop) throws IOException {
        Listing known = refresh ? null : kept.get(of);
        if (known == null) {
            forget(of);
            known = list(of.files, stop);
            kept.put(of, known);
            bytes += known.bytes;
            shrink(of);
        }
        return known.names;
    }

    private static Listing list(Confined files, Stop stop) throws IOException {
        List<String> found = new ArrayList<>(files.list());
        found.sort(new InOrder(stop));
        found.add(0, ".");
        found.add(1, "..");
        long bytes = 0;
        for (String name : found) {
            bytes += NAME_BYTES + name.length();
        }
        return new Listing(found, bytes);
    }

    /** By characters, until it has to end. */
    private static final class InOrder implements Comparator<String> {
        private static final int UNASKED = 4_096;

        private final Stop stop;
        private int compared;

        InOrder(Stop stop) {
            this.stop = stop;
        }

        @Override
        public int compare(String one, String other) {
            if (++compared % UNASKED == 0 && stop.requested()) {
                throw new Refused(Errno.INTR);
            }
            return one.compareTo(other);
        }
    }

    private void shrink(DirectoryDescriptor stays) {
        Iterator<Map.Entry<DirectoryDescriptor, Listing>> oldest = kept.entrySet().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Map.Entry<DirectoryDescriptor, Listing> next = oldest.next();
            if (next.getKey() != stays) {
                bytes -= next.getValue().bytes;
                oldest.remove();
            }
        }
    }

    /** The directory is closed, or listed anew. */
    void forget(DirectoryDescriptor of) {
        Listing gone = kept.remove(of);
        if (gone != null) {
            bytes -= gone.bytes;
        }
    }

    /** About what is kept. */
    long bytes() {
        return bytes;
    }
}
