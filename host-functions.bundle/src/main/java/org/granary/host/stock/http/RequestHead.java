package org.granary.host.stock.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the client says to the gate before a body: a line and fields. Immutable.
 *
 * @param method the first word of the line
 * @param goal   the second
 * @param fields the fields, each a line
 */
record RequestHead(String method, String goal, List<String> fields) {
    static final String PASS = "proxy-authorization";
    private static final int MOST_BYTES = 512 << 10;
    private static final List<String> FOR_THE_GATE = List.of(PASS, "proxy-connection", "connection", "keep-alive");

    /**
     * Reads one, and not a byte more.
     *
     * @throws IOException when the bytes are something else, or end
     */
    static RequestHead read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 2) {
            int next = in.read();
            if (next < 0 || bytes.size() >= MOST_BYTES) {
                throw new IOException("no head of a request");
            }
            bytes.write(next);
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
        }
        List<String> lines = bytes.toString(StandardCharsets.ISO_8859_1).lines().filter(line -> !line.isEmpty()).toList();
        String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ");
        if (words.length != 3) {
            throw new IOException("no head of a request");
        }
        return new RequestHead(words[0], words[1], lines.subList(1, lines.size()));
    }

    boolean isTunnel() {
        return method.equals("CONNECT");
    }

    /** The value of a field, or an empty text. */
    String field(String name) {
        for (String field : fields) {
            if (name(field).equals(name)) {
                return field.substring(field.indexOf(':') + 1).strip();
            }
        }
        return "";
    }

    private static String name(String field) {
        return field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /** Whether it is for that target. */
    boolean isFor(Target target) {
        return isTunnel() ? target.scheme().equals("https") && goal.equalsIgnoreCase(target.authority())
                : target.scheme().equals("http") && target.equals(Target.of(URI.create(goal)));
    }

    /** As the target itself is asked, on a connection that it closes. */
    byte[] forTarget() {
        URI uri = URI.create(goal);
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " HTTP/1.1");
        fields.stream().filter(field -> !FOR_THE_GATE.contains(name(field))).forEach(lines::add);
        lines.add("Connection: close");
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The length of the body. */
    long length() {
        String length = field("content-length");
        return length.isEmpty() ? 0 : Long.parseLong(length);
    }
}
