package org.granary.artefact;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * A class file where it stands in an artefact, deflated (RFC 1951): a first call uses few of them, and the others need be neither read
 * nor kept at full length. The same functions for another form of a memory are nearly the same file, and say only what is different from
 * the one before. Immutable by agreement, thread-safe.
 *
 * @param name   its name without package
 * @param in     the artefact, which nobody changes
 * @param from   where it begins
 * @param packed how long it is there
 * @param length how long the file is
 * @param like   the file whose content it may repeat, which itself repeats none; or null
 */
public record PackedClass(String name, byte[] in, int from, int packed, int length, PackedClass like) {
    /** Compiled functions stay far below; what says that it is longer is refused before anything is allocated for it. */
    static final int LONGEST = 16 << 20;

    /**
     * The class file.
     *
     * @return a new array
     * @throws ArtefactException when what stands there does not unpack to the length that is told
     */
    public byte[] file() {
        byte[] file = new byte[length];
        byte[] before = like == null ? null : like.file();
        Inflater inflater = new Inflater(true);
        try {
            if (before != null) {
                inflater.setDictionary(before);
            }
            inflater.setInput(in, from, packed);
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
        return new ArtefactException(Reason.STRUCTURE, "class " + name + " at offset 0x" + Integer.toHexString(from) + ": expected "
                + length
                + " bytes in " + packed + ", " + found);
    }

    /**
     * The deflated form of a file.
     *
     * @param file the file
     * @param like the file whose content it may repeat, or null
     */
    static byte[] pack(byte[] file, byte[] like) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            if (like != null) {
                deflater.setDictionary(like);
            }
            deflater.setInput(file);
            deflater.finish();
            // what does not become shorter grows by five bytes for each block of 16 KiB at most
            byte[] packed = new byte[file.length + file.length / 1_000 + 64];
            int count = deflater.deflate(packed);
            return Arrays.copyOf(packed, count);
        } finally {
            deflater.end();
        }
    }
}
