package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.store.Instance;
import org.granary.store.Store;

/**
 * From the bytes of dprint's JSON formatter to its first answers, in a process that does nothing else. Argument: MODULE. Prints LOAD
 * (compiled and instantiated), then the first call of all and the first formatting.
 */
final class DprintMain {
    private static final String INPUT = "{\"b\":[1,2,   3],\n\"a\":{\"x\":true}}";

    private DprintMain() {
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        long began = System.nanoTime();
        try (Engine engine = Engine.create(GuestMain.config(List.of("interrupt"))); Store<Void> store = Store.create(engine)) {
            Instance guest = Instance.create(store, engine.compile(bytes), List.of());
            out.println("LOAD " + GuestMain.milliseconds(began));
            int version = (Integer) guest.func("dprint_plugin_version_4").call()[0];
            out.println("IT " + GuestMain.milliseconds(began) + " " + version);
            String formatted = format(guest);
            out.println("IT " + GuestMain.milliseconds(began) + " " + Integer.toHexString(formatted.hashCode()));
        }
    }

    private static String format(Instance guest) {
        give(guest, "{\"plugin\":{},\"global\":{}}");
        guest.func("register_config").call(1);
        give(guest, "file.json");
        guest.func("set_file_path").call();
        give(guest, INPUT);
        guest.func("format").call(1);
        int length = (Integer) guest.func("get_formatted_text").call()[0];
        return guest.memory("memory").readUtf8((Integer) guest.func("get_shared_bytes_ptr").call()[0], length);
    }

    private static void give(Instance guest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        guest.memory("memory").writeBytes((Integer) guest.func("clear_shared_bytes").call(bytes.length)[0], bytes);
    }
}
