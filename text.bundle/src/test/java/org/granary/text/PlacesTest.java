package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine refuses of a binary that was a text is told by its place in the text. */
class PlacesTest {

    /** The place is marked in the text by {@code @}, which is taken out. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(module (func (result i32) i64.const 1 @))",
        "(module (func (result i32) (i64.const 1)@))",
        "(module (func nop) (func (param i32) @i32.eqz local.get 0 drop))",
        "(module (func (param i32) (local i64 f32) local.get 0 local.get 1 @i32.add drop))",
        "(module (func (drop @(i32.add (i32.const 1) (i64.const 2)))))",
        "(module (func (drop (i32.add (i32.const 1) @(i32.eqz (i64.const 2))))))",
        "(module (func @(if (then (nop)))))",
        "(module (func @(if (f32.const 0) (then))))",
        "(module (func block (result i32) @end drop))",
        "(module (func (block (result i32)@) drop))",
        "(module (func @call 7))",
        "(module (global i32 (i32.const 1)) (global i32 f32.const 1@))",
        "(module (import \"m\" \"g\" (global (mut i32))) (global i32 @global.get 0))",
        "(module (memory 1) (func (export \"a\")) @(export \"a\" (func 0)))",
        "(module (func) (func (param i32)) @(start 1))",
        "(module (memory 0) @(memory 3 2))",
        "(module (memory 1) (data (i32.const 0) \"x\") (data (i64.const 0) @\"x\"))"})
    void refusalsOfTheEngine(String marked) {
        int at = marked.indexOf('@');
        String text = "\n" + marked.substring(0, at) + marked.substring(at + 1);
        ModuleException refused = assertThrows(ModuleException.class, () -> Engine.create().compile(text.getBytes(StandardCharsets.UTF_8)));
        String place = refused.refusal().place().map(Object::toString).orElse("none: " + refused.getMessage());
        assertEquals("line 2, column " + (at + 1), place, refused.getMessage());
        assertTrue(refused.offset().isPresent());
    }

    @Test
    void theMessageNamesThePlaceAndNoOffset() {
        ModuleException refused = assertThrows(ModuleException.class,
                () -> Engine.create().validate("(module\n  (func (result i32)\n    i64.const 1))".getBytes(StandardCharsets.UTF_8)));
        assertEquals("type mismatch at line 3, column 16 in function 0: expected i32, found i64\n        i64.const 1))\n                 "
                + "  ^", refused.getMessage());
    }

    @Test
    void theKindOfExceptionStays() {
        Engine engine = Engine.create(EngineConfig.builder().proposal(Proposal.SIGN_EXTENSION, false).build());
        UnsupportedException refused = assertThrows(UnsupportedException.class,
                () -> engine.compile("(module (func (param i32)\n local.get 0 i32.extend8_s drop))".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Proposal.SIGN_EXTENSION, refused.proposal());
        assertEquals("line 2, column 14", refused.refusal().place().orElseThrow().toString());
    }

    @Test
    void bytesInATextHaveOffsets() {
        ModuleException refused = assertThrows(ModuleException.class,
                () -> Engine.create().compile("(module binary \"\\00asm\\02\\00\\00\\00\")".getBytes(StandardCharsets.UTF_8)));
        assertEquals("unknown binary version at offset 0x4: expected 01 00 00 00, found 02 00 00 00", refused.getMessage());
    }
}
