package org.granary.dwarf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.engine.SourceLocation;

/**
 * The source lines of a module's code. Keeps only where each run of code stands in the section and reads its rows when one is asked for:
 * rows are many, and traps are few. A guest may trap as often as it likes and say what it likes in its section, so that reading rows has a
 * measure over the table's whole life; beyond it only what has been found before is told. Thread-safe.
 */
public final class LineTable {
    /** As many runs as a module may have functions. */
    private static final int MOST_RUNS = 1_000_000;
    /** Bytes of line programs that are read for lookups: some seconds. */
    private static final long MOST_WORK = 1L << 30;
    private static final int MOST_KNOWN = 1_024;

    private static final LineTable EMPTY = new LineTable(null, List.of(), 0);

    private final DebugSections sections;
    private final Run[] runs;
    /** By address. */
    private final Map<Long, Optional<SourceLocation>> known = new ConcurrentHashMap<>();
    private final AtomicLong workLeft;

    /**
     * Code without a gap.
     *
     * @param from its first address
     * @param to   behind its last address
     * @param unit where its rows are
     */
    private record Run(long from, long to, LineUnit.Extent unit) {
    }

    private LineTable(DebugSections sections, List<Run> runs, long work) {
        this.sections = sections;
        this.workLeft = new AtomicLong(work);
        this.runs = runs.toArray(new Run[0]);
        Arrays.sort(this.runs, Comparator.comparingLong(Run::from));
    }

    /**
     * Reads the table of a module. Takes time in proportion to the debug section; never fails.
     *
     * @param binary a module's binary; kept, not changed
     * @return the table; one that knows nothing when the module has no debug section or none that makes sense
     */
    public static LineTable of(byte[] binary) {
        return of(binary, MOST_WORK);
    }

    /** With another measure of work. */
    static LineTable of(byte[] binary, long work) {
        try {
            DebugSections found = DebugSections.of(binary);
            if (found.code() == null || !found.customs().containsKey(DebugSections.LINE)) {
                return EMPTY;
            }
            return new LineTable(found, runs(found), work);
        } catch (DebugReader.BrokenException e) {
            return EMPTY;
        }
    }

    private static List<Run> runs(DebugSections sections) {
        List<Run> runs = new ArrayList<>();
        DebugReader in = sections.open(DebugSections.LINE, 0);
        while (!in.atEnd() && runs.size() < MOST_RUNS) {
            LineUnit.Extent extent;
            try {
                extent = LineUnit.extent(in);
            } catch (DebugReader.BrokenException e) {
                // nobody knows where the next unit would begin
                break;
            }
            try {
                LineProgram.run(extent.read(sections.binary()), new Finder(extent, sections.code().length(), runs));
            } catch (DebugReader.BrokenException e) {
                // what came before is as good as any
            }
        }
        return runs;
    }

    /** Whether nothing is known. */
    boolean isEmpty() {
        return runs.length == 0;
    }

    /**
     * Where an instruction comes from.
     *
     * @param position the offset of its first byte in the binary
     * @return the place, or empty when it is not known
     */
    public Optional<SourceLocation> find(int position) {
        if (runs.length == 0) {
            return Optional.empty();
        }
        long address = (long) position - sections.code().from();
        Optional<SourceLocation> before = known.get(address);
        if (before != null) {
            return before;
        }
        if (workLeft.get() <= 0) {
            return Optional.empty();
        }
        Optional<SourceLocation> found = look(address);
        if (known.size() < MOST_KNOWN) {
            known.put(address, found);
        }
        return found;
    }

    /**
     * Which line program knows an instruction.
     *
     * @param position the offset of its first byte in the binary
     * @return the program's offset in its section, or -1 when there is none
     */
    public long programOf(int position) {
        Run run = runs.length == 0 || workLeft.get() <= 0 ? null : run((long) position - sections.code().from());
        return run == null ? -1 : run.unit().start() - sections.customs().get(DebugSections.LINE).from();
    }

    private Optional<SourceLocation> look(long address) {
        Run run = run(address);
        if (run == null) {
            return Optional.empty();
        }
        workLeft.addAndGet(-run.unit().length());
        return find(run, address);
    }

    private Run run(long address) {
        int last = last(address);
        for (int i = last; i >= 0; i--) {
            if (address < runs[i].to()) {
                workLeft.addAndGet(i - last);
                return runs[i];
            }
        }
        workLeft.addAndGet(-last - 1);
        return null;
    }

    /** The last run that begins at an address or before it; -1 without one. */
    private int last(long address) {
        int low = 0;
        int high = runs.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (runs[middle].from() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private Optional<SourceLocation> find(Run run, long address) {
        Picker picker = new Picker(run, address);
        try {
            LineUnit unit = run.unit().read(sections.binary());
            try {
                LineProgram.run(unit, picker);
            } catch (DebugReader.BrokenException e) {
                // what came before is as good as any
            }
            return picker.found(unit, sections);
        } catch (DebugReader.BrokenException e) {
            return Optional.empty();
        }
    }

    /** Collects runs of code. Code that the linker has left out is at address 0 or beyond the section's end. */
    private static final class Finder implements LineProgram.Rows {
        private final LineUnit.Extent unit;
        private final int codeLength;
        private final List<Run> runs;
        private long first = -1;

        Finder(LineUnit.Extent unit, int codeLength, List<Run> runs) {
            this.unit = unit;
            this.codeLength = codeLength;
            this.runs = runs;
        }

        @Override
        public void row(long address, long file, long line, long column) {
            first = first < 0 ? address : first;
        }

        @Override
        public void end(long address) {
            if (first > 0 && address > first && address <= codeLength && runs.size() < MOST_RUNS) {
                runs.add(new Run(first, address, unit));
            }
            first = -1;
        }
    }

    /** Remembers the last row at an address or before it, of the run that has the address. */
    private static final class Picker implements LineProgram.Rows {
        private final Run run;
        private final long address;
        private long first = -1;
        private Row best;
        private Row found;

        /**
         * A row.
         *
         * @param file   the number of its file
         * @param line   its line
         * @param column its column
         */
        private record Row(long file, long line, long column) {
        }

        Picker(Run run, long address) {
            this.run = run;
            this.address = address;
        }

        @Override
        public void row(long at, long file, long line, long column) {
            first = first < 0 ? at : first;
            if (first == run.from() && at <= address) {
                best = new Row(file, line, column);
            }
        }

        @Override
        public void end(long at) {
            if (found == null && first == run.from() && at == run.to()) {
                found = best;
            }
            first = -1;
            best = null;
        }

        Optional<SourceLocation> found(LineUnit unit, DebugSections sections) {
            if (found == null || found.line() < 1 || found.line() > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            int column = found.column() < 0 || found.column() > Integer.MAX_VALUE ? 0 : (int) found.column();
            return Optional.of(new SourceLocation(unit.file(sections, found.file()), (int) found.line(), column));
        }
    }
}
