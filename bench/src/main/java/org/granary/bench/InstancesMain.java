package org.granary.bench;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.text.Wat;

/**
 * Many instances of one module in one store, all of which stay. Arguments: COUNT PAGES, the pages of each one's memory, 0 for none. Prints
 * {@code COUNT seconds megabytes-of-heap}, the heap after a collection; ends with an error where there is no room.
 */
final class InstancesMain {
    private InstancesMain() {
    }

    public static void main(String[] arguments) {
        System.out.println(made(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])));
    }

    /** Makes them, calls the last one, and tells what it took. */
    static String made(int count, int pages) {
        String memory = pages == 0 ? "" : "(memory " + pages + ")";
        String text = "(module " + memory + "(func (export \"id\") (param i32) (result i32) (local.get 0)))";
        try (Engine engine = Engine.create(); Store<Void> store = Store.create(engine)) {
            store.limiter(-1, -1, count, -1, count);
            WasmModule module = engine.compile(Wat.toBinary(text.getBytes(StandardCharsets.UTF_8)));
            long began = System.nanoTime();
            Instance last = null;
            for (int i = 0; i < count; i++) {
                last = Instance.create(store, module, List.of());
            }
            double seconds = GuestMain.milliseconds(began) / 1_000;
            if (last != null && !last.func("id").call(count)[0].equals(count)) {
                throw new IllegalStateException("the last instance answers wrongly");
            }
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return "%d %.1f %d".formatted(store.snapshot().instances().size(), seconds, heap >> 20);
        }
    }
}
