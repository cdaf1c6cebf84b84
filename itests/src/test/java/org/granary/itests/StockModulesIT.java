package org.granary.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.plugin.dto.PluginDTO;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.admin.LoggerAdmin;

/** A guest in C with all the host modules that come with the host, as a plugin. */
@InFramework
class StockModulesIT {
    private static final long DENIED = -2;
    private static final long FULL = -7;

    @FromFramework
    private BundleContext context;
    @FromFramework
    private Path deploy;
    @FromFramework
    private PluginHost host;
    @FromFramework
    private Belongings belongings;
    @FromFramework
    private LogReaderService log;
    @FromFramework
    private LoggerAdmin levels;

    private static byte[] guest() throws IOException {
        return Files.readAllBytes(Path.of("..", "host-functions.bundle", "src", "test", "resources", "guests", "stock.wasm"));
    }

    private Plugin serving(String name) throws Exception {
        Plugin serving =
                Await.value(name + " serves", () -> host.plugins().stream().filter(p -> p.name().equals(name)).findFirst().orElse(null),
                plugin -> plugin != null && plugin.dto().state.equals("ACTIVE"));
        // one that was only tried again later would hide why
        assertEquals(List.of(), serving.dto().history.stream().filter(change -> change.to.equals("FAILED")).toList());
        return serving;
    }

    private static long call(Plugin plugin, String export) {
        return (Long) plugin.call(export)[0];
    }

    private List<String> logged(String plugin) {
        return Collections.list(log.getLog()).stream().filter(entry -> plugin.equals(entry.getLoggerName())).map(LogEntry::getMessage)
                .sorted().toList();
    }

    @Test
    void aPluginUsesAllOfThem() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server));
            answering.setDaemon(true);
            answering.start();
            String here = server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
            belongings.configure("all", Map.of("host.modules", new String[] {"log", "clock", "random", "config", "kv", "http"},
                    "greeting", "hello", "url", "http://" + here + "/", "host.http.hosts", here));
            // a log keeps warnings and errors unless it is told otherwise
            levels.getLoggerContext(null).setLogLevels(Map.of("all", LogLevel.INFO));
            Wasm.put(deploy, "all.wasm", guest());
            Plugin plugin = serving("all");
            long bits = call(plugin, "run");
            assertTrue(bits > 150 && bits < 362, "bits of 512: " + bits);
            assertEquals(0, call(plugin, "keep"));
            assertEquals(1, call(plugin, "keep"));
            assertEquals(203, call(plugin, "fetch"));
            Await.value("its lines are logged", () -> logged("all"), lines -> lines.equals(List.of("hello", "it is green", "text/plain")));
            PluginDTO dto = plugin.dto();
            assertEquals(List.of(), dto.denied);
            assertTrue(dto.imports.stream().allMatch(wanted -> wanted.supplier.endsWith(" of org.granary.host")), dto.imports.toString());
        }
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                while (!in.readLine().isEmpty()) {
                    // the fields of a request that has no body
                    continue;
                }
                client.getOutputStream()
                        .write("HTTP/1.1 203 So\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nit is green".getBytes(UTF_8));
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void withoutAConfigurationAllIsDenied() throws Exception {
        Wasm.put(deploy, "none.wasm", guest());
        Plugin plugin = serving("none");
        for (String export : List.of("run", "keep", "fetch")) {
            assertEquals(DENIED, call(plugin, export), export);
        }
        List<String> denied = plugin.dto().denied;
        assertEquals(6, denied.size(), denied.toString());
        assertTrue(denied.contains("granary_kv: host.modules of its configuration does not name kv"), denied.toString());
        assertEquals(List.of(), logged("none"));
    }

    @Test
    void aFileBesideThePluginGivesItModules() throws Exception {
        Files.writeString(deploy.resolve("org.granary.plugin-filed.cfg"),
                "wasm.plugin.name = filed\nhost.modules = kv\nhost.kv.entries = 1\n");
        Await.until("the file is read", () -> context.getServiceReferences("org.granary.plugin.service.OwnConfiguration",
                "(" + Plugin.NAME + "=filed)") != null);
        belongings.awaitConfigurations();
        Wasm.put(deploy, "filed.wasm", guest());
        Plugin plugin = serving("filed");
        // its second entry is one too many
        assertEquals(FULL, call(plugin, "keep"));
        assertEquals(DENIED, call(plugin, "run"));
    }

    @Test
    void aPluginIsStartedAnewWhenItsModulesChangeAndNotForItsTimes() throws Exception {
        Wasm.put(deploy, "late.wasm", guest());
        assertEquals(DENIED, call(serving("late"), "keep"));
        Configuration configuration = belongings.configure("late", Map.of("host.modules", new String[] {"kv"}));
        Await.value("what it is denied", () -> serving("late").dto().denied, denied -> denied.size() == 5);
        assertEquals(0, call(serving("late"), "keep"));
        int changes = serving("late").dto().history.size();
        belongings.update(configuration,
                new Hashtable<>(Map.of(Plugin.NAME, "late", "host.modules", new String[] {"kv"}, "call.millis", 5000L)));
        assertEquals(5000, serving("late").dto().settings.callMillis);
        assertTrue(host.awaitSettled(Duration.ofSeconds(90)));
        assertEquals(changes, serving("late").dto().history.size(), "it goes on");
        belongings.remove(configuration);
        Await.value("what it is denied", () -> serving("late").dto().denied, denied -> denied.size() == 6);
        assertEquals(DENIED, call(serving("late"), "keep"));
    }

    @Test
    void aConfigurationThatMakesNoSenseIsTold() throws Exception {
        belongings.configure("wrong", Map.of("host.modules", "http", "host.http.hosts", "example.org/path"));
        Wasm.put(deploy, "wrong.wasm", guest());
        String reason = Wasm.await(host, "wrong.wasm", "FAILED");
        assertTrue(reason.contains("granary_http") && reason.contains("host.http.hosts: expected a host such as"), reason);
    }

    @Test
    void whatIsKeptOutlivesReplacementsAndTheBundle() throws Exception {
        belongings.configure("keeper", Map.of("host.modules", "kv"));
        belongings.configure("other", Map.of("host.modules", "kv"));
        Wasm.put(deploy, "keeper.wasm", guest());
        Wasm.put(deploy, "other.wasm", guest());
        assertEquals(0, call(serving("keeper"), "keep"));
        // the same code with a section that says nothing: a replacement, which starts beside the old one
        byte[] same = guest();
        byte[] next = Arrays.copyOf(same, same.length + 4);
        next[same.length + 1] = 2;
        next[same.length + 2] = 1;
        next[same.length + 3] = 'x';
        Plugin old = serving("keeper");
        String before = old.dto().sha256;
        Wasm.put(deploy, "keeper.wasm", next);
        Await.until("it is replaced", () -> !before.equals(serving("keeper").dto().sha256));
        assertEquals(1, call(serving("keeper"), "keep"));
        Bundle modules =
                Arrays.stream(context.getBundles()).filter(b -> b.getSymbolicName().equals("org.granary.host")).findFirst().orElseThrow();
        modules.stop();
        try {
            // they leave one after the other, and each that is missed is told
            for (String file : List.of("keeper.wasm", "other.wasm")) {
                Await.value("it waits for all of them", () -> Wasm.state(host, file), state -> state.startsWith("UNRESOLVED waits for "
                        + "granary_clock.monotonic_nanos") && state.contains("no host module offers them"));
            }
        } finally {
            modules.start();
        }
        assertEquals(1, call(serving("keeper"), "keep"));
        assertEquals(0, call(serving("other"), "keep"), "another plugin has its own");
    }
}
