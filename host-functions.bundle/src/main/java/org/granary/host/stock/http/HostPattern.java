package org.granary.host.stock.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts may be asked: {@code example.org}, {@code *.example.org} for what is below it, {@code *} for all; with {@code :8443} or
 * {@code :*} behind it for another port than the scheme's own, with {@code https://} before it for that scheme only. Immutable.
 *
 * @param scheme null for both
 * @param host   in small letters
 * @param port   0 for the scheme's own, -1 for all
 */
record HostPattern(String scheme, String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:(https?)://)?"
            + "(\\*|(?:\\*\\.)?[\\p{Alnum}_-]+(?:\\.[\\p{Alnum}_-]+)*|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}|\\*))?", Pattern.CASE_INSENSITIVE);

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is none
     */
    static HostPattern of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("expected a host such as example.org, *.example.org, https://example.org or "
                    + "[2001:db8::1]:8443, found \"" + text + "\"");
        }
        int port = form.group(3) == null ? 0 : form.group(3).equals("*") ? -1 : Integer.parseInt(form.group(3));
        if (form.group(3) != null && (port == 0 || port > Target.MOST)) {
            throw new IllegalArgumentException("expected a port from 1 to " + Target.MOST + ", or *, found \"" + text + "\"");
        }
        String scheme = form.group(1) == null ? null : form.group(1).toLowerCase(Locale.ROOT);
        return new HostPattern(scheme, form.group(2).toLowerCase(Locale.ROOT), port);
    }

    /** Whether it is an address in figures, which it names. */
    boolean isAddress() {
        return AddressBlock.isFigures(host);
    }

    /** The address without brackets. */
    String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    boolean matches(Target target) {
        return (scheme == null || scheme.equals(target.scheme()))
                && (port < 0 || target.port() == (port == 0 ? Target.ownPort(target.scheme()) : port))
                && matchesHost(target.host());
    }

    private boolean matchesHost(String wanted) {
        if (host.equals("*")) {
            return true;
        }
        return host.startsWith("*.") ? wanted.endsWith(host.substring(1)) && wanted.length() >= host.length() : wanted.equals(host);
    }
}
