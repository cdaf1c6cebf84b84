package org.granary.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.granary.plugin.Plugin;
import org.granary.plugin.PluginHost;
import org.granary.text.Wat;

/** Modules for tests, and how they come into a watched folder. */
final class Wasm {
    private Wasm() {}

    /** The binary of a text. */
    static byte[] binary(String text) {
        return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A module whose function {@code number} gives a number. */
    static byte[] number(int number) {
        return binary("(module (func (export \"number\") (result i32) (i32.const " + number + ")))");
    }

    /** Puts a file in its place as one step, so that no half of it is ever seen. */
    static void put(Path folder, String name, byte[] content) throws IOException {
        Path part = Files.write(folder.resolve(name + ".part"), content);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The state and the reason of a plugin by the file that it comes from, or {@code none}. */
    static String state(PluginHost host, String fileName) {
        List<Plugin> found = host.plugins().stream()
                .filter(p -> p.dto().source.endsWith("/" + fileName) || p.dto().source.endsWith("\\" + fileName)).toList();
        return found.isEmpty() ? "none" : found.get(0).dto().state + " " + found.get(0).dto().reason;
    }

    /** Waits until the plugin from a file is in a state. */
    static String await(PluginHost host, String fileName, String state) throws Exception {
        return Await.value(fileName + " becomes " + state, () -> state(host, fileName), now -> now.startsWith(state));
    }
}
