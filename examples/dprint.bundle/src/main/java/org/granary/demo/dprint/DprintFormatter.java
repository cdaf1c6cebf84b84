package org.granary.demo.dprint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.granary.demo.Formatter;
import org.granary.plugin.Plugin;

/**
 * Speaks with one dprint plugin. Texts pass through the plugin's memory: the host asks for room by {@code clear_shared_bytes} and
 * writes there before a call that takes a text; a call that gives one returns its length, and {@code get_shared_bytes_ptr} its
 * address. What is formatted is one turn, as all of it goes through the same room. Thread-safe.
 */
final class DprintFormatter implements Formatter {
    /** The export that tells the version of the interface by its name. */
    static final String VERSION_4 = "dprint_plugin_version_4";
    private static final int CONFIGURATION = 1;
    private static final int UNCHANGED = 0;
    private static final int CHANGED = 1;
    private static final Pattern LIST = Pattern.compile("\"fileExtensions\"\\s*:\\s*\\[([^\\]]*)]");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

    private final Plugin plugin;

    DprintFormatter(Plugin plugin) {
        this.plugin = plugin;
    }

    /** Gives the plugin the default configuration, and asks which files it formats. */
    List<String> configure() {
        return plugin.exclusively(turn -> {
            give(turn, "{\"global\":{},\"plugin\":{}}");
            turn.call("register_config", CONFIGURATION);
            return endings(take(turn, turn.call("get_config_file_matching", CONFIGURATION)));
        });
    }

    private static List<String> endings(String json) {
        List<String> endings = new ArrayList<>();
        Matcher list = LIST.matcher(json);
        if (list.find()) {
            Matcher string = STRING.matcher(list.group(1));
            while (string.find()) {
                endings.add(string.group(1));
            }
        }
        return endings;
    }

    @Override
    public String format(String fileName, String text) {
        return plugin.exclusively(turn -> {
            give(turn, fileName);
            turn.call("set_file_path");
            give(turn, text);
            int outcome = (Integer) turn.call("format", CONFIGURATION)[0];
            return switch (outcome) {
                case UNCHANGED -> text;
                case CHANGED -> take(turn, turn.call("get_formatted_text"));
                default -> throw new IllegalArgumentException(fileName + ": " + take(turn, turn.call("get_error_text")));
            };
        });
    }

    private static void give(Plugin turn, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int address = (Integer) turn.call("clear_shared_bytes", bytes.length)[0];
        turn.memory("memory").writeBytes(Integer.toUnsignedLong(address), bytes);
    }

    private static String take(Plugin turn, Object... length) {
        int address = (Integer) turn.call("get_shared_bytes_ptr")[0];
        return turn.memory("memory").readUtf8(Integer.toUnsignedLong(address), (Integer) length[0]);
    }
}
