package org.granary.host.stock.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.host.ErrorValue;
import org.granary.host.HostScope;
import org.granary.host.stock.BoundGuest;
import org.granary.host.stock.KeptLog;
import org.granary.store.Memory;
import org.granary.text.Wat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class HttpModuleTest {
    private static final byte[] GUEST = Wat.toBinary("""
            (module
              (import "granary_http" "send" (func $send (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
              (import "granary_http" "field" (func $field (param i32 i32) (result i64)))
              (import "granary_http" "body" (func $body (result i64)))
              (memory (export "memory") 64)
              (func (export "granary_alloc") (param i32) (result i32) (i32.const 2000000))
              (func (export "send") (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
                (call $send (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6) (local.get \
            7)))
              (func (export "field") (param i32 i32) (result i64) (call $field (local.get 0) (local.get 1)))
              (func (export "body") (result i64) (call $body)))
            """.getBytes(UTF_8));
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final KeptLog log = new KeptLog();
    private final Map<String,
            InetAddress[]> names = new HashMap<>(Map.of("here.test", new InetAddress[] {HERE}, "other.test", new InetAddress[] {HERE}));
    private final AtomicInteger lookUps = new AtomicInteger();
    private final HttpModule module = new HttpModule(log.loggers(), this::resolve, this::client);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private SSLContext tls;
    private HttpServer server;
    private BoundGuest guest;
    private Memory memory;

    private InetAddress[] resolve(String host) throws UnknownHostException {
        lookUps.incrementAndGet();
        if (!names.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return names.get(host);
    }

    private HttpClient.Builder client() {
        return tls == null ? HttpClient.newBuilder() : HttpClient.newBuilder().sslContext(tls);
    }

    @BeforeEach
    void serve() throws IOException {
        serve(HttpServer.create(new InetSocketAddress(HERE, 0), 0));
    }

    private void serve(HttpServer made) {
        server = made;
        server.setExecutor(serving);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().toString();
        seen.add(exchange.getRequestMethod() + " " + path + (body.isEmpty() ? "" : " " + body) + " "
                + exchange.getRequestHeaders().entrySet().stream()
                .filter(e -> List.of("X-mine", "Authorization", "Proxy-authorization", "Content-type").contains(e.getKey()))
                        .map(e -> e.getKey() + e.getValue()).sorted().toList());
        if (path.startsWith("/to?")) {
            exchange.getResponseHeaders().add("Location", path.substring("/to?".length()));
            exchange.sendResponseHeaders(path.contains("keep") ? 307 : 302, -1);
        } else if (path.equals("/?short")) {
            exchange.getResponseHeaders().add("Location", "b");
            exchange.sendResponseHeaders(302, -1);
        } else if (path.equals("/wait")) {
            asked.countDown();
            await(answered);
            exchange.sendResponseHeaders(200, -1);
        } else {
            byte[] answer = path.equals("/long") ? new byte[300_000] : ("hello " + path).getBytes(UTF_8);
            exchange.getResponseHeaders().add("X-Two", "a");
            exchange.getResponseHeaders().add("X-Two", "b");
            exchange.sendResponseHeaders(path.equals("/none") ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        answered.countDown();
        if (guest != null) {
            guest.close();
        }
        module.close();
        server.stop(0);
        serving.shutdownNow();
        engine.close();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void start(Object... configuration) {
        Map<String, Object> all = new HashMap<>(Map.of("host.modules", "http", "host.http.private", HERE.getHostAddress()));
        for (int i = 0; i < configuration.length; i += 2) {
            all.put((String) configuration[i], configuration[i + 1]);
        }
        HostScope scope = new HostScope("plugin", all);
        guest = BoundGuest.of(engine.compile(GUEST), scope, Map.of("granary_http", module));
        memory = guest.instance().memory("memory");
    }

    private void startHere() {
        start("host.http.hosts", "here.test:" + port());
    }

    private Object[] arguments(String method, String url, String fields, String body) {
        Object[] arguments = new Object[8];
        int at = 0;
        String[] texts = {method, url, fields, body};
        for (int i = 0; i < texts.length; i++) {
            arguments[2 * i] = at;
            arguments[2 * i + 1] = memory.writeUtf8(at, texts[i]);
            at += (Integer) arguments[2 * i + 1];
        }
        return arguments;
    }

    private int send(String method, String url, String fields, String body) {
        return (Integer) guest.call("send", arguments(method, url, fields, body));
    }

    private int get(String url) {
        return send("GET", url, "", "");
    }

    private String here(String path) {
        return "http://here.test:" + port() + path;
    }

    private String body() {
        return guest.text(guest.call("body"));
    }

    private String field(String name) {
        return guest.text(guest.call("field", 0, memory.writeUtf8(0, name)));
    }

    @Test
    void requestsAreAnswered() {
        startHere();
        assertEquals("error -1", body(), "no answer yet");
        assertEquals(200, get(here("/a?b=c")));
        assertEquals("hello /a?b=c", body());
        assertEquals("a, b", field("x-two"));
        assertEquals("error -1", field("x-three"));
        assertEquals(404, get(here("/none")));
        assertEquals(200, send("POST", here("/p"), "X-Mine: 1\nContent-Type: text/plain\n", "caf\u00e9"));
        assertEquals(200, get("http://HERE.test:" + port()));
        assertEquals(List.of("GET /a?b=c []", "GET /none []", "POST /p caf\u00e9 [Content-type[text/plain], X-mine[1]]", "GET / []"), seen);
    }

    @Test
    void whatIsNotGrantedOrNotNamedIsDenied() {
        start("host.modules", "log", "host.http.hosts", "*:*");
        assertEquals(ErrorValue.DENIED, get(here("/")));
        assertEquals("error -2", body());
        assertEquals("error -2", field("x"));
        guest.close();
        start();
        assertEquals(ErrorValue.DENIED, get(here("/")), "no host is named");
        guest.close();
        start("host.http.hosts", "other.test:" + port() + ",*.here.test:*,here.test:1");
        assertEquals(ErrorValue.DENIED, get(here("/")));
        assertEquals(List.of(), seen);
        assertEquals(0, lookUps.get());
    }

    @Test
    void privateAddressesAreDeniedAndTheLogSaysSo() {
        start("host.http.hosts", "*:*", "host.http.private", "10.0.0.0/8");
        assertEquals(ErrorValue.DENIED, get(here("/")));
        assertEquals(List.of("plugin warn here.test is " + HERE.getHostAddress() + ", a private address (host.http.private)"),
                log.lines());
        assertEquals(List.of(), seen);
    }

    @Test
    void aNameIsLookedUpOnceAndOnlyCheckedAddressesAreConnected() throws Exception {
        names.put("here.test", new InetAddress[] {InetAddress.getByName("10.9.9.9"), HERE});
        startHere();
        assertEquals(200, get(here("/")));
        assertEquals(1, lookUps.get());
        // a name that leads to a public address when it is checked by somebody else and here when it is connected has nobody to fool
        names.put("here.test", new InetAddress[] {InetAddress.getByName("10.9.9.9")});
        assertEquals(ErrorValue.DENIED, get(here("/")));
        assertEquals(2, lookUps.get());
        assertEquals(1, seen.size());
    }

    @Test
    void redirectsAreFollowedOnlyWhereRequestsMayGo() {
        startHere();
        assertEquals(200, get(here("/to?/b")));
        assertEquals("hello /b", body());
        assertEquals(ErrorValue.DENIED, get(here("/to?http://other.test:" + port() + "/")));
        assertEquals("error -1", body());
        assertEquals(ErrorValue.DENIED, get(here("/to?file:///etc/passwd")));
        assertEquals(List.of("GET /to?/b []", "GET /b []", "GET /to?http://other.test:" + port() + "/ []", "GET /to?file:///etc/passwd []"),
                seen);
    }

    @Test
    void redirectsFromAnAddressWithoutPathBeginAtTheRoot() {
        startHere();
        assertEquals(200, get("http://here.test:" + port() + "?short"));
        assertEquals("hello /b", body());
        assertEquals(List.of("GET /?short []", "GET /b []"), seen);
    }

    @Test
    void redirectsTellNoSecretsAndTurnIntoGet() {
        start("host.http.hosts", "here.test:*, other.test:*");
        String secret = "Authorization: me\nX-Mine: 1\nContent-Type: text/plain";
        assertEquals(200, send("POST", here("/to?/b"), secret, "body"));
        assertEquals(200, send("POST", here("/to?/keep"), secret, "body"));
        assertEquals(200, get(here("/to?http://other.test:" + port() + "/")));
        seen.clear();
        assertEquals(200, send("GET", here("/to?http://other.test:" + port() + "/c"), secret, ""));
        assertEquals("GET /c [Content-type[text/plain], X-mine[1]]", seen.get(1));
        seen.clear();
        assertEquals(200, send("POST", here("/to?/b"), secret, "body"));
        assertEquals("GET /b [Authorization[me], X-mine[1]]", seen.get(1));
        seen.clear();
        assertEquals(200, send("POST", here("/to?/keep"), secret, "body"));
        assertEquals("POST /keep body [Authorization[me], Content-type[text/plain], X-mine[1]]", seen.get(1));
    }

    @Test
    void redirectsThatGoOnForEverEnd() {
        start("host.http.hosts", "here.test:*", "host.http.redirects", 2);
        assertEquals(ErrorValue.FAILED, get(here("/to?/to?/to?/to?/x")));
        assertEquals(3, seen.size());
        guest.close();
        start("host.http.hosts", "here.test:*", "host.http.redirects", "0");
        assertEquals(302, get(here("/to?/b")));
        assertEquals("/b", field("location"));
    }

    @Test
    void sizesAndTimesAreLimited() {
        start("host.http.hosts", "here.test:*", "host.http.request.bytes", 10, "host.http.response.bytes", 299_999L);
        assertEquals(ErrorValue.TOO_LARGE, send("POST", here("/"), "", "12345678901"));
        assertEquals(200, send("POST", here("/"), "", "1234567890"));
        assertEquals(ErrorValue.TOO_LARGE, get(here("/long")));
        assertEquals("error -1", body());
        assertEquals(ErrorValue.TOO_LARGE, get(here("/" + "x".repeat(9000))));
        guest.close();
        // by itself: on a busy machine others take longer, too
        start("host.http.hosts", "here.test:*", "host.http.millis", 300);
        assertEquals(ErrorValue.TIMED_OUT, get(here("/wait")));
    }

    @Test
    void whatMakesNoSenseIsInvalid() {
        startHere();
        for (String url : List.of("", "here", "ftp://here.test/", "http://a@here.test:" + port() + "/", "http://here.test:99999/",
                "http://h e/", "file:///etc/passwd")) {
            assertEquals(ErrorValue.INVALID, get(url), url);
        }
        for (String method : List.of("", "get", "GE T", "CONNECT", "TRACE", "GET\r\nX: y")) {
            assertEquals(ErrorValue.INVALID, send(method, here("/"), "", ""), method);
        }
        for (String fields : List.of("x", ": y", "Host: other.test", "Connection: keep-alive", "Content-Length: 7",
                "Proxy-Authorization: x", "proxy-x: y", "a b: c",
                "Transfer-Encoding: chunked", "Upgrade: x", "X: a\u0000b")) {
            int result = send("GET", here("/"), fields, "");
            assertTrue(result == ErrorValue.INVALID, fields + " gives " + result);
        }
        assertEquals(List.of(), seen);
    }

    /** What a server says comes into the log by the client's complaints about it. */
    @Test
    void aServerWritesNoCommandsIntoTheLog() throws Exception {
        try (ServerSocket wrong = new ServerSocket(0, 1, HERE)) {
            serving.execute(() -> {
                try (Socket asked = wrong.accept()) {
                    asked.getInputStream().read();
                    asked.getOutputStream().write("no \u001b[2Jstatus \rline\r\n\r\n".getBytes(ISO_8859_1));
                } catch (IOException e) {
                    log.lines().add(e.toString());
                }
            });
            start("host.http.hosts", "here.test:*");
            assertEquals(ErrorValue.FAILED, get("http://here.test:" + wrong.getLocalPort() + "/"));
        }
        assertEquals(1, log.lines().size(), log.lines()::toString);
        assertTrue(log.lines().get(0).chars().noneMatch(Character::isISOControl), log.lines()::toString);
        assertTrue(log.lines().get(0).contains("\\u{1b}[2J"), log.lines()::toString);
    }

    @Test
    void hostsThatAreNotThereFail() {
        start("host.http.hosts", "*:*");
        assertEquals(ErrorValue.FAILED, get("http://nowhere.test/"));
        server.stop(0);
        assertEquals(ErrorValue.FAILED, get(here("/")));
        assertTrue(log.lines().get(0).contains("no address is known of nowhere.test") && log.lines().get(1).contains("port " + port()),
                log.lines()::toString);
    }

    @Test
    void anInterruptEndsWaiting() {
        start("host.http.hosts", "here.test:*", "host.http.millis", 50_000);
        serving.execute(() -> {
            await(asked);
            guest.store().interruptHandle().interrupt();
        });
        assertEquals(TrapCode.INTERRUPT, assertThrows(Trap.class, () -> get(here("/wait"))).code());
        answered.countDown();
        Thread.currentThread().interrupt();
        assertEquals(ErrorValue.FAILED, get(here("/interrupted")));
        assertTrue(Thread.interrupted());
        assertEquals(200, get(here("/after")));
    }

    @Test
    void aModuleThatLeavesEndsWaiting() {
        start("host.http.hosts", "here.test:*", "host.http.millis", 50_000);
        serving.execute(() -> {
            await(asked);
            module.close();
        });
        assertEquals(ErrorValue.FAILED, get(here("/wait")));
        assertEquals(ErrorValue.FAILED, get(here("/after")), "and all that follows fails");
    }

    /** A request of its own, after which its connections end by themselves. */
    private void awaitIdle(String url, boolean kept) throws IOException {
        try (Fetcher idle = new Fetcher(HttpRules.of(guest.store().data()), new Fetcher.Surroundings(this::resolve, serving, client()))) {
            assertEquals(200, idle.fetch(new Fetcher.Call("GET", URI.create(url), List.of(), new byte[0]), () -> false).statusCode());
            if (kept) {
                assertEquals(2, idle.connections(), "a tunnel is kept for the next request");
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (idle.connections() > 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertEquals(0, idle.connections());
        }
    }

    /** A connection of a request that was ended comes late, when the next one for the same host is expected. */
    @Test
    void whatComesLateIsNotTakenForTheNextRequest() throws Exception {
        HttpRules rules =
                HttpRules.of(new HostScope("p", Map.of("host.http.hosts", "here.test:*", "host.http.private", HERE.getHostAddress())));
        try (Gate gate = new Gate(rules, this::resolve, serving)) {
            Attempt next = new Attempt(new Target("http", "here.test", port()), "second");
            gate.expect(next);
            assertEquals("", through(gate, "GET " + here("/") + " HTTP/1.1\r\nHost: here.test\r\nProxy-Authorization: first\r\n\r\n"));
            assertEquals(List.of(), seen);
            assertNull(next.failed());
        }
    }

    @Test
    void aHostIsReachedWhenOneOfItsAddressesIsNot() throws Exception {
        names.put("here.test", new InetAddress[] {InetAddress.getByName("127.9.9.9"), HERE});
        start("host.http.hosts", "here.test:*", "host.http.private", "127.0.0.0/8");
        assertEquals(200, get(here("/")));
        assertEquals(List.of("GET / []"), seen);
        assertEquals(List.of(), log.lines());
    }

    @Test
    void connectionsThatNobodyUsesAreClosed() throws Exception {
        startHere();
        awaitIdle(here("/"), false);
    }

    @Test
    void theGateTurnsStrangersAway() throws Exception {
        HttpRules rules =
                HttpRules.of(new HostScope("p", Map.of("host.http.hosts", "here.test:*", "host.http.private", HERE.getHostAddress())));
        try (Gate gate = new Gate(rules, this::resolve, serving)) {
            Attempt attempt = new Attempt(new Target("http", "here.test", port()), "pass");
            gate.expect(attempt);
            String line = "GET " + here("/") + " HTTP/1.1\r\n";
            assertEquals("", through(gate, line + "\r\n"));
            assertEquals("", through(gate, line + "Proxy-Authorization: word\r\n\r\n"));
            assertEquals("", through(gate, "GET http://other.test:" + port() + "/ HTTP/1.1\r\nProxy-Authorization: pass\r\n\r\n"));
            assertEquals("", through(gate, "CONNECT here.test:" + port() + " HTTP/1.1\r\nProxy-Authorization: pass\r\n\r\n"));
            assertEquals("", through(gate, "nonsense\r\n\r\n"));
            assertEquals("", through(gate, "GET http://h e/ HTTP/1.1\r\nProxy-Authorization: pass\r\n\r\n"));
            assertEquals(List.of(), seen);
            assertNull(attempt.failed(), "what a stranger says is not what became of the request");
            String second = "GET " + here("/second") + " HTTP/1.1\r\nHost: here.test\r\n\r\n";
            String first = line + "Host: here.test\r\nProxy-Authorization: pass\r\n\r\n";
            String answer = through(gate, first);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\nConnection: close\r\n"), answer);
            assertEquals(List.of("GET / []"), seen, "the pass is not handed on");
            through(gate, first + second);
            assertFalse(seen.stream().anyMatch(request -> request.contains("second")), "what follows would go to the first one's host: "
                    + seen);
            gate.expect(null);
            assertEquals("", through(gate, line + "Proxy-Authorization: pass\r\n\r\n"));
        }
    }

    private static String through(Gate gate, String request) throws IOException {
        try (Socket socket = new Socket(gate.address().getAddress(), gate.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            try {
                return new String(in.readAllBytes(), ISO_8859_1);
            } catch (IOException e) {
                // closed with bytes of ours unread
                return "";
            }
        }
    }

    @Test
    void tunnelsAreEncryptedFromEndToEnd(@TempDir Path directory) throws Exception {
        tls = tls(directory);
        server.stop(0);
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        serve(secure);
        start("host.http.hosts", "https://here.test:*, https://other.test:*");
        for (int i = 0; i < 3; i++) {
            assertEquals(200, get("https://here.test:" + port() + "/" + i));
            assertEquals("hello /" + i, body());
        }
        assertEquals(ErrorValue.FAILED, get("https://other.test:" + port() + "/"), "the certificate is not of that name");
        assertEquals(ErrorValue.DENIED, get("http://here.test:" + port() + "/"));
        assertEquals(ErrorValue.DENIED, get("https://here.test:" + port() + "/to?http://here.test:" + port() + "/"),
                "not from https to http");
        assertEquals(List.of("GET /0 []", "GET /1 []", "GET /2 []", "GET /to?http://here.test:" + port() + "/ []"), seen);
        awaitIdle("https://here.test:" + port() + "/idle", true);
        names.put("third.test", new InetAddress[] {InetAddress.getByName("10.1.1.1")});
        guest.close();
        start("host.http.hosts", "https://third.test:*");
        assertEquals(ErrorValue.DENIED, get("https://third.test:" + port() + "/"));
        assertFalse(log.lines().isEmpty());
    }

    /** A key that is made for this run, and trust in it alone. */
    private static SSLContext tls(Path directory) throws Exception {
        Path file = directory.resolve("key.p12");
        Process tool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
                "EC", "-alias", "k",
                "-dname", "CN=here.test", "-ext", "san=dns:here.test", "-storetype", "PKCS12", "-storepass", "password", "-keystore",
                        file.toString())
                .redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, tool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "password".toCharArray());
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
