package org.granary.differential;

import java.util.Random;
import java.util.stream.IntStream;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeIndex;
import org.granary.type.ValType;

/** A valid module made of a seed. Whatever it does ends: the first global is fuel, and loops and functions burn it. */
final class RandomModule {
    static final String FUEL = "fuel";
    private static final int TABLE = 16;

    final byte[] bytes;
    final Surroundings surroundings;
    private final Random random;

    /**
     * Makes one.
     *
     * @param seed   what it depends on
     * @param oneNan whether its own code makes every NaN canonical that arithmetic gives, because which one that is is left open
     */
    RandomModule(long seed, boolean oneNan) {
        random = new Random(seed);
        surroundings = new Surroundings(seed, random, oneNan);
        ModuleBuilder module = new ModuleBuilder();
        surroundings.definitions().forEach(module::definition);
        surroundings.signatures.forEach(module::type);
        int first = surroundings.firstSignature();
        module.importFunc("host", "mix", first + Surroundings.HOST);
        module.memory(MemoryType.of(1, 3));
        // one array, or many
        Limits limits = seed % 2 == 0 ? Limits.between(1, 2) : Limits.atLeast(1);
        module.memory(new MemoryType(limits, NumType.I64, false, MemoryType.PAGE_BITS));
        module.memory(MemoryType.shared(1, 2));
        surroundings.tags.forEach(tag -> module.tag(first + tag));
        globals(module);
        for (int i = 1; i < surroundings.functions.size(); i++) {
            RandomBody body = new RandomBody(surroundings, i, random.nextLong());
            module.func(first + surroundings.functions.get(i), body.declared(), body::write);
            module.export("f" + i, ExternType.Kind.FUNC, i);
        }
        segments(module);
        readers(module);
        bytes = module.build();
    }

    /** Another module with bodies of its own, all else as in one that was made. */
    RandomModule(RandomModule like, byte[] bytes) {
        this.random = null;
        this.surroundings = like.surroundings;
        this.bytes = bytes;
    }

    private void globals(ModuleBuilder module) {
        for (ValType type : surroundings.globals) {
            module.global(GlobalType.mutable(type), code -> zero(code, type));
        }
        module.export(FUEL, ExternType.Kind.GLOBAL, 0);
        // some are cells, some fields
        module.export("wide", ExternType.Kind.GLOBAL, 2);
        module.export("vector", ExternType.Kind.GLOBAL, 5);
    }

    private void segments(ModuleBuilder module) {
        int functions = surroundings.functions.size();
        module.table(TableType.of(RefType.FUNCREF, TABLE, 24));
        int[] listed = IntStream.range(0, functions).toArray();
        module.elements(0, code -> code.number(CoreOp.I32_CONST, 1), listed);
        module.passiveElements(listed);
        byte[] data = new byte[64];
        random.nextBytes(data);
        module.data(0, code -> code.number(CoreOp.I32_CONST, 16), data);
        module.passiveData(data);
    }

    /** Functions that give the globals, so that those which nobody outside can name are compared too. */
    private void readers(ModuleBuilder module) {
        for (int i = 0; i < surroundings.globals.size(); i++) {
            int global = i;
            ValType type = surroundings.globals.get(i);
            int reader = module.func(org.granary.type.FuncType.taking().returning(type), code -> code.global(CoreOp.GLOBAL_GET, global));
            module.export("g" + i, ExternType.Kind.FUNC, reader);
        }
    }

    private static void zero(OpWriter code, ValType type) {
        if (type instanceof RefType ref) {
            if (ref.heap() instanceof TypeIndex index) {
                code.composite(GcOp.STRUCT_NEW_DEFAULT, index.index(), -1);
            } else {
                code.heap(CoreOp.REF_NULL, ref.heap());
            }
        } else {
            Constants.zero(code, type);
        }
    }
}
