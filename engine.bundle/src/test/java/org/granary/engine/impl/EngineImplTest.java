package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.engine.WasmModule;
import org.granary.engine.WeakEngine;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineImplTest {
    private static final byte[] EMPTY = new ModuleBuilder().build();

    @Test
    void handlesShareAnEngineAndAreClosedEachByItself() {
        Engine first = Engine.create();
        Engine second = first.share();
        assertTrue(Engine.same(first, second));
        assertFalse(Engine.same(first, Engine.create()));
        first.close();
        first.close();
        assertThrows(IllegalStateException.class, () -> first.compile(EMPTY));
        assertThrows(IllegalStateException.class, first::share);
        assertNotNull(second.compile(EMPTY));
    }

    @Test
    void aWeakHandleEndsWithTheLastStrongOne() {
        Engine engine = Engine.create();
        WeakEngine weak = engine.weak();
        Engine again = weak.upgrade().orElseThrow();
        engine.close();
        assertTrue(Engine.same(again, weak.upgrade().map(third -> {
            third.close();
            return third;
        }).orElseThrow()));
        again.close();
        assertTrue(weak.upgrade().isEmpty());
    }

    @Test
    void nothingIsNamedWhereItIsGivenForAModule() {
        try (Engine engine = Engine.create()) {
            assertEquals("binaryOrText", assertThrows(NullPointerException.class, () -> engine.compile((byte[]) null)).getMessage());
            assertEquals("binaryOrText", assertThrows(NullPointerException.class, () -> engine.validate(null)).getMessage());
        }
    }

    @Test
    void aModuleKeepsItsEngine() {
        Engine engine = Engine.create();
        WasmModule module = engine.compile(EMPTY);
        WeakEngine weak = engine.weak();
        engine.close();
        assertTrue(weak.upgrade().isPresent());
        assertTrue(Engine.same(engine, module.engine()));
        module.engine().close();
        assertNotNull(module.engine().compile(EMPTY));
    }

    @Test
    void theBinaryMayChangeAfterwards() {
        Engine engine = Engine.create();
        byte[] bytes = EMPTY.clone();
        WasmModule module = engine.compile(bytes);
        bytes[0] = 1;
        assertEquals("93a44bbb96c751218e4c00d479e4c14358122a389acca16205b1e4d0dc5f9476", module.sha256());
        assertSame(Failure.MAGIC_NOT_DETECTED, assertThrows(MalformedException.class, () -> engine.compile(bytes)).failure());
    }

    @Test
    void textWithoutItsBundleIsRefusedByName() {
        MalformedException refused = assertThrows(MalformedException.class,
                () -> Engine.create().compile("\n (module)".getBytes(StandardCharsets.UTF_8)));
        assertTrue(refused.getMessage().contains("install and start the bundle org.granary.text"), refused.getMessage());
    }

    @Test
    void filesAreRead(@TempDir Path folder) throws Exception {
        Engine engine = Engine.create();
        Path file = folder.resolve("empty.wasm");
        Files.write(file, EMPTY);
        assertEquals(64, engine.compile(file).sha256().length());
        UncheckedIOException missing = assertThrows(UncheckedIOException.class, () -> engine.compile(folder.resolve("none.wasm")));
        assertTrue(missing.getMessage().contains("none.wasm"), missing.getMessage());
    }

    @Test
    void validatingNeedsNoCompiling() {
        ModuleBuilder module = new ModuleBuilder();
        module.func(FuncType.taking(ValType.I32).returning(ValType.I32), code -> {
            code.local(CoreOp.LOCAL_GET, 0);
            code.plain(CoreOp.I32_EXTEND8_S);
        });
        Engine.create().validate(module.build());
        Engine old = Engine.create(EngineConfig.builder().proposal(Proposal.SIGN_EXTENSION, false).build());
        assertSame(Proposal.SIGN_EXTENSION, assertThrows(UnsupportedException.class, () -> old.validate(module.build())).proposal());
    }
}
