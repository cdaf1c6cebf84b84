package org.granary.type;

/**
 * The packed storage types. Immutable.
 *
 * <p>Source: WebAssembly core specification, section 2.3.9 (composite types).
 */
public enum PackedType implements StorageType {
    /** 8 bits. */
    I8("i8", 1),
    /** 16 bits. */
    I16("i16", 2);

    private final String text;
    private final int bytes;

    PackedType(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /**
     * The width.
     *
     * @return 1 or 2 bytes
     */
    public int bytes() {
        return bytes;
    }

    @Override
    public ValType unpacked() {
        return NumType.I32;
    }

    @Override
    public String toString() {
        return text;
    }
}
