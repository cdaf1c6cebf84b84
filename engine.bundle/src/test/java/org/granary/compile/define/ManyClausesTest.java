package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleLimits;
import org.granary.engine.WasmModule;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.AbstractHeapType;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.vm.ExnRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.Tag;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A {@code try_table} of as many clauses as may be: the first that fits is taken, no method is longer than the JIT compiler takes, and what
 * is compiled does what is interpreted does.
 */
class ManyClausesTest {
    private static final int MOST = Math.toIntExact(ModuleLimits.CATCH_CLAUSES.value());
    private static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);
    private static final RefType EXNREF = new RefType(true, AbstractHeapType.EXN);
    private static final EngineConfig USUAL = EngineConfig.builder().build();
    private static final EngineConfig SMALL = EngineConfig.builder().splitting(1_000, 500).build();
    private static final EngineConfig INTERPRETED = EngineConfig.builder().interpreter(true).build();
    private static final EngineConfig METERED = EngineConfig.builder().consumeFuel(true).epochInterruption(true).build();

    /** What takes part in what a clause passes on. */
    private enum Form {
        NOTHING, VALUE, BOTH, REFERENCE;

        boolean carries() {
            return this == VALUE || this == BOTH;
        }

        boolean reference() {
            return this == BOTH || this == REFERENCE;
        }

        /** The second tag is the first once more, whose exceptions carry nothing. */
        static Form of(int tag) {
            return tag == 1 ? REFERENCE : values()[tag % values().length];
        }
    }

    /** What takes the exceptions of no tag that is listed. */
    private enum Last { NONE, ALL, ALL_REF }

    private static final int GROUPS = 10;
    private static final int BLOCKS = GROUPS * Form.values().length;
    /** Of the clauses for a value one is of the function's own label. */
    private static final int LEAVES = 4 * GROUPS + 1;
    private static final List<Integer> THROWN = List.of(0, 1, 2, 3, 4, 5, LEAVES, MOST / 2 - 2, MOST / 2 - 1, MOST / 2, MOST / 2 + 1,
            MOST - 4, MOST - 3, MOST - 2, MOST - 1, MOST);
    private static final int OUTSIDE = -7;

    private static void constant(OpWriter w, int value) {
        w.number(CoreOp.I32_CONST, value);
    }

    /** Blocks stand one in the other: that of group 0 and the first form is the outermost. */
    private static int block(int tag) {
        return tag / Form.values().length % GROUPS * Form.values().length + Form.of(tag).ordinal();
    }

    private static CatchClause clause(int tag) {
        return new CatchClause(tag, Form.of(tag).reference(), tag == LEAVES ? BLOCKS : BLOCKS - 1 - block(tag));
    }

    private static List<CatchClause> clauses(Last last) {
        List<CatchClause> clauses = new ArrayList<>(List.of(clause(1), clause(0)));
        IntStream.range(2, last == Last.NONE ? MOST : MOST - 1).forEach(tag -> clauses.add(clause(tag)));
        if (last != Last.NONE) {
            clauses.add(new CatchClause(CatchClause.ALL, last == Last.ALL_REF, BLOCKS - 1
                    - (last == Last.ALL_REF ? Form.REFERENCE.ordinal() : 0)));
        }
        return clauses;
    }

    /** What is to come out when a tag is thrown, with itself for a value. */
    private static int expected(int tag, Last last) {
        boolean listed = tag < (last == Last.NONE ? MOST : MOST - 1);
        if (!listed) {
            return last == Last.NONE ? OUTSIDE : last == Last.ALL ? 0 : 100_000 * Form.REFERENCE.ordinal();
        }
        if (tag == LEAVES) {
            return tag;
        }
        int first = tag == 0 ? 1 : tag;
        return 100_000 * block(first) + (Form.of(first).carries() ? first : 0);
    }

    private static byte[] module(Last last) {
        ModuleBuilder module = new ModuleBuilder();
        int nothing = module.type(FuncType.taking());
        int value = module.type(FuncType.taking(ValType.I32));
        int both = module.type(List.of(), List.of(ValType.I32, EXNREF));
        module.importTag("env", "once", nothing);
        module.importTag("env", "more", nothing);
        IntStream.rangeClosed(2, MOST).forEach(tag -> module.tag(Form.of(tag).carries() ? value : nothing));
        int raise = module.func(value, List.of(), w -> THROWN.forEach(tag -> raise(w, tag)));
        int run = module.func(module.type(ONE), List.of(), w -> {
            for (int i = 0; i < GROUPS; i++) {
                w.block(CoreOp.BLOCK, BlockType.EMPTY);
                w.block(CoreOp.BLOCK, BlockType.of(ValType.I32));
                w.block(CoreOp.BLOCK, BlockType.of(both));
                w.block(CoreOp.BLOCK, BlockType.of(EXNREF));
            }
            w.tryTable(CoreOp.TRY_TABLE, BlockType.EMPTY, clauses(last));
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, raise);
            w.end();
            constant(w, -1);
            w.plain(CoreOp.RETURN);
            for (int i = BLOCKS - 1; i >= 0; i--) {
                w.end();
                caught(w, Form.values()[i % 4], i);
            }
            w.plain(CoreOp.UNREACHABLE);
        });
        int outer = module.func(ONE, w -> {
            w.block(CoreOp.BLOCK, BlockType.EMPTY);
            w.tryTable(CoreOp.TRY_TABLE, BlockType.EMPTY, List.of(new CatchClause(CatchClause.ALL, false, 0)));
            w.local(CoreOp.LOCAL_GET, 0);
            w.function(CoreOp.CALL, run);
            w.plain(CoreOp.RETURN);
            w.end();
            w.end();
            constant(w, OUTSIDE);
        });
        return module.export("run", ExternType.Kind.FUNC, run).export("outer", ExternType.Kind.FUNC, outer).build();
    }

    private static void raise(OpWriter w, int tag) {
        w.local(CoreOp.LOCAL_GET, 0);
        constant(w, tag);
        w.plain(CoreOp.I32_EQ);
        w.block(CoreOp.IF, BlockType.EMPTY);
        if (Form.of(tag).carries()) {
            constant(w, tag);
        }
        w.tag(CoreOp.THROW, tag);
        w.end();
    }

    /** An exception that is null would add one. */
    private static void caught(OpWriter w, Form form, int block) {
        if (form.reference()) {
            w.plain(CoreOp.REF_IS_NULL);
        }
        constant(w, 100_000 * block);
        w.plain(form == Form.NOTHING ? CoreOp.NOP : CoreOp.I32_ADD);
        if (form == Form.BOTH) {
            w.plain(CoreOp.I32_ADD);
        }
        w.plain(CoreOp.RETURN);
    }

    private static Instance instance(WasmModule module) {
        UnlimitedStore store = new UnlimitedStore();
        ModuleBuilder other = new ModuleBuilder();
        other.tag(other.type(FuncType.taking()));
        Tag both = ((Instantiable) module.engine().compile(other.build())).instantiate(store, new Object[0]).tags[0];
        return ((Instantiable) module).instantiate(store, new Object[] {both, both});
    }

    private static Object call(Instance instance, String name, int argument) {
        return instance.function(instance.module.export(name).orElseThrow().index()).apply(new Object[] {argument})[0];
    }

    private static void check(byte[] bytes, EngineConfig config) {
        DefinedModule defined = new DefinedModule(ModuleValidator.validate(ModuleDecoder.decode(bytes, config), config, new TypeCanon()),
                config, "0123456789abcdef", new Shapes());
        ClassSizes.check(new ClassSource(defined.plan()).all("n"));
    }

    private static void runs(Instance instance, Last last) {
        for (int tag : THROWN) {
            assertEquals(expected(tag, last), call(instance, "outer", tag), () -> "tag " + tag);
        }
        assertEquals(-1, call(instance, "run", MOST + 1));
        if (last == Last.NONE) {
            assertNotNull(assertThrows(ExnRef.class, () -> call(instance, "run", MOST)).tag);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asManyClausesAsMayBe(Last last) {
        byte[] bytes = module(last);
        check(bytes, USUAL);
        for (EngineConfig config : List.of(USUAL, SMALL, INTERPRETED)) {
            runs(instance(Engine.create(config).compile(bytes)), last);
        }
    }

    @Test
    void withFuelAndEpochs() {
        check(module(Last.NONE), METERED);
    }

    @Test
    void fromAnArtefact(@TempDir Path folder) {
        Engine engine = Engine.create(EngineConfig.builder()
                .artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build());
        runs(instance(engine.deserialize(engine.precompileModule(module(Last.NONE)))), Last.NONE);
    }

    /** Each of two hundred clauses moves a hundred values to a label of its own. */
    @Test
    void clausesOfManyValues() {
        int many = 200;
        List<ValType> values = Collections.nCopies(100, ValType.I32);
        ModuleBuilder module = new ModuleBuilder();
        int tagType = module.type(values, List.of());
        int labelType = module.type(List.of(), values);
        IntStream.range(0, many).forEach(tag -> module.tag(tagType));
        int run = module.func(ONE, w -> {
            IntStream.range(0, many).forEach(i -> w.block(CoreOp.BLOCK, BlockType.of(labelType)));
            w.tryTable(CoreOp.TRY_TABLE, BlockType.EMPTY, IntStream.range(0, many).mapToObj(i -> new CatchClause(i, false, i)).toList());
            for (int tag = 0; tag < many; tag++) {
                int thrown = tag;
                w.local(CoreOp.LOCAL_GET, 0);
                constant(w, tag);
                w.plain(CoreOp.I32_EQ);
                w.block(CoreOp.IF, BlockType.EMPTY);
                IntStream.range(0, values.size()).forEach(i -> constant(w, thrown + i));
                w.tag(CoreOp.THROW, tag);
                w.end();
            }
            w.end();
            constant(w, -1);
            w.plain(CoreOp.RETURN);
            for (int i = 0; i < many; i++) {
                w.end();
                IntStream.range(1, values.size()).forEach(unused -> w.plain(CoreOp.I32_SUB));
                constant(w, 10_000 * i);
                w.plain(CoreOp.I32_ADD);
                w.plain(CoreOp.RETURN);
            }
            w.plain(CoreOp.UNREACHABLE);
        });
        byte[] bytes = module.export("run", ExternType.Kind.FUNC, run).build();
        check(bytes, USUAL);
        for (EngineConfig config : List.of(USUAL, SMALL, INTERPRETED)) {
            Instance instance = ((Instantiable) Engine.create(config).compile(bytes)).instantiate(new UnlimitedStore(), new Object[0]);
            for (int tag : List.of(0, 1, 99, 198, 199)) {
                int difference = tag + 99;
                for (int i = 98; i >= 0; i--) {
                    difference = tag + i - difference;
                }
                assertEquals(10_000 * tag + difference, call(instance, "run", tag));
            }
            assertEquals(-1, call(instance, "run", many));
        }
    }
}
