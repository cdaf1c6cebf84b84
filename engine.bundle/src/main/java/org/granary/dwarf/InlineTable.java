package org.granary.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.engine.SourceLocation;

/**
 * The functions of a module that its compiler has put into others. Nothing is kept but where each unit stands; the entries of one unit are
 * read when an address in it is asked for. What is read has a measure over the table's whole life, as with lines. Thread-safe.
 *
 * <p>Source: DWARF 5, section 3.3.8 (inlinable and inlined subroutines).
 */
public final class InlineTable {
    private static final int MOST_UNITS = 100_000;
    /** Bytes and attributes that are read: some seconds. */
    private static final long MOST_WORK = 1L << 30;
    private static final int MOST_KNOWN = 1_024;
    private static final int MOST_DEEP = 100;
    private static final int MOST_HOPS = 4;
    private static final int LONG_FORMAT = 8;
    private static final int SHORT_FORMAT = 4;
    private static final long LEXICAL_BLOCK = 0x0b;
    private static final long INLINED = 0x1d;
    private static final long FUNCTION = 0x2e;

    private final DebugSections sections;
    private final Work work;
    private final List<Place> places = new ArrayList<>();
    private final Map<Long, List<Call>> known = new ConcurrentHashMap<>();

    /**
     * A function that stands in another one.
     *
     * @param name     its name, if that is known
     * @param calledAt where the function around it calls it, if that is known
     */
    public record Call(Optional<String> name, Optional<SourceLocation> calledAt) {
    }

    /** Where a unit stands: its offset in the section, its content, its offsets' width, and the offset of its lines. */
    private record Place(long start, DebugSections.Range content, int width, long lines) {
    }

    private InlineTable(DebugSections sections, long most) {
        this.sections = sections;
        this.work = new Work(most);
    }

    /**
     * Reads where the units of a module are. Takes time in proportion to their number; never fails.
     *
     * @param binary a module's binary; kept, not changed
     * @return the table; one that knows nothing when the module has no debug sections or none that make sense
     */
    public static InlineTable of(byte[] binary) {
        return of(binary, MOST_WORK);
    }

    /** With another measure of work. */
    static InlineTable of(byte[] binary, long most) {
        InlineTable table;
        try {
            table = new InlineTable(DebugSections.of(binary), most);
            if (table.sections.code() != null && table.sections.customs().containsKey(DebugSections.INFO)) {
                table.units();
            }
        } catch (DebugReader.BrokenException e) {
            return new InlineTable(new DebugSections(new byte[0], null, Map.of()), 0);
        }
        return table;
    }

    private void units() {
        int section = sections.customs().get(DebugSections.INFO).from();
        DebugReader in = sections.open(DebugSections.INFO, 0);
        while (!in.atEnd() && places.size() < MOST_UNITS && !work.over()) {
            long start = in.position() - section;
            DebugReader content;
            int width;
            try {
                long length = in.fixed(SHORT_FORMAT);
                width = length == 0xffff_ffffL ? LONG_FORMAT : SHORT_FORMAT;
                content = in.slice(width == LONG_FORMAT ? in.fixed(LONG_FORMAT) : length);
            } catch (DebugReader.BrokenException e) {
                // nobody knows where the next unit would begin
                return;
            }
            DebugSections.Range range = new DebugSections.Range(content.position(), content.limit());
            try {
                places.add(new Place(start, range, width, new InfoUnit(sections, work, content, start, width).lines));
            } catch (DebugReader.BrokenException e) {
                // a unit that makes no sense tells nothing
            }
        }
    }

    private InfoUnit unit(Place place) {
        DebugReader content = new DebugReader(sections.binary(), place.content().from(), place.content().to());
        return new InfoUnit(sections, work, content, place.start(), place.width());
    }

    /**
     * What stands at an instruction.
     *
     * @param position the offset of its first byte in the binary
     * @param lines    the offset of the line program that knows the instruction
     * @return the functions that it is in, the innermost first, without the one that has been compiled as such; empty where none is known
     */
    public List<Call> find(int position, long lines) {
        if (places.isEmpty()) {
            return List.of();
        }
        long address = (long) position - sections.code().from();
        List<Call> before = known.get(address);
        if (before != null || work.over()) {
            return before == null ? List.of() : before;
        }
        List<Call> found = List.of();
        for (Place place : places) {
            if (found.isEmpty() && place.lines() == lines) {
                found = look(place, address);
            }
        }
        if (known.size() < MOST_KNOWN) {
            known.put(address, found);
        }
        return found;
    }

    private List<Call> look(Place place, long address) {
        try {
            InfoUnit unit = unit(place);
            List<Call> calls = new ArrayList<>();
            for (Inlined one : chain(unit, address)) {
                calls.add(0, new Call(name(unit, one.origin), calledAt(unit, one)));
            }
            return List.copyOf(calls);
        } catch (DebugReader.BrokenException e) {
            return List.of();
        }
    }

    /**
     * What an entry says of a function that stands in another one.
     *
     * @param origin where its own entry is, in the section, or -1
     * @param file   the number of the file that calls it
     * @param line   the line there, or 0
     * @param column the column there, or 0
     */
    private record Inlined(long origin, long file, long line, long column) {
    }

    /** The entries that are in each other and have an address, the outermost first. */
    private static List<Inlined> chain(InfoUnit unit, long address) {
        List<Inlined> chain = new ArrayList<>();
        InfoUnit.Entry entry = unit.new Entry();
        DebugReader in = unit.entries(0);
        int depth = 0;
        int leftOut = Integer.MAX_VALUE;
        int function = -1;
        while (!in.atEnd()) {
            if (!entry.read(in)) {
                depth--;
                leftOut = depth <= leftOut ? Integer.MAX_VALUE : leftOut;
                if (depth <= function || depth <= 0) {
                    break;
                }
                continue;
            }
            long tag = entry.kind.tag();
            if (depth <= leftOut && (tag == FUNCTION || tag == INLINED || tag == LEXICAL_BLOCK)) {
                if (!unit.contains(entry, address)) {
                    leftOut = entry.kind.children() ? depth : leftOut;
                } else if (tag == FUNCTION) {
                    function = depth;
                    if (!entry.kind.children()) {
                        break;
                    }
                } else if (tag == INLINED && chain.size() < MOST_DEEP) {
                    chain.add(new Inlined(entry.target(InfoUnit.ORIGIN), entry.number(InfoUnit.CALL_FILE),
                            entry.number(InfoUnit.CALL_LINE), entry.number(InfoUnit.CALL_COLUMN)));
                }
            }
            depth += entry.kind.children() ? 1 : 0;
        }
        return chain;
    }

    private Optional<String> name(InfoUnit unit, long offset) {
        try {
            return name(unit, offset, MOST_HOPS);
        } catch (DebugReader.BrokenException e) {
            return Optional.empty();
        }
    }

    private Optional<String> name(InfoUnit unit, long offset, int hops) {
        if (hops == 0 || offset < 0) {
            return Optional.empty();
        }
        InfoUnit of = unit.has(offset) ? unit : other(offset);
        InfoUnit.Entry entry = of.new Entry();
        if (!entry.read(of.entries(offset))) {
            return Optional.empty();
        }
        if (entry.has(InfoUnit.NAME)) {
            return Optional.of(of.text(entry, InfoUnit.NAME));
        }
        return name(of, entry.target(entry.has(InfoUnit.SPECIFICATION) ? InfoUnit.SPECIFICATION : InfoUnit.ORIGIN), hops - 1);
    }

    private InfoUnit other(long offset) {
        for (Place place : places) {
            long end = place.content().to() - sections.customs().get(DebugSections.INFO).from();
            if (place.start() <= offset && offset < end) {
                return unit(place);
            }
        }
        throw new DebugReader.BrokenException();
    }

    private Optional<SourceLocation> calledAt(InfoUnit unit, Inlined call) {
        if (call.line < 1 || call.line > Integer.MAX_VALUE || unit.lines < 0) {
            return Optional.empty();
        }
        try {
            LineUnit lines = LineUnit.extent(sections.open(DebugSections.LINE, unit.lines)).read(sections.binary());
            work.take(lines.tablesLength());
            int column = call.column < 0 || call.column > Integer.MAX_VALUE ? 0 : (int) call.column;
            return Optional.of(new SourceLocation(lines.file(sections, call.file), (int) call.line, column));
        } catch (DebugReader.BrokenException e) {
            return Optional.empty();
        }
    }
}
