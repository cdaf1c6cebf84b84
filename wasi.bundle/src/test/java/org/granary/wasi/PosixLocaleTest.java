package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.wasi.WasiConfig.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with the encoding of the POSIX locale, in which Java cannot name files beyond ASCII: guests are told so, and nothing is made
 * under another name.
 */
@Timeout(120)
class PosixLocaleTest {
    private static final String UMLAUT = "\u00f6";

    @TempDir
    Path temporary;

    /** The process. */
    static final class Host {
        private Host() {}

        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            out.println(System.getProperty("sun.jnu.encoding"));
            WasiConfig.Builder config = WasiConfig.builder().arguments("prog", UMLAUT).environment(UMLAUT, "\u20ac")
                    .directory(Path.of(arguments[0]), "/" + UMLAUT, Access.READ_WRITE);
            try (Guest guest = new Guest(config)) {
                out.println("create " + guest.open(3, UMLAUT, 1, 2 | 64, 0));
                out.println("directory " + guest.path("path_create_directory", 3, UMLAUT));
                out.println("stat " + guest.call("path_filestat_get", 3, 0, 256, put(guest, UMLAUT), 1024));
                out.println("unlink " + guest.path("path_unlink_file", 3, UMLAUT));
                out.println("rename " + guest.twoPaths("path_rename", 3, "plain", 3, UMLAUT));
                out.println("link " + guest.twoPaths("path_link", 3, "plain", 3, UMLAUT));
                out.println("symlink " + guest.symlink("plain", 3, UMLAUT));
                out.println("text " + guest.symlink(UMLAUT, 3, "soft"));
                out.println("plain " + guest.open(3, "plain", 0, 2, 0));
                guest.call("args_sizes_get", 0, 4);
                guest.call("args_get", 0, 1024);
                out.println("arguments " + guest.memory.readUtf8(1024, 8).equals("prog\0" + UMLAUT + "\0"));
                guest.call("environ_get", 0, 1024);
                out.println("environment " + guest.memory.readUtf8(1024, 7).equals(UMLAUT + "=\u20ac\0"));
                guest.call("fd_prestat_dir_name", 3, 1024, 3);
                out.println("name " + guest.memory.readUtf8(1024, 3).equals("/" + UMLAUT));
                guest.call("fd_readdir", 3, 1024, 4096, 0L, Guest.RESULT);
                out.println("list " + names(guest, guest.memory.readInt(Guest.RESULT)));
            }
        }

        private static int put(Guest guest, String text) {
            guest.memory.writeBytes(256, text.getBytes(UTF_8));
            return text.getBytes(UTF_8).length;
        }

        /** The names of a listing that are ASCII. */
        private static String names(Guest guest, int bytes) {
            List<String> names = new ArrayList<>();
            for (int at = 1024; at < 1024 + bytes; ) {
                int length = guest.memory.readInt(at + 16);
                names.add(guest.memory.readUtf8(at + 24, length));
                at += 24 + length;
            }
            return names.stream().filter(name -> name.chars().allMatch(c -> c < 128)).sorted().collect(Collectors.joining(" "));
        }
    }

    @Test
    void namesBeyondAsciiAreRefusedAndNothingGetsAnother() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Files.writeString(folder.resolve("plain"), "plain");
        ProcessBuilder command = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Host.class.getName(), folder.toString());
        command.environment().put("LC_ALL", "POSIX");
        Process host = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> told = host.inputReader(UTF_8).lines().toList();
        assertTrue(host.waitFor(1, TimeUnit.MINUTES));
        assumeTrue(told.get(0).equals("ANSI_X3.4-1968"), "the encoding of names is " + told.get(0) + " here in the POSIX locale, too");
        assertEquals(List.of("create -25", "directory 25", "stat 25", "unlink 25", "rename 25", "link 25", "symlink 25", "text 25",
                "plain 4", "arguments true", "environment true", "name true", "list . .. plain"), told.subList(1, told.size()));
        try (Stream<Path> made = Files.list(folder)) {
            assertEquals(List.of("plain"), made.map(path -> path.getFileName().toString()).toList());
        }
    }
}
