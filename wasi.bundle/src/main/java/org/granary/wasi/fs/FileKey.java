package org.granary.wasi.fs;

import java.nio.file.Path;

/** The numbers of a file. Java hides them in an object whose text tells them; files without one are numbered by their paths. */
record FileKey(long device, long inode) {
    private static final String DEVICE = "(dev=";
    private static final String INODE = ",ino=";

    static FileKey of(Object key, Path where) {
        if (key == null) {
            return new FileKey(0, spread(where.toString().hashCode()));
        }
        String text = key.toString();
        int middle = text.indexOf(INODE);
        if (text.startsWith(DEVICE) && middle > 0 && text.endsWith(")")) {
            try {
                return new FileKey(
                        Long.parseUnsignedLong(text.substring(DEVICE.length(), middle), 16),
                        Long.parseUnsignedLong(text.substring(middle + INODE.length(), text.length() - 1)));
            } catch (NumberFormatException e) {
                return new FileKey(0, spread(key.hashCode()));
            }
        }
        return new FileKey(0, spread(key.hashCode()));
    }

    private static long spread(int hash) {
        return (hash & 0xFFFFFFFFL) + 1;
    }
}
