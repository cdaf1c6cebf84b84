package org.granary.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.granary.testing.OtherJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the compiler writes depends on the module's bytes and the configuration alone: another JDK writes the same, bit for bit. The other
 * one is looked for beside this one, or given by {@code -Dgranary.other.jdk=DIR}.
 */
@Timeout(900)
class OtherJdkTest {
    private static final Path GUESTS = Path.of("..", "wasi.bundle", "src", "test", "resources", "org", "granary", "wasi", "guests");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+).*");
    private static final long LIMIT_SECONDS = 300;

    @Test
    void anotherJdkWritesTheSame() throws Exception {
        Optional<Path> other = other();
        if (other.isEmpty()) {
            abort("skipped: no JDK from 17 on of another version than " + Runtime.version().feature() + " was found beside this one;"
                    + " -Dgranary.other.jdk=DIR names one");
        }
        List<String> here = TranslationMain.translations(GUESTS);
        assertTrue(here.size() > 30, here::toString);
        assertEquals(String.join("\n", here), told(other.get()));
    }

    private static String told(Path jdk) throws Exception {
        OtherJvm other = new OtherJvm(jdk, TranslationMain.class, LIMIT_SECONDS);
        return String.join("\n", other.told(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), GUESTS.toString()));
    }

    /** One that is given, else the one that is farthest from this in its version. */
    private static Optional<Path> other() throws IOException {
        String given = System.getProperty("granary.other.jdk");
        return given == null ? found() : Optional.of(Path.of(given));
    }

    private static Optional<Path> found() throws IOException {
        List<Path> folders = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(folders::add);
        Path home = Path.of(Objects.requireNonNullElse(System.getenv("HOME"), System.getProperty("user.home")));
        for (Path parent : List.of(Path.of("/usr/lib/jvm"), home.resolve(".sdkman/candidates/java"), Path.of("/opt/java"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> beside = Files.list(parent)) {
                    beside.sorted().forEach(folders::add);
                }
            }
        }
        int running = Runtime.version().feature();
        return folders.stream().filter(folder -> version(folder) >= 17 && version(folder) != running)
                .max((a, b) -> Math.abs(version(a) - running) - Math.abs(version(b) - running));
    }

    /** The version of a JDK's folder, 0 when it is none. */
    private static int version(Path folder) {
        if (!Files.isExecutable(folder.resolve("bin").resolve("java"))) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(folder.resolve("release"))) {
            return lines.map(VERSION::matcher).filter(Matcher::matches).mapToInt(found -> Integer.parseInt(found.group(1))).findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
