package org.granary.host.stock.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.granary.host.ErrorValue;

/**
 * The requests of one plugin, one at a time. Client and gate are made for the first one. They are the plugin's own, because a client hands
 * connections that are still open to later requests: one that another plugin's rules let through is not for this one. Confined to its
 * store, but {@link #close}.
 */
final class Fetcher implements AutoCloseable {
    private static final long SLICE_MILLIS = 5;
    private static final int PASS_BYTES = 32;
    private static final int SEE_OTHER = 303;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, SEE_OTHER, 307, 308);
    private static final Set<Integer> KEEP_METHOD = Set.of(307, 308);
    /** Said to the first host, and not to be told to the next one. */
    private static final Set<String> SECRET = Set.of("authorization", "cookie");

    private final HttpRules rules;
    private final Surroundings around;
    private Gate gate;
    private HttpClient client;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean closed;

    /** What a module gives all its plugins. */
    record Surroundings(Resolver resolver, ExecutorService threads, HttpClient.Builder builder) {}

    /** A request. */
    record Call(String method, URI uri, List<Map.Entry<String, String>> fields, byte[] body) {}

    Fetcher(HttpRules rules, Surroundings around) {
        this.rules = rules;
        this.around = around;
    }

    /**
     * Asks, and asks whom the answer sends on to.
     *
     * @param first what
     * @param stop  whether waiting has to end
     * @return the last answer
     * @throws ErrorValue          when there is none
     * @throws IOException         when it failed; the message says why
     */
    HttpResponse<byte[]> fetch(Call first, BooleanSupplier stop) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(rules.millis());
        Call call = first;
        for (int followed = 0;; followed++) {
            HttpResponse<byte[]> response = once(call, end, stop);
            String location = response.headers().firstValue("location").orElse(null);
            if (location == null || !REDIRECTS.contains(response.statusCode()) || rules.redirects() == 0) {
                return response;
            }
            if (followed == rules.redirects()) {
                throw new IOException("more than " + followed + " redirects (host.http.redirects)");
            }
            call = redirected(call, response.statusCode(), location);
        }
    }

    private static Call redirected(Call call, int status, String location) throws IOException {
        URI next;
        try {
            next = call.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect that is no address: " + location, e);
        }
        Target from = Target.of(call.uri());
        Target to = Target.of(next);
        if (to == null || from.scheme().equals("https") && to.scheme().equals("http")) {
            throw new ErrorValue(ErrorValue.DENIED);
        }
        List<Map.Entry<String, String>> fields = from.equals(to) ? call.fields()
                : call.fields().stream().filter(field -> !SECRET.contains(field.getKey().toLowerCase(Locale.ROOT))).toList();
        boolean keeps = KEEP_METHOD.contains(status) || call.method().equals("HEAD") || call.method().equals("GET");
        return keeps ? new Call(call.method(), next, fields, call.body())
                : new Call("GET", next, fields.stream().filter(field -> !ofBody(field.getKey())).toList(), new byte[0]);
    }

    private static boolean ofBody(String field) {
        return field.toLowerCase(Locale.ROOT).startsWith("content-");
    }

    private HttpResponse<byte[]> once(Call call, long end, BooleanSupplier stop) throws IOException {
        Target target = Target.of(call.uri());
        if (target == null) {
            throw new ErrorValue(ErrorValue.INVALID);
        }
        if (!rules.allows(target)) {
            throw new ErrorValue(ErrorValue.DENIED);
        }
        // closing takes it away at any moment
        HttpClient asked = open();
        Attempt attempt = new Attempt(target, pass());
        HttpRequest request = request(call, attempt);
        gate.expect(attempt);
        CompletableFuture<HttpResponse<byte[]>> answer = asked.sendAsync(request, info -> new CappedBody(rules.responseBytes()));
        try {
            HttpResponse<byte[]> response = await(answer, end, stop);
            if (attempt.failed() == null && attempt.denied() == null) {
                return response;
            }
            // it is the gate's own answer
            throw failure(attempt, null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error grave) {
                // no memory, say: not for the guest to be told as a host that does not answer
                throw grave;
            }
            throw failure(attempt, e.getCause());
        } finally {
            gate.expect(null);
            if (!answer.isDone()) {
                answer.cancel(true);
                gate.abort();
            }
        }
    }

    private String pass() {
        byte[] bytes = new byte[PASS_BYTES];
        random.nextBytes(bytes);
        // the scheme is ours: the client keeps back what says Basic on the way to a tunnel
        return "Granary " + HexFormat.of().formatHex(bytes);
    }

    private HttpRequest request(Call call, Attempt attempt) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                    .method(call.method(), call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
            call.fields().forEach(field -> request.header(field.getKey(), field.getValue()));
            return request.header("Proxy-Authorization", attempt.pass()).build();
        } catch (IllegalArgumentException e) {
            throw new ErrorValue(ErrorValue.INVALID);
        }
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer, long end, BooleanSupplier stop)
            throws IOException, ExecutionException {
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new ErrorValue(ErrorValue.TIMED_OUT);
            }
            if (closed) {
                // the threads may have ended that would have told the client
                throw new IOException("the module has stopped");
            }
            if (stop.getAsBoolean()) {
                throw new InterruptedIOException("the call ended while it waited for an answer");
            }
            try {
                return answer.get(Math.min(left, TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // time to look around again
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("the thread was interrupted while it waited for an answer").initCause(e);
            }
        }
    }

    private static IOException failure(Attempt attempt, Throwable cause) {
        if (attempt.denied() != null) {
            throw new DeniedException(attempt.denied());
        }
        for (Throwable part = cause; part != null; part = part.getCause()) {
            if (part instanceof CappedBody.TooLongException) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            if (part instanceof HttpTimeoutException) {
                throw new ErrorValue(ErrorValue.TIMED_OUT);
            }
        }
        return new IOException(attempt.failed() != null ? attempt.failed() : String.valueOf(cause), cause);
    }

    /** The gate did not let a request through. */
    static final class DeniedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeniedException(String why) {
            super(why, null, false, false);
        }
    }

    private synchronized HttpClient open() throws IOException {
        if (closed) {
            throw new IOException("the module has stopped");
        }
        if (client == null) {
            gate = new Gate(rules, around.resolver(), around.threads());
            client = around.builder().executor(around.threads()).proxy(new Only(gate.address())).followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofMillis(Math.max(1, rules.millis()))).build();
        }
        return client;
    }

    /** Sends everything to one proxy. */
    private static final class Only extends ProxySelector {
        private final List<Proxy> proxy;

        Only(InetSocketAddress address) {
            proxy = List.of(new Proxy(Proxy.Type.HTTP, address));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return proxy;
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // the request fails with it
        }
    }

    /** How many connections there are. */
    synchronized int connections() {
        return gate == null ? 0 : gate.connections();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (gate != null) {
            gate.close();
        }
        if (client != null) {
            // the second of two that close finds none
            end(client);
            client = null;
        }
    }

    /** From JDK 21 on clients can be told to end; before, they end when nobody refers to them. */
    private static void end(HttpClient client) {
        try {
            Method ending = HttpClient.class.getMethod("shutdownNow");
            ending.invoke(client);
        } catch (NoSuchMethodException e) {
            // an older JDK, see above
            return;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
