package org.granary.artefact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.granary.artefact.Artefact.Seal;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.Precompiled;

/**
 * The bytes of an artefact, numbers big-endian: magic (8), kind (1), version (1), zeros (2), length of the body (4), compatibility hash
 * (32), digest of the source (32), digest of all of this and the body (32): SHA-256 over what
 * is before it and the SHA-256 of each piece of the body ({@link PieceSums}); the body: facts, source, what class files
 * have in common, number of classes, and for each class its name (length 2), the number of a class before it whose content it may repeat,
 * from 1, or 0 (4), the length of its file (4) and the file, deflated ({@link PackedClass}), everything with its length (4) before it,
 * classes in strictly ascending order of their names; then the number of seals (1), and for each its kind (1), key (8), length (2), proof.
 * Stateless.
 *
 * <p>Reading copies what it keeps but the class files, and allocates no more than the artefact is long.
 */
public final class ArtefactFormat {
    /** The version that is written and read. */
    public static final int VERSION = 5;

    private static final int HEAD = 112;
    private static final int LENGTH_AT = 12;
    private static final int DIGEST_AT = 80;
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
     * @return the bytes, to which {@link #sealed} adds seals
     * @throws ArtefactException when it would be longer than 2 GiB
     */
    public static byte[] write(byte[] compatibility, byte[] facts, byte[] source, SortedMap<String, byte[]> classes) {
        List<byte[]> packed = new ArrayList<>();
        List<String> names = List.copyOf(classes.keySet());
        int[] likes = likes(names);
        byte[] common = common(names, likes, classes);
        long body = 4L * Integer.BYTES + facts.length + source.length + common.length;
        for (int i = 0; i < likes.length; i++) {
            String name = names.get(i);
            byte[] deflated = PackedClass.pack(classes.get(name), likes[i] == 0 ? null : classes.get(names.get(likes[i] - 1)), common);
            packed.add(deflated);
            body += Short.BYTES + name.length() + 3 * Integer.BYTES + (long) deflated.length;
        }
        if (body > Integer.MAX_VALUE - HEAD - MOST_SEALS * (SEAL_HEAD + MOST_PROOF)) {
            throw new ArtefactException(Reason.STRUCTURE, "it would be too long: expected less than 2 GiB, found " + body + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate(HEAD + (int) body + 1);
        out.put(Precompiled.magic()).put((byte) Precompiled.MODULE.ordinal()).put((byte) VERSION).putShort((short) 0).putInt((int) body);
        out.put(compatibility).put(Sha256.of(source)).position(HEAD);
        out.putInt(facts.length).put(facts).putInt(source.length).put(source).putInt(common.length).put(common).putInt(classes.size());
        for (int i = 0; i < likes.length; i++) {
            String name = names.get(i);
            out.putShort((short) name.length()).put(name.getBytes(StandardCharsets.US_ASCII)).putInt(likes[i]);
            out.putInt(classes.get(name).length).putInt(packed.get(i).length).put(packed.get(i));
        }
        out.put((byte) 0);
        byte[] bytes = out.array();
        System.arraycopy(digest(bytes, sums(bytes, new Sha256.OfPieces())), 0, bytes, DIGEST_AT, Sha256.LENGTH);
        return bytes;
    }

    /** For each class the number of the first one with the same functions, for another form of the memories; 0 where it is that itself. */
    private static int[] likes(List<String> names) {
        Map<String, Integer> first = new HashMap<>();
        int[] likes = new int[names.size()];
        for (int i = 0; i < likes.length; i++) {
            String functions = names.get(i).substring(0, names.get(i).lastIndexOf('$') + 1);
            Integer before = first.putIfAbsent(functions, i + 1);
            likes[i] = before == null ? 0 : before;
        }
        return likes;
    }

    private static byte[] common(List<String> names, int[] likes, SortedMap<String, byte[]> classes) {
        List<byte[]> first = new ArrayList<>();
        for (int i = 0; i < likes.length; i++) {
            if (likes[i] == 0) {
                first.add(classes.get(names.get(i)));
            }
        }
        return PackedClass.common(first);
    }

    /** Sums over the body of what {@link #parts} has taken apart; none is computed yet. */
    static PieceSums sums(byte[] bytes, PieceSums.Sum sum) {
        return new PieceSums(bytes, HEAD, HEAD + ByteBuffer.wrap(bytes).getInt(LENGTH_AT), sum);
    }

    /** What stands before the body, the digest included. */
    static byte[] head(byte[] bytes, boolean withDigest) {
        return Arrays.copyOf(bytes, withDigest ? HEAD : DIGEST_AT);
    }

    /** The digest of an artefact by those of its pieces. */
    static byte[] digest(byte[] bytes, PieceSums pieces) {
        return Sha256.of(head(bytes, false), pieces.all());
    }

    /**
     * The first of what an artefact says, while the rest of it is still read: its facts and its source. Nothing of it is to be believed.
     *
     * @param bytes an artefact
     * @param count how many bytes of it are there
     * @return the parts, without classes and seals; null while they are not there, or when they are not as they must be
     */
    public static Artefact beginning(byte[] bytes, int count) {
        if (count < HEAD + Integer.BYTES || bytes[9] != VERSION) {
            return null;
        }
        // plain sums, since this is asked for each piece that is read
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int facts = in.getInt(HEAD);
        int sourceAt = HEAD + 2 * Integer.BYTES + facts;
        if (facts < 0 || sourceAt < 0 || sourceAt > count) {
            return null;
        }
        int source = in.getInt(sourceAt - Integer.BYTES);
        if (source < 0 || source > count - sourceAt) {
            return null;
        }
        byte[] copied = Arrays.copyOfRange(bytes, HEAD + Integer.BYTES, sourceAt - Integer.BYTES);
        return artefact(bytes, copied, new Artefact.Place(bytes, sourceAt, source), PackedClasses.NONE, List.of());
    }

    /** The digest that signatures are about, as it stands there. */
    static byte[] digest(byte[] unsealed) {
        return Arrays.copyOfRange(unsealed, DIGEST_AT, DIGEST_AT + Sha256.LENGTH);
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
     * Takes an artefact apart and checks it: structure, compatibility, digest, in this order.
     *
     * @param bytes         anything that nobody changes any more
     * @param compatibility what the engine needs: 32 bytes
     * @return the parts
     * @throws ArtefactException when something is not as it must be
     */
    public static Artefact read(byte[] bytes, byte[] compatibility) {
        Artefact artefact = parts(bytes);
        checkCompatible(artefact, compatibility);
        checkDigest(artefact, sums(bytes, new Sha256.OfPieces()));
        artefact.classes().checkNames();
        return artefact;
    }

    /**
     * Takes an artefact apart, of which nothing is to be believed until its {@link Proof} has been asked.
     *
     * @param bytes anything that nobody changes any more
     * @return the parts
     * @throws ArtefactException when its structure is not as it must be
     */
    public static Artefact parts(byte[] bytes) {
        int body = head(bytes);
        Cursor in = new Cursor(bytes, HEAD, HEAD + body);
        byte[] facts = in.block("facts");
        Artefact.Place module = in.place("source");
        byte[] common = in.block("what classes have in common");
        if (common.length > PackedClass.MOST_COMMON) {
            throw in.wrong("at most " + PackedClass.MOST_COMMON + " bytes that classes have in common", common.length);
        }
        PackedClasses classes = PackedClasses.read(in, common, MOST_UNPACKED * (long) bytes.length + FREE_UNPACKED);
        in.atEnd("body");
        Cursor after = new Cursor(bytes, HEAD + body, bytes.length);
        List<Seal> seals = seals(after);
        after.atEnd("artefact");
        return artefact(bytes, facts, module, classes, seals);
    }

    private static Artefact artefact(byte[] bytes, byte[] facts, Artefact.Place module, PackedClasses classes,
            List<Seal> seals) {
        return new Artefact(Arrays.copyOfRange(bytes, 16, 48), Arrays.copyOfRange(bytes, 48, DIGEST_AT), digest(bytes), facts, module,
                classes, seals);
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
    static void checkDigest(Artefact artefact, PieceSums pieces) {
        byte[] digest = digest(artefact.module().in(), pieces);
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
     * @throws ArtefactException when they have others, or it is another
     */
    public static void checkUnproven(Artefact artefact) {
        artefact.classes().checkNames();
        if (!Arrays.equals(Sha256.of(artefact.source()), artefact.sourceSha256())) {
            throw new ArtefactException(Reason.TAMPERED, "its source is not the one that it names by digest: expected "
                    + HexFormat.of().formatHex(artefact.sourceSha256()));
        }
    }

    /** Gives the length of the body. */
    private static int head(byte[] bytes) {
        byte[] magic = Precompiled.magic();
        if (bytes.length < magic.length || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            String message = "expected " + HexFormat.ofDelimiter(" ").formatHex(magic) + " at offset 0x0, found "
                    + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, magic.length));
            String kind = isModule(bytes) ? "a module that is not precompiled" : isText(bytes) ? "WebAssembly text" : "";
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
        if (body < 0 || body >= bytes.length - HEAD) {
            throw new ArtefactException(Reason.STRUCTURE, "it is cut off: expected a body of " + Integer.toUnsignedString(body)
                    + " bytes at offset 0x" + Integer.toHexString(HEAD) + " and seals, found " + (bytes.length - HEAD) + " bytes in all");
        }
        return body;
    }

    private static boolean isModule(byte[] bytes) {
        return bytes.length >= 4 && bytes[0] == 0 && bytes[1] == 'a' && bytes[2] == 's' && bytes[3] == 'm';
    }

    /** Whether it begins as modules in the text format do: with a parenthesis or a comment. */
    private static boolean isText(byte[] bytes) {
        int at = bytes.length > 2 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf ? 3 : 0;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        return at < bytes.length && (bytes[at] == '(' || bytes[at] == ';');
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
