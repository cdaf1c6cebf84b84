package org.granary.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.granary.engine.MalformedException;
import org.granary.engine.Proposal;
import org.granary.text.outline.ModuleOutline;
import org.granary.text.outline.ModuleOutline.Function;
import org.granary.text.outline.ModuleOutline.Link;
import org.granary.text.outline.ModuleOutline.Section;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static ModuleOutline outline(String text) {
        return ModuleOutline.of(Wat.toBinary(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatThereIs() {
        ModuleOutline outline =
                outline("(module $m (import \"env\" \"f\" (func (param i32))) (memory (export \"mem\") 1 2) (table 3 funcref)"
                + "(global i32 (i32.const 1)) (start $g) (func $g (export \"go\") (local i64 i64) (drop (i32.const 5))) (data \"xyz\"))");
        assertEquals(Optional.of("m"), outline.name());
        assertEquals(List.of("(func (param i32))", "(func)"), outline.types());
        assertEquals(List.of(new Link("env.f", "func", 0, "(func (param i32))")), outline.imports());
        assertEquals(List.of(new Link("mem", "memory", 0, "(memory 1 2)"), new Link("go", "func", 1, "(func)")), outline.exports());
        assertEquals(List.of("(table 3 funcref)"), outline.tables());
        assertEquals(List.of("(global i32)"), outline.globals());
        assertEquals(OptionalInt.of(1), outline.start());
        assertEquals(List.of(new Function(1, Optional.of("g"), 7, 2, 3)), outline.functions());
        assertEquals(
                List.of("type", "import", "function", "table", "memory", "global", "export", "start", "code", "data", "custom \"name\""),
                outline.sections().stream().map(Section::name).toList());
        Section data = outline.sections().get(9);
        assertEquals(OptionalInt.of(1), data.entries());
        assertEquals(6, data.bytes());
        assertEquals(outline.bytes(), outline.sections().get(10).offset() + outline.sections().get(10).bytes());
        assertEquals(Set.of(Proposal.BULK_MEMORY), outline.proposals());
    }

    @Test
    void proposalsAreThoseThatAreUsed() {
        assertEquals(Set.of(), outline("(func (result i32) (i32.const 1))").proposals());
        assertEquals(Set.of(Proposal.SIMD), outline("(func (drop (v128.const i64x2 0 0)))").proposals());
        assertEquals(Set.of(Proposal.GC), outline("(type (struct))").proposals());
        assertEquals(Set.of(Proposal.MEMORY64), outline("(memory i64 1)").proposals());
        assertEquals(Set.of(Proposal.EXTENDED_CONST), outline("(global i32 (i32.mul (i32.const 2) (i32.const 3)))").proposals());
        assertEquals(Set.of(Proposal.GC), outline("(global i32 (i32.const 2)) (global i32 (global.get 0))").proposals());
        assertEquals(Set.of(), outline("(import \"m\" \"g\" (global i32)) (global i32 (global.get 0))").proposals());
        assertEquals(Set.of(Proposal.MUTABLE_GLOBALS), outline("(global (export \"g\") (mut i32) (i32.const 2))").proposals());
        assertTrue(outline("(func (return_call 0))").proposals().contains(Proposal.TAIL_CALL));
    }

    @Test
    void anInvalidModuleCanBeLookedAtAndAMalformedOneNot() {
        assertEquals(List.of(new Link("x", "func", 9, "")), outline("(export \"x\" (func 9))").exports());
        assertThrows(MalformedException.class, () -> ModuleOutline.of(new byte[] {0, 'a', 's', 'm'}));
    }
}
