package org.granary.engine.impl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which build of this bundle runs. Compiled code links to the runtime beside it, and what the compiler writes changes from build to build;
 * a number raised by hand would be forgotten once, so it is the classes themselves that tell: the check sums of all of them. Stateless.
 */
final class Build {
    private static final String SELF = Build.class.getName().replace('.', '/') + ".class";
    private static final String OURS = "org/granary/";
    private static final String FILE = "file:";
    private static final String IN_JAR = "jar:" + FILE;

    private Build() {
    }

    /**
     * The build; the same wherever the same jar is used.
     *
     * @return 16 hex digits
     */
    static String fingerprint() {
        return Known.FINGERPRINT != null ? Known.FINGERPRINT : fingerprint(self());
    }

    /** Once for all engines: classes do not change. */
    private static final class Known {
        static final String FINGERPRINT = orNull();

        private static String orNull() {
            try {
                return fingerprint(self());
            } catch (UncheckedIOException | StackOverflowError e) {
                // told whoever asks, each time
                return null;
            }
        }
    }

    /** Where this class is read. */
    private static URL self() {
        CodeSource source = Build.class.getProtectionDomain().getCodeSource();
        if (Build.class.getClassLoader() != ClassLoader.getSystemClassLoader() || source == null) {
            // what frameworks and others tell of a class may be where they once had it from
            return Build.class.getResource("/" + SELF);
        }
        try {
            return self(source.getLocation());
        } catch (MalformedURLException e) {
            return Build.class.getResource("/" + SELF);
        }
    }

    /**
     * The same on a class path, whose loader looks for a resource among the platform's first: that takes a new process ten milliseconds.
     *
     * @param place a jar or a folder
     */
    static URL self(URL place) throws MalformedURLException {
        return new URL(place.getPath().endsWith("/") ? place + SELF : "jar:" + place + "!/" + SELF);
    }

    /**
     * The build beside a class file.
     *
     * @param self where {@link Build} itself is read
     */
    static String fingerprint(URL self) {
        Sums sums = new Sums();
        try {
            Path plain = jar(self.toString());
            if (plain != null) {
                jar(sums, plain);
            } else if (self.openConnection() instanceof JarURLConnection jar) {
                for (Enumeration<JarEntry> entries = jar.getJarFile().entries(); entries.hasMoreElements();) {
                    JarEntry entry = entries.nextElement();
                    sums.add(entry.getName(), entry.getCrc());
                }
            } else if (self.getProtocol().equals("file")) {
                String place = self.toString();
                folder(sums, Path.of(URI.create(place.substring(0, place.length() - SELF.length()))));
            } else {
                for (URL entry : FrameworkClasses.of(Build.class, OURS)) {
                    try (InputStream in = entry.openStream()) {
                        sums.add(entry.getPath().substring(entry.getPath().indexOf(OURS)), sum(in.readAllBytes()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's own classes cannot be read: " + e, e);
        }
        return HexFormat.of().toHexDigits(sums.all);
    }

    /**
     * What all classes add up to, in whatever order they come: sorting hundreds of names takes a new process long. Builds differ by
     * accident, not by intent.
     */
    private static final class Sums {
        /** Odd, half of its bits set. */
        private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

        private long all;

        void add(String name, long sum) {
            if (name.startsWith(OURS) && name.endsWith(".class")) {
                long mixed = ((long) name.hashCode() << 32 ^ sum) * SPREAD;
                // each bit of a name and a sum changes high bits and low ones, so that no two changes of a class undo each other
                mixed = (mixed ^ mixed >>> 32) * SPREAD;
                all += mixed ^ mixed >>> 29;
            }
        }
    }

    /** The file of the jar that a resource is in, or null where it is in none: jars inside of others are their loader's to open. */
    private static Path jar(String resource) {
        if (!resource.startsWith(IN_JAR) || !resource.endsWith("!/" + SELF)) {
            return null;
        }
        String place = resource.substring(IN_JAR.length() - FILE.length(), resource.length() - SELF.length() - 2);
        if (place.contains("!/")) {
            return null;
        }
        try {
            Path file = Path.of(URI.create(place));
            return Files.isRegularFile(file) ? file : null;
        } catch (IllegalArgumentException e) {
            // a loader that does not write blanks as URLs have them
            return null;
        }
    }

    /** Asked by name, as all that a jar's URL brings is loaded for nothing else. */
    private static void jar(Sums sums, Path file) throws IOException {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                sums.add(entry.getName(), entry.getCrc());
            }
        }
    }

    private static void folder(Sums sums, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root.resolve(OURS))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            sums.add(root.relativize(file).toString().replace('\\', '/'), sum(Files.readAllBytes(file)));
        }
    }

    private static long sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return sum.getValue();
    }
}
