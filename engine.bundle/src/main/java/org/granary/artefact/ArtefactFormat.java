package org.granary.artefact;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.granary.artefact.Artefact.Seal;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Precompiled;
import org.granary.engine.SourceKind;

/**
 * The bytes of an artefact: magic (8), kind (1), version (1), zeros (2), length of the body (4), compatibility hash (32), digest of the
 * source (32), digest (32); the body: facts with their length (4) before them, length of the packed source (4), length of the table of
 * classes (4), source ({@link PackedSource}), table, class files; then the number of seals (1), and for each its kind (1), key (8), length
 * (2), proof. Numbers are big-endian.
 *
 * <p>The table is what class files have in common with its length (4) before it, the number of classes (4) and of further ones (4), which
 * are those for further forms of memories; and for each its name (length 2), the number of the class whose content it may repeat, one of
 * those that are not further ones, from 1, or 0 (4), the length of its file (4), and where among the class files the deflated file begins
 * (4) and how long that is (4) ({@link PackedClass}); both in strictly ascending order of their names. Only further ones repeat others. Of
 * the files, those that a first call is likely to need stand first, and those of further ones last.
 *
 * <p>The digest is SHA-256 over all that stands before the source but itself, and the SHA-256 of each piece of the source, of the table,
 * and of the class files ({@link PieceSums}). Stateless.
 *
 * <p>Reading allocates no more than the artefact is long, and what it unpacks to is bounded.
 */
public final class ArtefactFormat {
    /** The version that is written and read. */
    public static final int VERSION = 8;

    static final int COMPATIBILITY_AT = 16;
    static final int SOURCE_AT = 48;
    static final int DIGEST_AT = 80;
    /** Bytes of the header. */
    static final int HEAD = 112;

    private static final int LENGTH_AT = 12;
    /** Bytes that are read first. */
    private static final int FRONT = 1 << 12;
    /** The lengths of facts, source and table. */
    private static final int LENGTHS = 3 * Integer.BYTES;
    private static final int MOST_SEALS = 16;
    private static final int MOST_PROOF = 1_024;
    /**
     * How much longer than an artefact its classes are, each with the one whose content it repeats, which is unpacked for it: those of
     * real programs are below three times. Two hundred bytes that repeat a class of sixteen megabytes cost a tenth of a second.
     */
    private static final int MOST_UNPACKED = 256;
    private static final long FREE_UNPACKED = 64 << 20;
    private static final int SEAL_HEAD = 1 + Seal.KEY_LENGTH + 2;

    private ArtefactFormat() {
    }

    /**
     * Writes an artefact without seals.
     *
     * @param compatibility what it is compiled for: 32 bytes
     * @param facts         what validation has found in the bodies
     * @param source        the module
     * @param classes       class files by name
     * @param order         names of those that are likely to be needed first; may be empty, may have others
     * @return the bytes, to which {@link #sealed} adds seals
     * @throws ArtefactException when it would be longer than 2 GiB
     */
    public static byte[] write(byte[] compatibility, byte[] facts, byte[] source, SortedMap<String, byte[]> classes,
            Collection<String> order) {
        return write(compatibility, facts, Sha256.of(source), PackedSource.pack(source), classes, order);
    }

    /** The same of a source that has been packed. */
    static byte[] write(byte[] compatibility, byte[] facts, byte[] sourceSha256, byte[] packedSource, SortedMap<String, byte[]> classes,
            Collection<String> order) {
        List<String> first = new ArrayList<>();
        List<String> further = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        List<byte[]> files = new ArrayList<>();
        for (String name : classes.keySet()) {
            if (numbers.putIfAbsent(functions(name), first.size() + 1) == null) {
                first.add(name);
                files.add(classes.get(name));
            } else {
                further.add(name);
            }
        }
        byte[] common = PackedClass.common(files);
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        table.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(common.length).array());
        table.writeBytes(common);
        table.writeBytes(ByteBuffer.allocate(2 * Integer.BYTES).putInt(first.size()).putInt(further.size()).array());
        Set<String> ordered = new LinkedHashSet<>(order);
        ordered.retainAll(first);
        ordered.addAll(first);
        pack(first, ordered, Map.of(), classes, common, table, data);
        pack(further, further, numbers, classes, common, table, data);
        long body = LENGTHS + (long) facts.length + packedSource.length + table.size() + data.size();
        if (body > Integer.MAX_VALUE - HEAD - MOST_SEALS * (SEAL_HEAD + MOST_PROOF)) {
            throw tooLong(body);
        }
        ByteBuffer out = ByteBuffer.allocate(HEAD + (int) body + 1);
        out.put(Precompiled.magic()).put((byte) Precompiled.MODULE.ordinal()).put((byte) VERSION).putShort((short) 0).putInt((int) body);
        out.put(compatibility).put(sourceSha256).position(HEAD);
        out.putInt(facts.length).put(facts).putInt(packedSource.length).putInt(table.size()).put(packedSource);
        out.put(table.toByteArray()).put(data.toByteArray()).put((byte) 0);
        byte[] bytes = out.array();
        return out.put(DIGEST_AT, digest(front(bytes), sums(bytes, new Sha256.OfPieces()))).array();
    }

    private static ArtefactException tooLong(long bytes) {
        return new ArtefactException(Reason.STRUCTURE, "it would be too long: expected less than 2 GiB, found " + bytes + " bytes");
    }

    /** What the names of all forms of the same functions begin with. */
    private static String functions(String name) {
        return name.substring(0, name.lastIndexOf('$') + 1);
    }

    /** Adds classes, each like the one with the number of its functions. */
    private static void pack(List<String> names, Collection<String> order, Map<String, Integer> numbers,
            SortedMap<String, byte[]> classes, byte[] common, ByteArrayOutputStream table, ByteArrayOutputStream data) {
        Map<Integer, byte[]> files = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            files.putIfAbsent(numbers.getOrDefault(functions(entry.getKey()), 0), entry.getValue());
        }
        Map<String, byte[]> places = new HashMap<>();
        for (String name : order) {
            int like = numbers.getOrDefault(functions(name), 0);
            byte[] deflated = PackedClass.pack(classes.get(name), like == 0 ? null : files.get(like), common);
            places.put(name, ByteBuffer.allocate(2 * Integer.BYTES).putInt(data.size()).putInt(deflated.length).array());
            data.writeBytes(deflated);
        }
        for (String name : names) {
            ByteBuffer head = ByteBuffer.allocate(Short.BYTES + name.length() + 4 * Integer.BYTES);
            head.putShort((short) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
            head.putInt(numbers.getOrDefault(functions(name), 0)).putInt(classes.get(name).length).put(places.get(name));
            table.writeBytes(head.array());
        }
    }

    /** What stands before the source of an artefact that has been written here. */
    static byte[] front(byte[] written) {
        return Arrays.copyOf(written, HEAD + LENGTHS + ByteBuffer.wrap(written).getInt(HEAD));
    }

    /** The sums of all pieces of an artefact that has been written here, without its seals. */
    static byte[] sums(byte[] written, PieceSums.Sum sum) {
        int source = front(written).length;
        ByteBuffer in = ByteBuffer.wrap(written);
        int table = source + in.getInt(source - 2 * Integer.BYTES);
        int data = table + in.getInt(source - Integer.BYTES);
        ArtefactInput all = ArtefactInput.of(written);
        return new PieceSums(sum, new ClassData(all, data, HEAD + in.getInt(LENGTH_AT) - data),
                new Artefact.There(Arrays.copyOfRange(written, source, table)),
                new Artefact.There(Arrays.copyOfRange(written, table, data))).all(all);
    }

    /** The digest by what stands before the source and the digests of all pieces. */
    private static byte[] digest(byte[] front, byte[] sums) {
        return Sha256.of(Arrays.copyOf(front, DIGEST_AT), Arrays.copyOfRange(front, HEAD, front.length), sums);
    }

    /**
     * Adds seals.
     *
     * @param unsealed what {@link #write} gave
     * @param seals    at most 16
     * @return the artefact
     */
    public static byte[] sealed(byte[] unsealed, List<Seal> seals) {
        int length = unsealed.length;
        for (Seal seal : seals) {
            length += SEAL_HEAD + seal.proof().length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).put(unsealed, 0, unsealed.length - 1).put((byte) seals.size());
        for (Seal seal : seals) {
            out.put((byte) seal.kind()).put(seal.key()).putShort((short) seal.proof().length).put(seal.proof());
        }
        return out.array();
    }

    /**
     * Takes an artefact apart in one thread, of which nothing is to be believed until its {@link Proof} has been asked.
     *
     * @param in where to read
     * @return the parts
     * @throws ArtefactException when its structure is not as it must be
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public static Artefact parts(ArtefactInput in) {
        return parts(in, new AtOnce());
    }

    private static final class AtOnce implements SourceReader {
        private byte[] source;

        @Override
        public void begin(Source place) {
            source = range(place.in(), place.from(), place.length());
        }

        @Override
        public Artefact.Part first() {
            return new Artefact.There(source);
        }

        @Override
        public Artefact.Part rest() {
            return new Artefact.There(new byte[0]);
        }
    }

    /**
     * Where the source of an artefact stands.
     *
     * @param front   what is known by then: no source and table, null for these and the classes, no seals
     * @param in      where to read
     * @param from    where the source begins
     * @param length  how long it is
     * @param first   how many bytes of it are needed without bodies
     * @param numbers its last bytes, which say so; they must be the same when they are read with the rest
     */
    public record Source(Artefact front, ArtefactInput in, long from, int length, int first, byte[] numbers) {
    }

    /**
     * Whoever reads the source of an artefact while the rest of it is read. Nobody waits for it before all else has been done: in new
     * memory to make room for it takes longer than to read it.
     */
    public interface SourceReader {
        /**
         * To begin it.
         *
         * @param source where it is
         */
        void begin(Source source);

        /**
         * What is needed without bodies.
         *
         * @return whole pieces of what is summed up, or all of the source
         */
        Artefact.Part first();

        /**
         * What stands behind that.
         *
         * @return the rest of the source
         */
        Artefact.Part rest();
    }

    /**
     * Takes an artefact apart, of which nothing is to be believed until its {@link Proof} has been asked.
     *
     * @param in     where to read
     * @param reader told at once where the source is, which it has to read
     * @return the parts
     * @throws ArtefactException when its structure is not as it must be
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public static Artefact parts(ArtefactInput in, SourceReader reader) {
        if (in.length() > Integer.MAX_VALUE - Long.BYTES) {
            throw tooLong(in.length());
        }
        int length = (int) in.length();
        byte[] begin = range(in, 0, Math.min(length, FRONT));
        byte[] front = begin;
        int body = head(begin, length);
        long end = HEAD + (long) body;
        if (body >= LENGTHS) {
            long needed = HEAD + LENGTHS + Integer.toUnsignedLong(ByteBuffer.wrap(front).getInt(HEAD));
            front = range(in, 0, (int) Math.min(end, Math.max(needed, HEAD + LENGTHS)));
        }
        Cursor at = new Cursor(front, HEAD, (int) Math.min(end, front.length));
        byte[] facts = at.block("facts");
        int source = at.int32("length of the source");
        int table = at.int32("length of the table of classes");
        // it is read twice, and what is proven is the second reading: all that was believed of the first must stand there, too
        if (at.position() != front.length || !Arrays.equals(front, 0, HEAD, begin, 0, HEAD)) {
            throw new ArtefactException(Reason.TAMPERED, "it was changed while it was read: expected " + front.length
                    + " bytes before the source with the same head, found " + at.position());
        }
        long sourceAt = at.position();
        long tableAt = sourceAt + source;
        long dataAt = tableAt + table;
        if (dataAt > end) {
            throw at.wrong("a source and a table of at most " + (end - sourceAt) + " bytes", (long) source + table);
        }
        Artefact begun = new Artefact(front, facts, null, null, null, null, List.of());
        int numbers = PackedSource.numbers(source);
        byte[] last = range(in, tableAt - numbers, numbers);
        reader.begin(new Source(begun, in, sourceAt, source, PackedSource.first(last, source), last));
        long mostUnpacked = mostUnpacked(length);
        byte[] tableBytes = range(in, tableAt, table);
        ClassData data = new ClassData(in, dataAt, (int) (end - dataAt));
        PackedClasses classes = PackedClasses.read(new Cursor(tableBytes, 0, table, tableAt), data, mostUnpacked);
        Cursor after = new Cursor(range(in, end, (int) (length - end)), 0, (int) (length - end), end);
        List<Seal> seals = seals(after);
        after.atEnd("artefact");
        return new Artefact(front, facts, reader.first(), reader.rest(), tableBytes, classes, seals);
    }

    /** What so many bytes may unpack to. */
    static long mostUnpacked(long length) {
        return MOST_UNPACKED * length + FREE_UNPACKED;
    }

    private static byte[] range(ArtefactInput in, long from, int length) {
        byte[] range = new byte[length];
        in.read(from, range, 0, length);
        return range;
    }

    /**
     * Whether an artefact is for this engine.
     *
     * @param artefact      its parts
     * @param compatibility what the engine needs: 32 bytes
     * @throws ArtefactException when it is for another engine
     */
    public static void checkCompatible(Artefact artefact, byte[] compatibility) {
        if (!Arrays.equals(artefact.compatibility(), compatibility)) {
            throw new ArtefactException(Reason.INCOMPATIBLE, "it was compiled by another version of the compiler or with other settings "
                    + "(compile its source again): expected compatibility hash " + HexFormat.of().formatHex(compatibility) + ", found "
                    + HexFormat.of().formatHex(artefact.compatibility()));
        }
    }

    /** Whether an artefact is what was written. */
    static void checkDigest(Artefact artefact, byte[] sums) {
        byte[] digest = digest(artefact.front(), sums);
        if (!Arrays.equals(digest, artefact.digest())) {
            throw new ArtefactException(Reason.TAMPERED, "its content was changed after it was written: expected digest "
                    + HexFormat.of().formatHex(artefact.digest()) + ", found " + HexFormat.of().formatHex(digest));
        }
    }

    /**
     * Looks at what only a stranger would have written: whether classes have the names that they must have, and whether the source is the
     * one that the header names.
     *
     * @param artefact the artefact
     * @param source   its source, unpacked
     * @throws ArtefactException when they have others, or it is another
     */
    public static void checkUnproven(Artefact artefact, byte[] source) {
        artefact.checkNames();
        if (!Arrays.equals(Sha256.of(source), artefact.sourceSha256())) {
            throw new ArtefactException(Reason.TAMPERED, "its source is not the one that it names by digest: expected "
                    + HexFormat.of().formatHex(artefact.sourceSha256()));
        }
    }

    /** Gives the length of the body, of an artefact that begins with these bytes and is so long. */
    private static int head(byte[] bytes, int length) {
        byte[] magic = Precompiled.magic();
        if (bytes.length < magic.length || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            String found = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, magic.length));
            String message = "expected " + HexFormat.ofDelimiter(" ").formatHex(magic) + " at offset 0x0, found "
                    + (found.isEmpty() ? "nothing" : found);
            if (isComponent(bytes)) {
                throw new ArtefactException(Reason.NOT_AN_ARTEFACT, message + ", which is a component; only core modules are run");
            }
            SourceKind source = SourceKind.of(bytes);
            String kind = source == SourceKind.BINARY ? "a module that is not precompiled"
                    : source == SourceKind.TEXT ? "WebAssembly text" : "";
            throw kind.isEmpty() ? new ArtefactException(Reason.NOT_AN_ARTEFACT, message)
                    : ArtefactException.advised(Reason.NOT_AN_ARTEFACT, message + ", which is " + kind, "compile it");
        }
        if (bytes.length < HEAD) {
            throw new ArtefactException(Reason.STRUCTURE, "it is cut off: expected a header of " + HEAD + " bytes, found " + bytes.length);
        }
        if (bytes[8] != Precompiled.MODULE.ordinal()) {
            throw new ArtefactException(Reason.NOT_AN_ARTEFACT, "kind at offset 0x8: expected 0 (a module), found " + (bytes[8] & 0xff)
                    + (bytes[8] == Precompiled.COMPONENT.ordinal() ? " (a component, which is not run yet)" : ""));
        }
        if (bytes[9] != VERSION) {
            throw new ArtefactException(Reason.VERSION, "version at offset 0x9: expected " + VERSION + ", found " + (bytes[9] & 0xff)
                    + "; compile its source again");
        }
        if (bytes[10] != 0 || bytes[11] != 0) {
            throw new ArtefactException(Reason.STRUCTURE, "offset 0xa: expected 0 0, found " + bytes[10] + " " + bytes[11]);
        }
        int body = ByteBuffer.wrap(bytes).getInt(LENGTH_AT);
        if (body < 0 || body >= length - HEAD) {
            throw new ArtefactException(Reason.STRUCTURE, "it is cut off: expected a body of " + Integer.toUnsignedString(body)
                    + " bytes at offset 0x" + Integer.toHexString(HEAD) + " and seals, found " + (length - HEAD) + " bytes in all");
        }
        return body;
    }

    /** Version 0xd, layer 1: modules are of layer 0. */
    private static boolean isComponent(byte[] bytes) {
        return bytes.length >= 8 && SourceKind.of(bytes) == SourceKind.BINARY && bytes[6] == 1 && bytes[7] == 0;
    }

    private static List<Seal> seals(Cursor in) {
        int count = in.int8("number of seals");
        if (count > MOST_SEALS) {
            throw in.wrong("at most " + MOST_SEALS + " seals", count);
        }
        List<Seal> seals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = in.int8("kind of a seal");
            byte[] key = in.bytes(Seal.KEY_LENGTH, "key of a seal");
            int length = in.int16("length of a proof");
            if (length > MOST_PROOF) {
                throw in.wrong("a proof of at most " + MOST_PROOF + " bytes", length);
            }
            seals.add(new Seal(kind, key, in.bytes(length, "proof")));
        }
        return seals;
    }
}
