package org.granary.host.stock.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.granary.host.HostScope;
import org.granary.host.stock.Grant;

/**
 * What a plugin may ask of whom. Immutable.
 *
 * @param hosts         who may be asked
 * @param named         private addresses that may be connected to all the same
 * @param requestBytes  the longest body of a request
 * @param responseBytes the longest body of a response
 * @param millis        how long a request may take, with all redirects
 * @param redirects     how many of those are followed
 */
record HttpRules(List<HostPattern> hosts, List<AddressBlock> named, int requestBytes, int responseBytes, int millis, int redirects) {
    /** Hosts: see {@link HostPattern}. Nobody without it. */
    static final String HOSTS = "host.http.hosts";
    /** Private addresses or blocks of them: see {@link AddressBlock}. */
    static final String PRIVATE = "host.http.private";

    /** What a plugin's configuration says, with the defaults. */
    static HttpRules of(HostScope scope) {
        List<HostPattern> hosts = read(scope, HOSTS, HostPattern::of);
        List<AddressBlock> named = new ArrayList<>(read(scope, PRIVATE, AddressBlock::of));
        hosts.stream().filter(HostPattern::isAddress).forEach(pattern -> named.add(AddressBlock.of(pattern.address())));
        return new HttpRules(hosts, List.copyOf(named), scope.bound("host.http.request.bytes", 1 << 20),
                scope.bound("host.http.response.bytes", 1 << 20), scope.bound("host.http.millis", 10_000),
                scope.bound("host.http.redirects", 5));
    }

    private static <T> List<T> read(HostScope scope, String key, Function<String, T> reader) {
        List<T> found = new ArrayList<>();
        for (String line : Grant.texts(scope.configuration().get(key)).toList()) {
            for (String part : line.split(",")) {
                if (!part.isBlank()) {
                    try {
                        found.add(reader.apply(part.strip()));
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
                    }
                }
            }
        }
        return found;
    }

    boolean allows(Target target) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(target));
    }

    boolean allows(InetAddress address) {
        return !PrivateAddresses.contain(address) || named.stream().anyMatch(block -> block.contains(PrivateAddresses.plain(address)));
    }
}
