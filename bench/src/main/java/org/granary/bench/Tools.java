package org.granary.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the outside things are: the bench data, a C compiler, node, npm packages, our own java. Confined to one thread. */
final class Tools {
    private final Options options;
    private final Path work;
    private Path script;

    Tools(Options options) throws IOException {
        this.options = options;
        this.work = Files.createDirectories(options.data() != null ? Path.of(options.data()) : home().resolve("bench/target/data"))
                .toAbsolutePath();
    }

    /**
     * The folder {@code bench} of the outside data: property or variable {@code granary.shared}/{@code GRANARY_SHARED}, else {@code
     * ../shared} beside the project's folder or one above it.
     */
    static Optional<Path> benchData() {
        String told = System.getProperty("granary.shared", System.getenv("GRANARY_SHARED"));
        if (told != null && !told.isBlank()) {
            return Optional.of(Path.of(told, "bench")).filter(Files::isDirectory);
        }
        for (Path at = home(); at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("bench");
            if (Files.isDirectory(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** The project's folder as the launcher tells it, else the present one. */
    private static Path home() {
        return Path.of(System.getProperty("granary.home", "")).toAbsolutePath();
    }

    /** Whether a command answers. */
    static boolean answers(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Builds a kernel by {@code cc -O2}; empty, with a line on stderr, where that fails. */
    Optional<Path> buildNative(Path data, String kernel) throws IOException, InterruptedException {
        Path target = Files.createDirectories(work.resolve("native")).resolve(kernel);
        Path source = data.resolve("kernels");
        Process process = new ProcessBuilder("cc", "-O2", "-fno-math-errno", "-w", source.resolve(kernel + ".c").toString(),
                source.resolve("drv.c").toString(), "-lm", "-o", target.toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            Progress.say("cc failed on " + kernel + ": " + said.lines().findFirst().orElse(""));
            return Optional.empty();
        }
        return Optional.of(target);
    }

    /** The command that runs a class of ours in a process of its own. */
    List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options.jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The java that {@link #java(Class, String...)} runs. */
    String java() {
        return Path.of(options.jdk() != null ? options.jdk() : System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The version of the JDK that {@link #java(Class, String...)} runs. */
    String jdkVersion() {
        if (options.jdk() == null) {
            return System.getProperty("java.version");
        }
        try {
            for (String line : Files.readAllLines(Path.of(options.jdk(), "release"))) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return line.substring(line.indexOf('=') + 1).replace("\"", "");
                }
            }
        } catch (IOException e) {
            // a JDK without the file is named by its folder
        }
        return options.jdk();
    }

    /** The command that calls an export in V8 by node. */
    List<String> node(String... arguments) throws IOException {
        if (script == null) {
            script = resource("run.js");
        }
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A resource of ours as a file. */
    Path resource(String name) throws IOException {
        Path file = work.resolve(name);
        try (InputStream in = Tools.class.getResourceAsStream(name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /**
     * What Maven makes of a project of ours that lies in the resources, on first use; empty, with a line on stderr, where that fails.
     *
     * @param project the folder of the resources {@code pom.xml} and the source
     * @param source  the one source, in the package {@code guest}
     * @param file    what is made, below the project
     */
    Optional<Path> maven(String project, String source, String file) throws IOException, InterruptedException {
        Path folder = work.resolve(project);
        Path made = folder.resolve(file);
        if (Files.exists(made)) {
            return Optional.of(made);
        }
        Files.createDirectories(folder.resolve("src/main/java/guest"));
        Files.move(resource(project + "/" + source), folder.resolve("src/main/java/guest").resolve(source),
                StandardCopyOption.REPLACE_EXISTING);
        resource(project + "/pom.xml");
        try {
            Process build = new ProcessBuilder("mvn", "-q", "-B", "package").directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile()).start();
            if (build.waitFor() == 0 && Files.exists(made)) {
                return Optional.of(made);
            }
            Progress.say("mvn package failed, " + folder.resolve("log") + " tells why; " + file + " is left out");
        } catch (IOException e) {
            Progress.say("mvn does not start: " + e.getMessage() + "; " + file + " is left out");
        }
        return Optional.empty();
    }

    /** A file of an npm package, fetched by {@code npm pack} on first use; empty, with a line on stderr, where that fails. */
    Optional<Path> npm(String name, String version, String file) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve(name.replace('/', '-').replace("@", "") + "-" + version));
        Path found = folder.resolve("package").resolve(file);
        if (Files.exists(found)) {
            return Optional.of(found);
        }
        try {
            Process pack = new ProcessBuilder("npm", "pack", "--silent", name + "@" + version).directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String archive = new String(pack.getInputStream().readAllBytes()).trim();
            if (pack.waitFor() == 0 && new ProcessBuilder("tar", "xzf", archive).directory(folder.toFile()).inheritIO().start()
                    .waitFor() == 0 && Files.exists(found)) {
                return Optional.of(found);
            }
        } catch (IOException e) {
            Progress.say("npm does not start: " + e.getMessage());
        }
        Progress.say("npm pack " + name + "@" + version + " gave no " + file + "; what needs it is left out");
        return Optional.empty();
    }
}
