package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.AbstractHeapType;
import org.granary.type.ExternType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;

class PlainTypesTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();

    private static void plain(boolean expected, Consumer<ModuleBuilder> content) {
        ModuleBuilder module = new ModuleBuilder();
        module.func(ArtefactSamples.NONE, code -> { });
        content.accept(module);
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        assertEquals(expected, PlainTypes.only(valid));
    }

    private static void global(ModuleBuilder module, RefType type, AbstractHeapType none) {
        module.global(new GlobalType(type, true), code -> code.heap(CoreOp.REF_NULL, none));
    }

    @Test
    void numbersAndFunctionsArePlain() {
        plain(true, module -> { });
        plain(true, module -> module.table(TableType.of(RefType.FUNCREF, 4)));
        plain(true, module -> module.global(new GlobalType(ValType.I32, true), code -> code.number(CoreOp.I32_CONST, 7)));
        plain(true, module -> global(module, RefType.FUNCREF, AbstractHeapType.FUNC));
    }

    /** To the JVM they are places for objects of any kind, which no limit counts. */
    @Test
    void ownTablesAndGlobalsOfOtherReferencesAreNot() {
        plain(false, module -> module.table(TableType.of(RefType.EXTERNREF, 4)));
        plain(false, module -> global(module, RefType.EXTERNREF, AbstractHeapType.EXTERN));
    }

    /** Each growth may leave an array behind, and nobody counts those that are kept. */
    @Test
    void memoriesThatMayGrowAreNot() {
        plain(false, module -> module.memory(MemoryType.of(1)));
        plain(false, module -> module.memory(MemoryType.of(1, 2)));
        plain(false, module -> module.importMemory("env", "m", MemoryType.of(1)));
        plain(true, module -> module.memory(MemoryType.of(2, 2)));
        plain(true, module -> module.memory(MemoryType.shared(1, 2)));
    }

    @Test
    void whatOthersSeeIsNotPlainUnlessItIsANumberThatTheyMayChange() {
        plain(false, module -> module.importTable("env", "t", TableType.of(RefType.FUNCREF, 1)));
        plain(false, module -> module.export("t", ExternType.Kind.TABLE, module.table(TableType.of(RefType.FUNCREF, 1))));
        plain(false, module -> module.export("g", ExternType.Kind.GLOBAL,
                module.global(GlobalType.constant(ValType.I32), code -> code.number(CoreOp.I32_CONST, 7))));
        plain(true, module -> module.export("g", ExternType.Kind.GLOBAL,
                module.global(new GlobalType(ValType.I32, true), code -> code.number(CoreOp.I32_CONST, 7))));
    }
}
