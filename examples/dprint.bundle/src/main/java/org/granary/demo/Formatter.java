package org.granary.demo;

import org.osgi.annotation.versioning.ProviderType;

/** Puts source texts in order. A service, for as long as its plugin serves. Thread-safe. */
@ProviderType
public interface Formatter {
    /** Service property, {@code String[]}: the endings of files that it formats, without a dot. */
    String EXTENSIONS = "formatter.extensions";
    /** Service property, {@code String}: the name of the plugin that does the work. */
    String PLUGIN = "formatter.plugin";

    /**
     * Formats a text.
     *
     * @param fileName the name of the file, which tells its language, such as {@code a.json}
     * @param text     the file's content
     * @return the formatted text; the same text when nothing is to be done
     * @throws IllegalArgumentException when the text cannot be read; the message says where and why
     */
    String format(String fileName, String text);
}
