package org.granary.itests;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** Takes single files out of packages of npm, by its own client. Used from outside the framework. */
final class NpmPackage {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final long LIMIT_SECONDS = 120;

    private NpmPackage() {}

    /** A file of a package, kept in {@code target/npm}; the tests are skipped when npm is missing or does not get the package. */
    static Path file(String name, String version, String file) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "npm"));
        Path kept = folder.resolve(name.replaceAll("\\W", "-") + "-" + version + "-" + Path.of(file).getFileName());
        if (!Files.exists(kept)) {
            pack(folder, name + "@" + version);
            Path tgz = folder.resolve(name.replace("@", "").replace("/", "-") + "-" + version + ".tgz");
            Files.write(kept, entry(tgz, "package/" + file));
        }
        return kept.toAbsolutePath();
    }

    private static void pack(Path folder, String what) throws InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        int status;
        try {
            Process npm = new ProcessBuilder(windows ? "npm.cmd" : "npm", "pack", what, "--silent").directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("npm.log").toFile()).start();
            status = npm.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? npm.exitValue() : -1;
            npm.destroy();
        } catch (IOException e) {
            Assumptions.abort("skipped: npm, which gets " + what + ", is not installed here (" + e.getMessage() + ")");
            return;
        }
        Assumptions.assumeTrue(status == 0, "skipped: npm pack " + what + " ended with " + status + ", see " + folder.resolve("npm.log"));
    }

    private static byte[] entry(Path tgz, String wanted) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(tgz)))) {
            byte[] head = new byte[BLOCK];
            while (true) {
                in.readFully(head);
                String name = text(head, 0, NAME_LENGTH);
                String size = text(head, SIZE_AT, SIZE_LENGTH);
                byte[] content = new byte[size.isEmpty() ? 0 : Integer.parseInt(size, 8)];
                in.readFully(content);
                in.skipNBytes((BLOCK - content.length % BLOCK) % BLOCK);
                if (name.equals(wanted)) {
                    return content;
                }
            }
        } catch (EOFException e) {
            throw new IOException(tgz + " has no " + wanted, e);
        }
    }

    private static String text(byte[] head, int at, int length) {
        String field = new String(head, at, length, StandardCharsets.US_ASCII);
        int end = field.indexOf(0);
        return (end < 0 ? field : field.substring(0, end)).strip();
    }
}
