package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.granary.compile.ModuleCompiler;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.Test;

class CompilerChoiceTest {
    private static final EngineConfig PLAIN = EngineConfig.builder().build();

    @Test
    void anEngineCompilesUnlessItIsToldToInterpret() {
        try (Engine compiling = Engine.create(); Engine told = Engine.create(EngineConfig.builder().interpreter(true).build())) {
            assertFalse(compiling.isInterpreter());
            assertTrue(told.isInterpreter());
            assertTrue(told.share().isInterpreter());
        }
    }

    @Test
    void whereClassesCannotBeDefinedItInterprets() {
        assertFalse(EngineState.compiler(PLAIN, ModuleCompiler::new).interprets());
        assertTrue(EngineState.compiler(PLAIN, config -> {
            throw new UnsupportedOperationException("no classes here");
        }).interprets());
        assertTrue(EngineState.compiler(PLAIN, config -> {
            throw new NoClassDefFoundError("and none here");
        }).interprets());
    }

    @Test
    void aFullHeapIsNoReasonToInterpret() {
        OutOfMemoryError full = new OutOfMemoryError("heap");
        assertEquals(full, assertThrows(OutOfMemoryError.class, () -> EngineState.compiler(PLAIN, config -> {
            throw full;
        })));
    }
}
