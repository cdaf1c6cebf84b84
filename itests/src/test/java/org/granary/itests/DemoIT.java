package org.granary.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.granary.demo.Formatter;
import org.granary.host.HostFunc;
import org.granary.host.HostModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;

/** The demo of docs/demo.md, with modules of other people from npm. */
@InFramework
class DemoIT {
    private static final String JSON = "target/npm/-dprint-json-0.24.0-plugin.wasm";
    private static final String MAPPINGS = "target/npm/source-map-0.7.6-mappings.wasm";

    @FromFramework
    private BundleContext context;
    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private Belongings belongings;

    static Option[] options() throws IOException {
        return new Option[] {CoreOptions.bundle(DeployedBundles.onClassPath().get("org.granary.demo")).startLevel(4)};
    }

    @BeforeAll
    static void packages() throws Exception {
        NpmPackage.file("@dprint/json", "0.24.0", "plugin.wasm");
        NpmPackage.file("source-map", "0.7.6", "lib/mappings.wasm");
    }

    private Formatter formatter() throws Exception {
        return context.getService(Await.value("a formatter", () -> context.getServiceReference(Formatter.class), r -> r != null));
    }

    @Test
    void formatterOfOtherPeopleIsAService() throws Exception {
        Wasm.put(deploy, "json-0.24.0.wasm", Files.readAllBytes(Path.of(JSON)));
        Formatter formatter = formatter();
        assertEquals("{ \"b\": [1, 2, 3], \"a\": { \"x\": true } }\n",
                formatter.format("a.json", "{\"b\":[1,2,   3],\n\"a\":{\"x\":true}}"));
        assertEquals("{}\n", formatter.format("a.json", "{}\n"));
        IllegalArgumentException unreadable = assertThrows(IllegalArgumentException.class, () -> formatter.format("a.json", "{\"b\":[1,"));
        assertTrue(unreadable.getMessage().contains("Line 1"), unreadable.getMessage());
        assertEquals("[1]\n", formatter.format("a.json", "[1]"), "an error is not the end");
        Files.delete(deploy.resolve("json-0.24.0.wasm"));
        Await.until("the formatter is gone", () -> context.getServiceReference(Formatter.class) == null);
    }

    @Test
    void sourceMapsCallBack() throws Exception {
        List<List<Object>> mappings = Collections.synchronizedList(new ArrayList<>());
        FuncType type = FuncType.of(Collections.nCopies(10, ValType.I32), List.of());
        belongings.offer("env", HostModule.of(HostFunc.of("mapping_callback", type, (caller, arguments) -> {
            mappings.add(List.of(arguments));
            return new Object[0];
        })));
        Wasm.put(deploy, "mappings.wasm", Files.readAllBytes(Path.of(MAPPINGS)));
        Wasm.await(host, "mappings.wasm", "ACTIVE");
        Plugin plugin = host.plugins().stream().filter(p -> p.name().equals("mappings")).findFirst().orElseThrow();
        plugin.exclusively(turn -> {
            byte[] text = "AAAA;AACA,EAAC".getBytes(StandardCharsets.US_ASCII);
            int address = (Integer) turn.call("allocate_mappings", text.length)[0];
            turn.memory("memory").writeBytes(address, text);
            Object parsed = turn.call("parse_mappings", address)[0];
            return turn.call("by_generated_location", parsed);
        });
        // generated line, column, has an original, source, line, column, has a name, name: as the format's specification decodes the text
        assertEquals(3, mappings.size());
        assertEquals(List.of(1, 2), mappings.get(2).subList(0, 2));
    }
}
