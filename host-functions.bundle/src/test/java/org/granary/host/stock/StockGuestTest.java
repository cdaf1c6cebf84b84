package org.granary.host.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.host.ErrorValue;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.stock.http.HttpModule;
import org.granary.host.stock.kv.KvModule;
import org.granary.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** A guest in C, built from granary.h, which uses every function of every stock module. */
@Timeout(240)
class StockGuestTest {
    @TempDir
    private Path directory;

    private final Engine engine = Engine.create();
    private final KeptLog log = new KeptLog();
    private final List<String> asked = new ArrayList<>();
    private Map<String, HostModule> modules;
    private WasmModule guest;
    private HttpServer server;

    private static <F> F proxy(Class<F> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @BeforeEach
    void prepare() throws IOException {
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> directory.resolve((String) arguments[0]).toFile());
        modules = new TreeMap<>(Map.of("granary_log", new LogModule(log.loggers()), "granary_clock", new ClockModule(), "granary_random",
                new RandomModule(),
                "granary_config", new ConfigModule(), "granary_kv", new KvModule(context, log.loggers()), "granary_http",
                        new HttpModule(log.loggers())));
        try (InputStream file = StockGuestTest.class.getResourceAsStream("/guests/stock.wasm")) {
            guest = engine.compile(file.readAllBytes());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Guest"));
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.sendResponseHeaders(203, "gr\u00fcn".getBytes(UTF_8).length);
            exchange.getResponseBody().write("gr\u00fcn".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        engine.close();
    }

    /** What a function of the guest returns, in a store of its own. */
    private long call(String plugin, Map<String, Object> configuration, String function) {
        try (BoundGuest bound = BoundGuest.of(guest, new HostScope(plugin, configuration), modules)) {
            return (Long) bound.call(function);
        }
    }

    private Map<String, Object> configuration(String granted) {
        String host = server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort();
        return new HashMap<>(Map.of("greeting", "hello", "url", "http://" + host + "/a?b", "host.http.hosts", host, "host.modules",
                granted));
    }

    @Test
    void itImportsWhatThereIs() {
        Set<String> offered = new TreeSet<>();
        HostScope scope = new HostScope("p", Map.of());
        try (Store<HostScope> store = Store.create(engine, scope)) {
            modules.forEach((named, host) -> host.bind(store, scope).items().forEach((name, item) -> offered.add(named + "." + name)));
        }
        Set<String> used = new TreeSet<>();
        guest.imports().forEach(wanted -> used.add(wanted.module() + "." + wanted.name()));
        assertEquals(offered, used);
    }

    @Test
    void itLogsWhatItIsConfiguredTo() {
        long bits = call("p", configuration("log,clock,random,config"), "run");
        assertTrue(bits > 150 && bits < 362, bits + " of 512 bits");
        assertEquals(List.of("p info hello"), log.lines());
        for (String missing : List.of("log", "clock", "random", "config")) {
            String others = String.join(",", List.of("log", "clock", "random", "config").stream().filter(m -> !m.equals(missing)).toList());
            assertEquals(ErrorValue.DENIED, call("p", configuration(others), "run"), missing);
        }
    }

    @Test
    void itKeepsEntriesOfItsOwn() {
        assertEquals(0, call("p", configuration("kv"), "keep"));
        assertEquals(1, call("p", configuration("kv"), "keep"));
        assertEquals(0, call("q", configuration("kv"), "keep"));
        assertEquals(ErrorValue.DENIED, call("p", configuration("config"), "keep"));
        Map<String, Object> narrow = configuration("kv");
        narrow.put("host.kv.bytes", 8);
        assertEquals(ErrorValue.FULL, call("r", narrow, "keep"));
        narrow.put("host.kv.value.bytes", "4");
        assertEquals(ErrorValue.TOO_LARGE, call("r", narrow, "keep"));
    }

    @Test
    void itAsksAnotherHost() {
        assertEquals(203, call("p", configuration("http,config,log"), "fetch"));
        assertEquals(List.of("GET /a?b stock"), asked);
        assertEquals(List.of("p info text/plain", "p info gr\u00fcn"), log.lines());
        assertEquals(ErrorValue.DENIED, call("p", configuration("config,log"), "fetch"));
        Map<String, Object> other = configuration("http,config");
        other.put("host.http.hosts", "example.org");
        assertEquals(ErrorValue.DENIED, call("p", other, "fetch"));
        assertEquals(1, asked.size());
    }
}
