package org.granary.artefact;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * A class file where it stands in an artefact, deflated (RFC 1951): a first call uses few of them, and the others need be neither read
 * nor kept at full length. The same functions for another form of a memory are nearly the same file, and say only what is different from
 * the one before; all others may repeat what classes have in common. What is packed are differences in place of line numbers ({@link
 * LineTables}). Immutable by agreement, thread-safe.
 *
 * @param name   its name without package
 * @param place  where it stands
 * @param length how long the file is
 * @param like   the file whose content it may repeat, which itself repeats none; or null
 * @param common what it may repeat if there is no such file
 */
public record PackedClass(String name, Artefact.Place place, int length, PackedClass like, byte[] common) {
    /** Compiled functions stay far below; what says that it is longer is refused before anything is allocated for it. */
    static final int LONGEST = 16 << 20;

    /** As far back as deflated bytes reach. */
    static final int MOST_COMMON = 1 << 15;

    private static final int SAMPLES = 5;
    private static final int SAMPLE = 6_000;
    /** Of fewer classes it is not worth its own bytes. */
    private static final int FEW = 50;

    /**
     * The class file.
     *
     * @return a new array
     * @throws ArtefactException when what stands there does not unpack to the length that is told
     */
    public byte[] file() {
        byte[] file = reduced();
        LineTables.restore(file);
        return file;
    }

    private byte[] reduced() {
        byte[] file = new byte[length];
        byte[] before = like == null ? common : like.reduced();
        Inflater inflater = new Inflater(true);
        try {
            if (before.length > 0) {
                inflater.setDictionary(before);
            }
            inflater.setInput(place.in(), place.from(), place.length());
            int count = 0;
            int more;
            while (count < length && (more = inflater.inflate(file, count, length - count)) > 0) {
                count += more;
            }
            if (count < length || inflater.inflate(new byte[1]) != 0 || !inflater.finished() || inflater.getRemaining() != 0) {
                throw wrong("found " + count + (count < length ? "" : " or more"));
            }
            return file;
        } catch (DataFormatException e) {
            throw wrong("found what cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    private ArtefactException wrong(String found) {
        return new ArtefactException(Reason.STRUCTURE, "class " + name + " at offset 0x" + Long.toHexString(place.base() + place.from())
                + ": expected " + length + " bytes in " + place.length() + ", " + found);
    }

    /**
     * The deflated form of a file.
     *
     * @param file   the file
     * @param like   the file whose content it may repeat, or null
     * @param common what it may repeat else
     */
    static byte[] pack(byte[] file, byte[] like, byte[] common) {
        byte[] before = like == null ? common : reduced(like);
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            if (before.length > 0) {
                deflater.setDictionary(before);
            }
            deflater.setInput(reduced(file));
            deflater.finish();
            // what does not become shorter grows by five bytes for each block of 16 KiB at most
            byte[] packed = new byte[file.length + file.length / 1_000 + 64];
            int count = deflater.deflate(packed);
            return Arrays.copyOf(packed, count);
        } finally {
            deflater.end();
        }
    }

    private static byte[] reduced(byte[] file) {
        byte[] reduced = file.clone();
        LineTables.reduce(reduced);
        return reduced;
    }

    /**
     * What files have in common: how some of them begin, since that is where names stand.
     *
     * @param files files that are like no other
     * @return at most {@link #MOST_COMMON} bytes, and none of few files
     */
    static byte[] common(List<byte[]> files) {
        ByteArrayOutputStream common = new ByteArrayOutputStream();
        for (int i = 0; i < SAMPLES && files.size() >= FEW; i++) {
            byte[] file = reduced(files.get((int) ((2L * i + 1) * files.size() / (2 * SAMPLES))));
            common.write(file, 0, Math.min(SAMPLE, file.length));
        }
        return common.toByteArray();
    }
}
