package org.granary.itests.house;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * One of our bundles as it was built.
 *
 * @param name     its symbolic name
 * @param jar      its file
 * @param manifest its manifest
 */
record BuiltBundle(String name, Path jar, Manifest manifest) {

    private static final String PREFIX = "org.granary.";

    /** Every bundle of ours on the test class path. */
    static List<BuiltBundle> all() throws Exception {
        List<BuiltBundle> all = new ArrayList<>();
        for (URL url : Collections.list(BuiltBundle.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (!url.getProtocol().equals("jar")) {
                continue;
            }
            try (InputStream in = url.openStream()) {
                Manifest manifest = new Manifest(in);
                String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null && name.startsWith(PREFIX)) {
                    String address = url.toString();
                    Path jar = Path.of(new URI(address.substring("jar:".length(), address.indexOf("!/"))));
                    all.add(new BuiltBundle(name, jar, manifest));
                }
            }
        }
        return all;
    }

    String header(String header) {
        return manifest.getMainAttributes().getValue(header);
    }

    /** Names of the files in the jar. */
    Set<String> entries() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().filter(e -> !e.isDirectory()).map(JarEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Packages that have a class in the jar. */
    Set<String> packages() throws IOException {
        return entries().stream()
                .filter(e -> e.endsWith(".class") && e.contains("/"))
                .map(e -> e.substring(0, e.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The clauses of a header, each split at its semicolons; the first part is the name. */
    List<List<String>> clauses(String header) {
        String value = header(header);
        return value == null ? List.of() : split(value, ',').stream().map(clause -> split(clause, ';')).toList();
    }

    private static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(value.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(value.substring(start).strip());
        return parts;
    }

    /** Its module descriptor. */
    ModuleDescriptor module() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.getJarEntry("module-info.class");
            if (entry == null) {
                throw new AssertionError(name + " has no module descriptor");
            }
            try (InputStream in = file.getInputStream(entry)) {
                return ModuleDescriptor.read(in);
            }
        }
    }

    /** A file of the jar as text. */
    String text(String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry found = file.getJarEntry(entry);
            if (found == null) {
                throw new AssertionError(name + " has no " + entry);
            }
            try (InputStream in = file.getInputStream(found)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** The lines of a file of the jar, without blanks and comments. */
    List<String> lines(String entry) throws IOException {
        return text(entry).lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
