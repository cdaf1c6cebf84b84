package org.granary.text.lex;

/**
 * An annotation that has a meaning here. Confined to the thread that reads the text: it remembers whether somebody has read it, so that
 * those at places without a meaning can be told.
 *
 * <p>Source: WebAssembly core specification, section 6.2.5 (annotations) and appendix A.7 (custom sections).
 */
public final class Annotation {
    /** Names a module, a definition, a parameter or a local. */
    public static final String NAME = "name";
    /** A custom section. */
    public static final String CUSTOM = "custom";
    /** What the names of annotations on instructions begin with. */
    public static final String CODE_METADATA = "metadata.code.";

    private final String name;
    private final int start;
    private final Tokens content;
    private boolean read;

    Annotation(String name, int start, Tokens content) {
        this.name = name;
        this.start = start;
        this.content = content;
    }

    static boolean isKnown(String name) {
        return name.equals(NAME) || name.equals(CUSTOM) || name.startsWith(CODE_METADATA);
    }

    /**
     * What stands behind {@code (@}.
     *
     * @return never null
     */
    public String name() {
        return name;
    }

    /**
     * Where the annotation starts.
     *
     * @return the byte offset in the text
     */
    public int start() {
        return start;
    }

    /**
     * What stands in it, and remembers that it was asked for.
     *
     * @return the tokens behind its name, with an end of their own
     */
    public Tokens read() {
        read = true;
        return content;
    }

    /**
     * Whether nobody asked for its content.
     *
     * @return true for what stands where it means nothing
     */
    public boolean isStray() {
        return !read;
    }
}
