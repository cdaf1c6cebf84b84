package org.granary.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;

/**
 * Makes a module smaller that shows something, so that a person can read what is left: whole bodies, runs of instructions and blocks go,
 * single instructions become constants, as long as the module stays valid and shows it still.
 */
final class Shrinker {
    private static final List<ValType> CONSTANTS = List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128);
    private static final int MOST_OPERANDS = 3;
    /** In longer bodies there are too many pairs. */
    private static final int MOST_PAIRED = 80;

    private final EngineConfig config;
    private final Predicate<byte[]> shows;
    private final long end;
    private byte[] best;
    private Bodies bodies;

    private Shrinker(byte[] module, EngineConfig config, Predicate<byte[]> shows, Duration atMost) {
        this.config = config;
        this.shows = shows;
        this.end = System.nanoTime() + atMost.toNanos();
        best = module;
        bodies = new Bodies(module, config);
    }

    /**
     * Shrinks.
     *
     * @param module shows it
     * @param config what it is valid for
     * @param shows  whether a module shows it
     * @param atMost how long it may take, about
     * @return a module that shows it, the given one where none smaller was found
     */
    static byte[] shrink(byte[] module, EngineConfig config, Predicate<byte[]> shows, Duration atMost) {
        Shrinker shrinker = new Shrinker(module, config, shows, atMost);
        int before;
        do {
            before = shrinker.best.length;
            IntStream.range(0, shrinker.bodies.code.size()).forEach(shrinker::function);
        } while (shrinker.best.length < before && !shrinker.late());
        return shrinker.best;
    }

    private boolean late() {
        return System.nanoTime() - end > 0;
    }

    private void function(int function) {
        List<Bodies.Instruction> all = bodies.code.get(function);
        if (all.size() > 2) {
            replace(function, 0, all.size() - 1, List.of(written(CoreOp.UNREACHABLE)));
        }
        runs(function);
        blocks(function);
        singles(function);
        pairs(function);
    }

    /** Leaves out what makes a value with what takes it. */
    private void pairs(int function) {
        for (int taker = Math.min(bodies.code.get(function).size(), MOST_PAIRED) - 2; taker > 0; taker--) {
            for (int maker = taker - 1; maker >= 0 && taker < bodies.code.get(function).size() - 1 && !late(); maker--) {
                if (replace(function, maker, taker + 1, List.copyOf(bodies.code.get(function).subList(maker + 1, taker)))) {
                    taker--;
                }
            }
        }
    }

    /** Leaves out runs of instructions, long ones first. */
    private void runs(int function) {
        for (int length = bodies.code.get(function).size() / 2; length > 0; length /= 2) {
            // from the end: what is computed first is used later
            for (int from = bodies.code.get(function).size() - 1 - length; from >= 0 && !late(); from -= length) {
                if (from + length < bodies.code.get(function).size()) {
                    replace(function, from, from + length, List.of());
                }
            }
        }
    }

    /** Leaves out blocks, or what makes them blocks. */
    private void blocks(int function) {
        for (int at = bodies.code.get(function).size() - 2; at >= 0 && !late(); at--) {
            List<Bodies.Instruction> all = bodies.code.get(function);
            if (at < all.size() && all.get(at).opens()) {
                int close = close(all, at);
                if (!replace(function, at, close + 1, List.of())) {
                    replace(function, at, close + 1, List.copyOf(all.subList(at + 1, close)));
                }
            }
        }
    }

    private static int close(List<Bodies.Instruction> all, int open) {
        int depth = 0;
        for (int i = open;; i++) {
            depth += all.get(i).opens() ? 1 : all.get(i).closes() ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
    }

    /** Turns instructions into constants or the end of all. */
    private void singles(int function) {
        Set<CoreOp> plain = Set.of(CoreOp.I32_CONST, CoreOp.I64_CONST, CoreOp.F32_CONST, CoreOp.F64_CONST, CoreOp.DROP, CoreOp.UNREACHABLE);
        for (int at = bodies.code.get(function).size() - 2; at >= 0 && !late(); at--) {
            List<Bodies.Instruction> all = bodies.code.get(function);
            if (at >= all.size() - 1 || all.get(at).opens() || all.get(at).closes() || plain.contains(all.get(at).op())) {
                continue;
            }
            // the instructions before that make its operands go with it
            for (int operands = MOST_OPERANDS; operands >= 0; operands--) {
                if (operands <= at && constant(function, at - operands, at + 1)) {
                    break;
                }
            }
        }
    }

    private boolean constant(int function, int from, int to) {
        for (ValType type : CONSTANTS) {
            ByteWriter out = new ByteWriter();
            Constants.zero(new OpWriter(out), type);
            int size = bodies.code.get(function).subList(from, to).stream().mapToInt(instruction -> instruction.bytes().length).sum();
            if (out.size() < size && replace(function, from, to, List.of(new Bodies.Instruction(CoreOp.NOP, out.toByteArray())))) {
                return true;
            }
        }
        return false;
    }

    private static Bodies.Instruction written(CoreOp op) {
        ByteWriter out = new ByteWriter();
        new OpWriter(out).plain(op);
        return new Bodies.Instruction(op, out.toByteArray());
    }

    private boolean replace(int function, int from, int to, List<Bodies.Instruction> by) {
        List<Bodies.Instruction> changed = new ArrayList<>(bodies.code.get(function).subList(0, from));
        changed.addAll(by);
        changed.addAll(bodies.code.get(function).subList(to, bodies.code.get(function).size()));
        byte[] module = bodies.with(function, changed);
        if (module.length >= best.length || !valid(module) || !shows.test(module)) {
            return false;
        }
        best = module;
        bodies = new Bodies(module, config);
        return true;
    }

    private boolean valid(byte[] module) {
        try {
            ModuleValidator.validate(ModuleDecoder.decode(module.clone(), config), config, new TypeCanon());
            return true;
        } catch (ModuleException e) {
            return false;
        }
    }
}
