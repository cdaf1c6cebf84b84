package org.granary.host.stock.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.granary.host.HostScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRulesTest {

    private static HttpRules rules(Object hosts, Object named) {
        return HttpRules.of(new HostScope("p", Map.of(HttpRules.HOSTS, hosts, HttpRules.PRIVATE, named)));
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, http://example.org/, true",
        "example.org, https://EXAMPLE.org/, true",
        "Example.Org, https://example.org:443/, true",
        "example.org, https://example.org:80/, false",
        "example.org, http://example.org:8080/, false",
        "example.org, http://sub.example.org/, false",
        "example.org, http://notexample.org/, false",
        "example.org, http://example.org.evil.net/, false",
        "example.org, http://example.org./, false",
        "*.example.org, http://a.b.example.org/, true",
        "*.example.org, http://example.org/, false",
        "*.example.org, http://.example.org/, false",
        "*.example.org, http://xexample.org/, false",
        "example.org:8080, http://example.org:8080/, true",
        "example.org:8080, http://example.org/, false",
        "example.org:*, http://example.org:1/, true",
        "https://example.org, https://example.org/, true",
        "https://example.org, http://example.org/, false",
        "*, http://anything.net/, true",
        "*, http://anything.net:81/, false",
        "*:*, http://anything.net:81/, true",
        "[::1]:81, http://[::1]:81/, true",
        "127.0.0.1, http://127.0.0.1/, true",
    })
    void hostsAreMatchedWhole(String pattern, String url, boolean allowed) {
        Target target = Target.of(URI.create(url));
        assertEquals(allowed, target != null && rules(pattern, "").allows(target));
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"ftp://example.org/", "http://user:word@example.org/", "http://user@example.org/", "file:///etc/passwd", "http:///x",
            "http://example.org:0/", "http://example.org:65536/", "//example.org/", "http://[fe80::1%25eth0]/",
                    "jar:http://example.org/x!/"})
    void whatIsNoPlainAddressHasNoTarget(String url) {
        assertNull(Target.of(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
            "169.254.169.254", "100.64.0.1",
            "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8", "::1", "::", "::7f00:1", "fe80::1", "fc00::1", "fdff::1", "fec0::1",
                    "ff02::1",
            "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001::1", "64:ff9b:1::1",
            "::ffff:0:7f00:1", "3fff::1", "2001:2::1", "2001:20::1", "5f00::1"})
    void privateAddressesAreKnown(String address) throws Exception {
        assertFalse(rules("*", "").allows(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "11.0.0.1", "100.128.0.1", "192.167.1.1",
            "126.255.255.255", "128.0.0.1",
            "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::101:101", "2002:101:101::1"})
    void publicAddressesAreLetThrough(String address) throws Exception {
        assertTrue(rules("*", "").allows(InetAddress.getByName(address)));
    }

    /** As a name server's answer has it: what is read from text becomes an IPv4 address at once. */
    private static InetAddress mapped(int... ipv4) throws Exception {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        for (int i = 0; i < ipv4.length; i++) {
            bytes[12 + i] = (byte) ipv4[i];
        }
        return Inet6Address.getByAddress("example.org", bytes, -1);
    }

    @Test
    void anIpv4AddressInIpv6FormIsTheIpv4Address() throws Exception {
        assertInstanceOf(Inet6Address.class, mapped(127, 0, 0, 1));
        assertFalse(rules("*", "").allows(mapped(127, 0, 0, 1)));
        assertFalse(rules("*", "").allows(mapped(169, 254, 169, 254)));
        assertFalse(rules("*", "").allows(mapped(10, 1, 2, 3)));
        assertTrue(rules("*", "").allows(mapped(1, 1, 1, 1)));
        assertTrue(rules("*", "10.1.0.0/16").allows(mapped(10, 1, 2, 3)));
        assertFalse(rules("*", "10.1.0.0/16").allows(mapped(10, 2, 2, 3)));
    }

    @Test
    void privateAddressesCanBeNamed() throws Exception {
        HttpRules rules = rules(new String[] {"example.org", "127.0.0.9:81"}, "10.1.0.0/16, fd00:1::/33,192.168.1.7");
        for (String allowed : new String[] {"10.1.2.3", "fd00:1:0:0:7fff::1", "192.168.1.7", "127.0.0.9"}) {
            assertTrue(rules.allows(InetAddress.getByName(allowed)), allowed);
        }
        for (String denied : new String[] {"10.2.0.1", "fd00:1:8000::1", "fd00:2::1", "192.168.1.8", "127.0.0.1"}) {
            assertFalse(rules.allows(InetAddress.getByName(denied)), denied);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org/path", "http://", "a b", "*example.org", "a.*.org", "ftp://a.org", "a.org:http", "::1"})
    void patternsThatAreNoneSaySo(String pattern) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> rules(pattern, ""));
        assertTrue(wrong.getMessage().startsWith("host.http.hosts: expected a host such as ")
                && wrong.getMessage().endsWith("found \"" + pattern + "\""),
                wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "fd00::/129", "10.0.0", "300.1.1.1"})
    void blocksThatAreNoneSaySo(String block) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> rules("a.org", block));
        assertTrue(wrong.getMessage().startsWith("host.http.private: expected an address such as "), wrong.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.org:0", "a.org:65536", "https://[::1]:99999"})
    void portsThatAreNoneSaySo(String pattern) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> rules(pattern, ""));
        assertEquals("host.http.hosts: expected a port from 1 to 65535, or *, found \"" + pattern + "\"", wrong.getMessage());
    }

    @Test
    void numbersThatAreNoneSaySo() {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class,
                () -> HttpRules.of(new HostScope("p", Map.of("host.http.millis", "10s"))));
        assertEquals("host.http.millis: expected a whole number from 0 to 2147483647, found \"10s\"", wrong.getMessage());
    }
}
