package org.granary.host.stock.http;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.granary.host.ErrorValue;
import org.granary.host.HostBinding;
import org.granary.host.HostFunc;
import org.granary.host.HostFunction;
import org.granary.host.HostFunctions;
import org.granary.host.HostModule;
import org.granary.host.HostScope;
import org.granary.host.PlainLine;
import org.granary.host.Span;
import org.granary.host.stock.Grant;
import org.granary.store.Caller;
import org.granary.store.StoreContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Requests to hosts that the plugin's configuration names. Thread-safe. */
@Component(property = HostModule.IMPORT_MODULE + "=granary_http")
public final class HttpModule implements HostModule {
    private static final int MOST_METHOD_BYTES = 32;
    private static final int MOST_URL_BYTES = 8 << 10;
    private static final int MOST_FIELD_BYTES = 64 << 10;

    /** How long a body is, and where a request goes, is said by the client; it refuses most of these, and others in later versions. */
    private static final Set<String> NOT_THE_GUESTS = Set.of("host", "connection", "content-length", "expect", "upgrade",
            "transfer-encoding", "te", "trailer", "keep-alive");

    private final LoggerFactory loggers;
    private final Resolver resolver;
    private final Supplier<HttpClient.Builder> clients;
    private final Set<Fetcher> fetchers = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        // neither values nor the loader of whoever called first, whose bundle it would hold while there is work
        Thread thread = new Thread(null, work, "granary-http", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(HttpModule.class.getClassLoader());
        return thread;
    });

    /**
     * Over the JDK's client.
     *
     * @param loggers told of what is denied and what fails, in the plugin's name
     */
    @Activate
    public HttpModule(@Reference LoggerFactory loggers) {
        this(loggers, InetAddress::getAllByName, HttpClient::newBuilder);
    }

    HttpModule(LoggerFactory loggers, Resolver resolver, Supplier<HttpClient.Builder> clients) {
        this.loggers = loggers;
        this.resolver = resolver;
        this.clients = clients;
    }

    @Override
    public HostBinding bind(StoreContext<HostScope> store, HostScope scope) {
        HttpRules rules = HttpRules.of(scope);
        Fetcher fetcher = new Fetcher(rules, new Fetcher.Surroundings(resolver, threads, clients.get()));
        fetchers.add(fetcher);
        Grant grant = Grant.of(scope, "http");
        Functions functions = new Functions(grant, rules, fetcher, loggers.getLogger(scope.plugin()));
        HostFunc[] offered = HostFunctions.of(MethodHandles.lookup(), functions).toArray(HostFunc[]::new);
        HostBinding binding = HostBinding.of(store, () -> end(fetcher), offered);
        return grant.given() && rules.hosts().isEmpty() ? binding.refusing(HttpRules.HOSTS + " of its configuration names nobody")
                : grant.mark(binding);
    }

    private void end(Fetcher fetcher) {
        fetchers.remove(fetcher);
        fetcher.close();
    }

    /** Ends all connections; what waits for an answer is told that it failed. */
    @Deactivate
    void close() {
        fetchers.forEach(this::end);
        threads.shutdownNow();
    }

    /** What one store gets. */
    private static final class Functions {
        private final Grant grant;
        private final HttpRules rules;
        private final Fetcher fetcher;
        private final Logger logger;
        private HttpResponse<byte[]> last;

        Functions(Grant grant, HttpRules rules, Fetcher fetcher, Logger logger) {
            this.grant = grant;
            this.rules = rules;
            this.fetcher = fetcher;
            this.logger = logger;
        }

        /** Sends a request and waits for the answer; the status. */
        @HostFunction
        int send(Caller<HostScope> caller, Span method, Span url, Span fields, Span body) {
            grant.check();
            last = null;
            Fetcher.Call call = new Fetcher.Call(text(method, MOST_METHOD_BYTES), url(text(url, MOST_URL_BYTES)),
                    fields(text(fields, MOST_FIELD_BYTES)), bytes(body, rules.requestBytes()));
            if (!call.method().matches("[A-Z]+") || call.method().equals("CONNECT") || call.method().equals("TRACE")) {
                throw new ErrorValue(ErrorValue.INVALID);
            }
            try {
                last = fetcher.fetch(call, caller::stopRequested);
                return last.statusCode();
            } catch (Fetcher.DeniedException e) {
                logger.warn("http: a request was denied: {}", PlainLine.of(String.valueOf(e.getMessage())));
                throw new ErrorValue(ErrorValue.DENIED);
            } catch (IOException e) {
                logger.info("http: a request failed: {}", PlainLine.of(String.valueOf(e.getMessage())));
                throw new ErrorValue(ErrorValue.FAILED);
            }
        }

        /** A field of the last answer; several of one name with commas between them. */
        @HostFunction(allocator = "granary_alloc")
        String field(Span name) {
            grant.check();
            String wanted = text(name, MOST_FIELD_BYTES);
            if (last == null) {
                return null;
            }
            List<String> values = last.headers().allValues(wanted);
            return values.isEmpty() ? null : String.join(", ", values);
        }

        /** The body of the last answer. */
        @HostFunction(allocator = "granary_alloc")
        byte[] body() {
            grant.check();
            return last == null ? null : last.body();
        }

        private static URI url(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new ErrorValue(ErrorValue.INVALID);
            }
        }

        /** Lines {@code Name: value}. */
        private static List<Map.Entry<String, String>> fields(String text) {
            List<Map.Entry<String, String>> fields = new ArrayList<>();
            for (String line : text.lines().toList()) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? "" : line.substring(0, colon);
                String small = name.toLowerCase(Locale.ROOT);
                if (name.isEmpty() || NOT_THE_GUESTS.contains(small) || small.startsWith("proxy-")) {
                    throw new ErrorValue(ErrorValue.INVALID);
                }
                fields.add(Map.entry(name, line.substring(colon + 1).strip()));
            }
            return fields;
        }

        private static String text(Span span, int most) {
            return new String(bytes(span, most), StandardCharsets.UTF_8);
        }

        private static byte[] bytes(Span span, int most) {
            if (span.length() > most) {
                throw new ErrorValue(ErrorValue.TOO_LARGE);
            }
            return span.toBytes();
        }
    }
}
