package org.granary.host.stock.http;

import java.net.URI;
import java.util.Locale;

/**
 * Where a request goes. Immutable.
 *
 * @param scheme {@code http} or {@code https}
 * @param host   in small letters; an IPv6 address in brackets
 * @param port   from 1 to 65535
 */
record Target(String scheme, String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    static final int MOST = 65_535;

    /**
     * Where an address leads.
     *
     * @return null when it is not one that can be asked: another scheme, a name or a password in it, no host
     */
    static Target of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return null;
        }
        int port = uri.getPort() < 0 ? ownPort(scheme) : uri.getPort();
        // a scope of an IPv6 address names a network card of ours
        return port == 0 || port > MOST || uri.getHost().indexOf('%') >= 0 ? null
                : new Target(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    static int ownPort(String scheme) {
        return scheme.equals("https") ? HTTPS : HTTP;
    }

    /** The host as the resolver takes it. */
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** As the first line of a request for a tunnel has it. */
    String authority() {
        return host + ":" + port;
    }
}
