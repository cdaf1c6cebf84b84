package org.granary.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.granary.bytes.ByteWriter;
import org.granary.type.AbstractHeapType;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.granary.vm.GlobalCell;
import org.granary.vm.Instantiable;
import org.granary.vm.LinearMemory;

/**
 * Writes core dumps. A memory or global that several instances reach is written once.
 *
 * <p>Source: the tool conventions of WebAssembly, Coredump.md.
 */
final class CoreDumpWriter {
    private static final int CUSTOM = 0;
    private static final int MEMORY = 5;
    private static final int GLOBAL = 6;
    private static final int DATA = 11;
    private static final int END = 0x0b;
    private static final int MISSING = 0x01;
    private static final int I32 = 0x7f;
    private static final int I64 = 0x7e;
    private static final int F32 = 0x7d;
    private static final int F64 = 0x7c;
    private static final int PIECE = 65_536;
    private static final long MOST = Integer.MAX_VALUE - (1 << 20);

    private final StoreCore<?> core;
    private final List<Instantiable> modules;
    private final List<org.granary.vm.Instance> instances;
    private final List<LinearMemory> memories = new ArrayList<>();
    private final Map<GlobalCell, Integer> cells = new IdentityHashMap<>();
    private final ByteWriter globals = new ByteWriter();
    private int globalCount;

    CoreDumpWriter(StoreCore<?> core, List<Instantiable> modules, List<org.granary.vm.Instance> instances) {
        this.core = core;
        this.modules = modules;
        this.instances = instances;
    }

    byte[] write(String name, List<CoreDumpFrame> frames) {
        ByteWriter linked = new ByteWriter().u32(instances.size());
        for (org.granary.vm.Instance instance : instances) {
            instance(linked, instance);
        }
        ByteWriter out = new ByteWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        custom(out, "core", new ByteWriter().u8(0).name(name));
        custom(out, "coremodules", named());
        custom(out, "coreinstances", linked);
        custom(out, "corestack", stack(frames));
        ByteWriter types = new ByteWriter().u32(memories.size());
        memories.forEach(memory -> type(types, memory));
        out.u8(MEMORY).sized(types.toByteArray());
        out.u8(GLOBAL).sized(new ByteWriter().u32(globalCount).bytes(globals.toByteArray()).toByteArray());
        out.u8(DATA).sized(data());
        return out.toByteArray();
    }

    private static void custom(ByteWriter out, String name, ByteWriter content) {
        out.u8(CUSTOM).sized(new ByteWriter().name(name).bytes(content.toByteArray()).toByteArray());
    }

    private ByteWriter named() {
        ByteWriter out = new ByteWriter().u32(modules.size());
        for (Instantiable module : modules) {
            out.u8(0).name(module.name().orElseGet(() -> core.moduleNames.getOrDefault(module.sha256(), module.sha256())));
        }
        return out;
    }

    private void instance(ByteWriter out, org.granary.vm.Instance instance) {
        out.u8(0).u32(modules.indexOf(instance.module)).u32(instance.memories.length);
        for (LinearMemory memory : instance.memories) {
            out.u32(memory(memory));
        }
        out.u32(instance.globals.length);
        for (int i = 0; i < instance.globals.length; i++) {
            out.u32(global(instance, i));
        }
    }

    private int memory(LinearMemory wanted) {
        for (int i = 0; i < memories.size(); i++) {
            if (memories.get(i) == wanted) {
                return i;
            }
        }
        memories.add(wanted);
        return memories.size() - 1;
    }

    private int global(org.granary.vm.Instance instance, int index) {
        GlobalCell cell = instance.globals[index];
        Integer known = cell == null ? null : cells.get(cell);
        if (known != null) {
            return known;
        }
        value(instance.module.globalType(index).content(), instance.global(index));
        if (cell != null) {
            cells.put(cell, globalCount);
        }
        return globalCount++;
    }

    /** A constant global. Of references only the kind is told: what they refer to is not in a dump. */
    private void value(ValType type, Object value) {
        if (type instanceof NumType number) {
            switch (number) {
                case I32 -> globals.u8(I32).u8(0).u8(0x41).signed((Integer) value);
                case I64 -> globals.u8(I64).u8(0).u8(0x42).signed((Long) value);
                case F32 -> globals.u8(F32).u8(0).u8(0x43).fixed32(Float.floatToRawIntBits((Float) value));
                case F64 -> globals.u8(F64).u8(0).u8(0x44).fixed64(Double.doubleToRawLongBits((Double) value));
            }
        } else if (type instanceof RefType reference) {
            int code = code(reference.heap().top());
            globals.u8(code).u8(0).u8(0xd0).u8(code);
        } else {
            long[] halves = (long[]) value;
            globals.u8(0x7b).u8(0).u8(0xfd).u8(0x0c).fixed64(halves[0]).fixed64(halves[1]);
        }
        globals.u8(END);
    }

    private static int code(AbstractHeapType top) {
        return switch (top) {
            case FUNC -> 0x70;
            case EXTERN -> 0x6f;
            case EXN -> 0x69;
            default -> 0x6e;
        };
    }

    /** What the memory is now: its present size is the least. */
    private static void type(ByteWriter out, LinearMemory memory) {
        MemoryType type = memory.type;
        boolean small = type.pageBits() != MemoryType.PAGE_BITS;
        int flags = (type.limits().max().isPresent() ? 1 : 0) | (type.shared() ? 2 : 0) | (type.address() == NumType.I64 ? 4 : 0) | (small
                ? 8 : 0);
        out.u8(flags).u64(memory.pages());
        type.limits().max().ifPresent(out::u64);
        if (small) {
            out.u32(type.pageBits());
        }
    }

    private ByteWriter stack(List<CoreDumpFrame> frames) {
        ByteWriter out = new ByteWriter().u8(0).name("main").u32(frames.size());
        for (CoreDumpFrame frame : frames) {
            out.u8(0).u32(Math.max(0, instances.indexOf(frame.instance()))).u32(frame.function()).u32(frame.offset());
            values(out, frame.allLocals());
            values(out, frame.operands());
        }
        return out;
    }

    private static void values(ByteWriter out, List<Number> values) {
        out.u32(values.size());
        for (Number value : values) {
            if (value instanceof Integer number) {
                out.u8(I32).signed(number);
            } else if (value instanceof Long number) {
                out.u8(I64).signed(number);
            } else if (value instanceof Float number) {
                out.u8(F32).fixed32(Float.floatToRawIntBits(number));
            } else if (value instanceof Double number) {
                out.u8(F64).fixed64(Double.doubleToRawLongBits(number));
            } else {
                out.u8(MISSING);
            }
        }
    }

    /** A segment for each piece of memory that is not all zeros, from its first other byte to its last. */
    private byte[] data() {
        ByteWriter segments = new ByteWriter();
        int count = 0;
        byte[] piece = new byte[PIECE];
        for (int i = 0; i < memories.size(); i++) {
            LinearMemory memory = memories.get(i);
            for (long at = 0; at < memory.byteSize(); at += PIECE) {
                int length = (int) Math.min(PIECE, memory.byteSize() - at);
                memory.read(at, piece, 0, length);
                int from = 0;
                while (from < length && piece[from] == 0) {
                    from++;
                }
                if (from < length) {
                    int to = length;
                    while (piece[to - 1] == 0) {
                        to--;
                    }
                    segment(segments, i, at + from, Arrays.copyOfRange(piece, from, to));
                    count++;
                }
            }
        }
        return new ByteWriter().u32(count).bytes(segments.toByteArray()).toByteArray();
    }

    private void segment(ByteWriter out, int memory, long address, byte[] content) {
        if ((long) out.size() + content.length > MOST) {
            throw new IllegalStateException("core dump of " + core + ": its memories hold more than " + MOST + " bytes that are not zero");
        }
        boolean wide = memories.get(memory).type.address() == NumType.I64;
        out.u8(memory == 0 ? 0 : 2);
        if (memory != 0) {
            out.u32(memory);
        }
        out.u8(wide ? 0x42 : 0x41).signed(wide ? address : (int) address).u8(END).sized(content);
    }
}
