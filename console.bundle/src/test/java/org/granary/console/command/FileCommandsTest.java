package org.granary.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.service.command.Converter;
import org.granary.console.format.FileConverter;
import org.granary.engine.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCommandsTest {
    private final Engine engine = Engine.create();
    private final FileCommands commands = new FileCommands(engine);
    private final FileConverter words = new FileConverter();

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("m.wat"), text).toString();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aModuleIsLookedAtInEachWay() throws Exception {
        String file = file("(module $m (func (export \"f\") (@metadata.code.branch_hint \"\\00\") nop))");
        ValidView valid = commands.validate(file);
        assertEquals(file + ": valid", words.format(valid, Converter.LINE, null));
        String whole = words.format(valid, Converter.INSPECT, null).toString();
        assertTrue(whole.lines().skip(1).findFirst().orElseThrow().startsWith("warning: invalid target"), whole);
        assertTrue(commands.print(file).contains("(export \"f\" (func 0))"), commands.print(file));
        OutlineView outline = commands.objdump(file);
        assertTrue(words.format(outline, Converter.INSPECT, null).toString().contains("exports: 1"), "no exports");
        assertTrue(words.format(outline, Converter.PART, null).toString().startsWith("module m, "), "no name");
    }

    @Test
    void whatIsWrongIsSaidWithTheFile() throws Exception {
        String file = file("(func (result i32))");
        String refused = assertThrows(CallFailedException.class, () -> commands.validate(file)).getMessage();
        assertTrue(refused.startsWith(file + ": type mismatch"), refused);
        String missing = assertThrows(CallFailedException.class, () -> commands.objdump(file + "x")).getMessage();
        assertEquals(file + "x: cannot be read: no such file or directory", missing);
        String usage = assertThrows(UsageException.class, commands::print).getMessage();
        assertEquals("wasm:print: expected 1 argument, found none" + System.lineSeparator() + "usage: wasm:print FILE", usage);
    }
}
