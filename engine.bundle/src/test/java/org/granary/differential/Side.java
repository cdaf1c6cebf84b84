package org.granary.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.granary.engine.Trap;
import org.granary.type.DefType;
import org.granary.vm.EngineCore;
import org.granary.vm.ExnRef;
import org.granary.vm.FuncRef;
import org.granary.vm.GcArray;
import org.granary.vm.GcStruct;
import org.granary.vm.HostException;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.LinearMemory;
import org.granary.vm.SharedMemory;
import org.granary.vm.UnlimitedStore;

/** A random module in one engine: makes calls and tells what came of them as text, bit for bit. */
final class Side implements AutoCloseable {
    private static final int DEEPEST = 4;

    private final EngineCore engine;
    private final UnlimitedStore store = new UnlimitedStore();
    private final Surroundings surroundings;
    private final Instance instance;
    private final List<String> heard = new ArrayList<>();

    Side(RandomModule module, EngineCore engine) {
        this.engine = engine;
        surroundings = module.surroundings;
        Instantiable code = (Instantiable) engine.compile(module.bytes);
        DefType mix = engine.types().function(surroundings.signatures.get(Surroundings.HOST));
        FuncRef host = engine.hostFunction(store, mix, (caller, arguments) -> {
            heard.add(Arrays.toString(arguments));
            if (((Integer) arguments[1] & 63) == 63) {
                throw new IllegalStateException("the host had enough");
            }
            return new Object[] {(Long) arguments[0] * 31 + (Integer) arguments[1]};
        });
        instance = code.instantiate(store, new Object[] {host});
    }

    /** Calls a function with arguments made of a seed. */
    String call(int function, long seed, int fuel) {
        Random random = new Random(seed);
        return call(function, random, fuel, 100 + random.nextInt(10_000));
    }

    /** The same with so many units where the engine consumes fuel. */
    String call(int function, Random random, int fuel, long units) {
        if (engine.config().consumeFuel()) {
            store.refuel(units);
        }
        String outcome = outcome(function, random, fuel);
        return outcome + (heard.isEmpty() ? "" : " host heard " + heard) + " fuel left " + Math.max(0, store.fuelLeft());
    }

    /** Makes that call, and tells how much it spends. */
    long spent(int function, Random random, int fuel, long units) {
        call(function, random, fuel, units);
        return units - Math.max(0, store.fuelLeft());
    }

    /** Makes the call that {@link #call} makes without fuel, in an engine that consumes it, and tells whether it comes to its end. */
    boolean ends(int function, long seed, int fuel, long steps) {
        store.refuel(steps);
        outcome(function, new Random(seed), fuel);
        return store.fuelLeft() > 0;
    }

    private String outcome(int function, Random random, int fuel) {
        instance.globals[0].i32 = fuel;
        heard.clear();
        Object[] arguments = surroundings.signature(function).params().stream().map(type -> Constants.value(type, random)).toArray();
        return outcome(function, arguments);
    }

    private String outcome(int function, Object[] arguments) {
        try {
            return "returns " + shown(instance.function(function).apply(arguments));
        } catch (Trap e) {
            return "traps " + e.code() + " at " + innermost(e);
        } catch (ExnRef e) {
            return "throws " + shown(e, 0, new IdentityHashMap<>());
        } catch (HostException e) {
            return "host throws " + e.getCause().getMessage();
        } catch (StackOverflowError e) {
            return "overflows";
        } finally {
            store.takePending();
        }
    }

    /** The guest's innermost frame: a failed check of the JVM knows it, else the trap itself. */
    private String innermost(Trap trap) {
        String prefix = instance.module.packagePrefix();
        for (Throwable thrown = trap.getCause() == null ? trap : trap.getCause();; thrown = trap) {
            for (StackTraceElement frame : thrown.getStackTrace()) {
                int function = frame.getClassName().startsWith(prefix)
                        ? instance.module.functionOf(frame.getClassName(), frame.getMethodName()) : -1;
                if (function >= 0) {
                    return function + ":" + Integer.toHexString(Math.max(0, frame.getLineNumber()));
                }
            }
            if (thrown == trap) {
                return "no frame";
            }
        }
    }

    /** Everything that a function can change. */
    List<String> state() {
        List<String> state = new ArrayList<>();
        if (engine.config().consumeFuel()) {
            store.refuel(Integer.MAX_VALUE);
        }
        for (int i = 0; i < surroundings.globals.size(); i++) {
            int reader = surroundings.functions.size() + i;
            state.add("global " + i + ": " + shown(instance.function(reader).apply(new Object[0])));
        }
        for (int i = 0; i < instance.tables[0].size(); i++) {
            state.add("element " + i + ": " + shown(instance.tables[0].get(i), 0, new IdentityHashMap<>()));
        }
        return state;
    }

    byte[] memory(int index) {
        LinearMemory memory = instance.memories[index];
        byte[] bytes = new byte[(int) memory.byteSize()];
        memory.read(0, bytes, 0, bytes.length);
        return bytes;
    }

    private String shown(Object[] values) {
        Map<Object, Integer> seen = new IdentityHashMap<>();
        return Arrays.stream(values).map(value -> shown(value, 0, seen)).toList().toString();
    }

    private String shown(Object value, int depth, Map<Object, Integer> seen) {
        if (value instanceof Float number) {
            return "f32 " + Integer.toHexString(Float.floatToRawIntBits(number)) + " " + number;
        }
        if (value instanceof Double number) {
            return "f64 " + Long.toHexString(Double.doubleToRawLongBits(number)) + " " + number;
        }
        if (value instanceof long[] halves) {
            return "v128 " + Long.toHexString(halves[1]) + " " + Long.toHexString(halves[0]);
        }
        if (value instanceof FuncRef function) {
            return "func " + function.index;
        }
        boolean composite = value instanceof GcStruct || value instanceof GcArray || value instanceof ExnRef;
        if (!composite) {
            return String.valueOf(value);
        }
        Integer known = seen.putIfAbsent(value, seen.size());
        if (known != null || depth == DEEPEST) {
            return "#" + (known == null ? "deep" : known);
        }
        return content(value).stream().map(part -> shown(part, depth + 1, seen)).toList() + "";
    }

    private List<Object> content(Object value) {
        List<Object> parts = new ArrayList<>();
        if (value instanceof GcStruct struct) {
            parts.add("struct");
            for (int i = 0; i < struct.type.struct().fields().size(); i++) {
                parts.add(struct.read(i));
            }
        } else if (value instanceof GcArray array) {
            parts.add("array");
            for (int i = 0; i < array.length; i++) {
                parts.add(array.read(i));
            }
        } else {
            ExnRef thrown = (ExnRef) value;
            parts.add("exception " + Arrays.asList(instance.tags).indexOf(thrown.tag));
            parts.addAll(Arrays.asList(engine.values(thrown)));
        }
        return parts;
    }

    @Override
    public void close() {
        for (LinearMemory memory : instance.memories) {
            if (memory instanceof SharedMemory shared) {
                shared.release();
            }
        }
    }
}
