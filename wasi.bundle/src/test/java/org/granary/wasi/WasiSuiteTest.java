package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.wasi.stream.Output;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public suite of programs, on real directories. Runs when {@code -Dgranary.wasi.testsuite=DIR} names a checkout of its branch
 * {@code prod/testsuite-all}: of {@code github:WebAssembly/wasi-testsuite}.
 */
class WasiSuiteTest {
    private static final String PROPERTY = "granary.wasi.testsuite";
    private static final String TRIPLE = "wasm32-wasip1";

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        String given = System.getProperty(PROPERTY);
        assumeTrue(given != null, "no checkout of the suite is named by -D" + PROPERTY);
        List<Path> programs = new ArrayList<>();
        for (String language : List.of("assemblyscript", "c", "rust")) {
            try (Stream<Path> files = Files.list(Path.of(given, "tests", language, "testsuite", TRIPLE))) {
                files.filter(file -> file.toString().endsWith(".wasm")).sorted().forEach(programs::add);
            }
        }
        assertNotEquals(0, programs.size());
        return programs.stream().map(program -> DynamicTest.dynamicTest(program.getFileName().toString(), () -> run(program)));
    }

    private void run(Path program) throws IOException {
        Path description = program.resolveSibling(program.getFileName().toString().replace(".wasm", ".json"));
        String json = Files.exists(description) ? Files.readString(description) : "{}";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        WasiConfig.Builder config = WasiConfig.builder().stdout(Output.stream(out)).stderr(Output.stream(err));
        List<String> arguments = new ArrayList<>(List.of(program.getFileName().toString()));
        arguments.addAll(strings(part(json, "args", "\\[(.*?)\\]")));
        config.arguments(arguments);
        List<String> variables = strings(part(json, "env", "\\{(.*?)\\}"));
        for (int i = 0; i < variables.size(); i += 2) {
            config.environment(variables.get(i), variables.get(i + 1));
        }
        for (String directory : strings(part(json, "dirs", "\\[(.*?)\\]"))) {
            config.directory(copy(program.resolveSibling(directory)), directory, WasiConfig.Access.READ_WRITE);
        }
        int code = execute(program, config.build());
        String wanted = part(json, "exit_code", "(\\d+)");
        assertEquals(wanted.isEmpty() ? 0 : Integer.parseInt(wanted), code, () -> out.toString(UTF_8) + err.toString(UTF_8));
        said(json, "stdout", out);
        said(json, "stderr", err);
    }

    /** Compares what a program said, where the suite tells what it is to say. */
    private static void said(String json, String where, ByteArrayOutputStream found) {
        String text = part(json, where, "(\"(?:[^\"\\\\]|\\\\.)*\")");
        if (!text.isEmpty()) {
            assertEquals(strings(text).get(0), found.toString(UTF_8), where);
        }
    }

    private static int execute(Path program, WasiConfig config) throws IOException {
        try (Engine engine = Engine.create(EngineConfig.builder().build());
                Store<Void> store = Store.create(engine)) {
            Linker<Void> linker = Linker.create(engine);
            Wasi.define(linker);
            Wasi.set(store, config);
            linker.instantiate(store, engine.compile(Files.readAllBytes(program))).func("_start").call();
            return 0;
        } catch (WasiExit exit) {
            return exit.code();
        }
    }

    /** A fresh copy, without what earlier runs have left. */
    private Path copy(Path from) throws IOException {
        Path to = temporary.resolve(from.getFileName().toString());
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.walk(to)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(one -> !one.toString().contains(".cleanup")).toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private static String part(String json, String key, String value) {
        Matcher matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*" + value, Pattern.DOTALL).matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static List<String> strings(String list) {
        List<String> strings = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(list);
        while (matcher.find()) {
            strings.add(matcher.group(1).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return strings;
    }
}
