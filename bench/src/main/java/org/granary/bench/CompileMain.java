package org.granary.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.ModuleCompiler;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.engine.WasmModule;
import org.granary.store.Extern;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;

/**
 * A module of other people in a process that does nothing else: from its bytes to an instance whose imports are stubs, to the end of a
 * first call, and compiled whole. Argument: MODULE. Prints words and numbers, a pair a line; times in milliseconds.
 */
final class CompileMain {
    /** Beyond this HotSpot never compiles a method. */
    private static final int LONGEST = 8_000;

    private final PrintStream out;

    private CompileMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        EngineConfig.Builder config = EngineConfig.builder().interruptable(true);
        for (Proposal proposal : Proposal.values()) {
            config.proposal(proposal, true);
        }
        CompileMain main = new CompileMain(System.out);
        main.say("bytes", bytes.length);
        main.first(bytes, config.build());
        main.whole(bytes, config.build());
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        main.say("peakHeap", peak >> 20);
    }

    private void say(String word, Object value) {
        out.println(word + " " + value);
    }

    private void first(byte[] bytes, EngineConfig config) {
        long began = System.nanoTime();
        try (Engine engine = Engine.create(config); Store<Void> store = Store.create(engine)) {
            WasmModule module = engine.compile(bytes);
            say("ready", GuestMain.milliseconds(began));
            List<Extern> imports = Stubs.imports(store, module);
            try {
                Instance instance = Instance.create(store, module, imports);
                say("instance", GuestMain.milliseconds(began));
                String called = Stubs.firstCall(module);
                say("called", called);
                Stubs.call(instance, called);
                say("call", GuestMain.milliseconds(began));
            } catch (RuntimeException e) {
                say("noInstance", e);
            }
        }
    }

    /** What all threads have used, those of the JIT compiler too: says more than the clock where the machine is busy. */
    private static long processorMillis() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1_000_000;
    }

    private void whole(byte[] bytes, EngineConfig config) throws IOException {
        long began = System.nanoTime();
        long before = processorMillis();
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon());
        say("functions", valid.functionCount());
        say("valid", GuestMain.milliseconds(began));
        Collection<byte[]> classes = new ModuleCompiler(config).compile(valid, "0123456789abcdef".repeat(4)).functionClasses().values();
        say("whole", GuestMain.milliseconds(began));
        say("processor", processorMillis() - before);
        say("classes", classes.size());
        say("classBytes", classes.stream().mapToLong(file -> file.length).sum());
        List<Integer> sizes = new ArrayList<>();
        for (byte[] file : classes) {
            sizes(file, sizes);
        }
        say("methods", sizes.size());
        say("longest", sizes.isEmpty() ? 0 : Collections.max(sizes));
        say("tooLong", sizes.stream().filter(size -> size > LONGEST).count());
    }

    /** The sizes of the methods of a class file. Source: The Java Virtual Machine Specification, chapter 4. */
    private static void sizes(byte[] file, List<Integer> sizes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
        in.skipBytes(8);
        List<String> constants = constants(in);
        in.skipBytes(6);
        in.skipBytes(2 * in.readUnsignedShort());
        for (boolean methods : new boolean[] {false, true}) {
            int members = in.readUnsignedShort();
            for (int i = 0; i < members; i++) {
                in.skipBytes(6);
                int attributes = in.readUnsignedShort();
                for (int k = 0; k < attributes; k++) {
                    boolean code = methods && "Code".equals(constants.get(in.readUnsignedShort()));
                    byte[] content = in.readNBytes(in.readInt());
                    if (code) {
                        sizes.add(new DataInputStream(new ByteArrayInputStream(content, 4, 4)).readInt());
                    }
                }
            }
        }
    }

    /** The texts of a constant pool by index, null for all else. */
    private static List<String> constants(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        List<String> texts = new ArrayList<>(Collections.nCopies(count, null));
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.set(i, in.readUTF());
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipBytes(2);
                case 15 -> in.skipBytes(3);
                default -> in.skipBytes(4);
            }
        }
        return texts;
    }
}
