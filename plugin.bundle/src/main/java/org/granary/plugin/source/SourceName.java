package org.granary.plugin.source;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file's name says: {@code json-0.24.0.wasm} is the plugin {@code json} in version {@code 0.24.0}.
 *
 * @param name    the plugin's name, never empty
 * @param version what follows the hyphen that stands before a version, or empty without one
 */
public record SourceName(String name, Optional<String> version) {
    // numbers with dots, which may have a qualifier (0.24.0, 1.0-rc.1, v2.1), or one number alone: in x-86-tool there is no version
    private static final Pattern VERSIONED = Pattern.compile("(.+?)-(?:v?(\\d+(?:\\.\\d+)+(?:[-+.][\\w.+-]+)?)|(\\d+))");
    /** What {@link #isLegal} takes, in words. */
    public static final String LEGAL_NAME = "letters, digits, blanks and . _ - + @ ( ), beginning with a letter or digit";
    private static final Pattern LEGAL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._ +@()-]*");

    /** Whether a file of this name is a module: {@code .wasm} or {@code .wat}, not hidden, not a partial download. */
    public static boolean isModule(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".") && (lower.endsWith(".wasm") || lower.endsWith(".wat")) && lower.lastIndexOf('.') > 0;
    }

    /** Whether a file of this name holds the text format. */
    public static boolean isText(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(".wat");
    }

    /**
     * Reads a file's name.
     *
     * @param fileName a name that {@link #isModule} takes
     * @return name and version
     */
    public static SourceName of(String fileName) {
        String stem = fileName.substring(0, fileName.lastIndexOf('.'));
        Matcher matcher = VERSIONED.matcher(stem);
        if (!matcher.matches()) {
            return new SourceName(stem, Optional.empty());
        }
        return new SourceName(matcher.group(1), Optional.of(matcher.group(2) == null ? matcher.group(3) : matcher.group(2)));
    }

    /** Whether a plugin may have this name: one that goes into logs, service properties and command lines. */
    public static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }
}
