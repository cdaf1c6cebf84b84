package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.granary.engine.MalformedException;
import org.granary.store.I31Ref;
import org.junit.jupiter.api.Test;

class ScriptParserTest {
    private static List<Command> parse(String text) {
        return ScriptParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Command one(String text) {
        List<Command> commands = parse(text);
        assertEquals(1, commands.size());
        return commands.get(0);
    }

    @Test
    void modulesOfEveryForm() {
        assertTrue(assertInstanceOf(Command.Module.class, one("(module definition $m (func))")).definition());
        Command.Module binary = assertInstanceOf(Command.Module.class, one("(module $b binary \"\\00\" \"\\ff\")"));
        assertEquals("b", binary.name());
        assertArrayEquals(new byte[] {0, -1}, binary.form().bytes());
        assertEquals(10, assertInstanceOf(Command.Module.class, one("(module quote \"(start\" \" 0)\")")).form().bytes().length - 1);
        assertEquals(new Command.NewInstance(1, "i", "m"), one("(module instance $i $m)"));
        assertEquals(new Command.NewInstance(1, null, null), one("(module instance)"));
    }

    @Test
    void bareFieldsAreOneModule() {
        Command.Module module = assertInstanceOf(Command.Module.class, one("(func) (memory 0)"));
        assertTrue(module.form().bytes().length > 8);
    }

    @Test
    void aBrokenModuleIsItsCommandsFailure() {
        Command.Module module = assertInstanceOf(Command.Module.class, parse("(module (foo)) (invoke \"f\")").get(0));
        assertThrows(MalformedException.class, () -> module.form().bytes());
    }

    @Test
    void actionsAndLines() {
        List<Command> commands =
                parse("\n(invoke $i \"f\" (i32.const -1)\n (ref.null extern) (ref.extern 3))\n(get \"g\") (register \"r\" $i)");
        assertEquals(new Command.Invoke(2, "i", "f", List.of(new Argument.Number(-1), new Argument.Null(), new Argument.Extern(3))),
                commands.get(0));
        assertEquals(new Command.Get(4, null, "g"), commands.get(1));
        assertEquals(new Command.Register(4, "r", "i"), commands.get(2));
    }

    @Test
    void assertions() {
        Command.AssertReturn returns = assertInstanceOf(Command.AssertReturn.class,
                one("(assert_return (invoke \"f\") (f32.const nan:canonical) (f64.const nan:arithmetic) (either (i64.const 1) (i64.const "
                        + "2)) (ref.func) (ref.extern) (ref.null))"));
        assertEquals(one("(assert_return (invoke \"f\") (ref.func))"), one("(assert_return (invoke \"f\") (ref.func 7))"));
        assertEquals(List.of(new Expected.Nan(false, true), new Expected.Nan(true, false),
                new Expected.Either(List.of(new Expected.Number(1L), new Expected.Number(2L))), new Expected.Function(),
                        new Expected.Extern(null), new Expected.Null()), returns.expected());
        assertEquals(Command.Ending.TRAP, assertInstanceOf(Command.AssertEnds.class, one("(assert_trap (invoke \"f\") \"unreachable\")"))
                .ending());
        assertEquals(Command.Refused.TRAP, assertInstanceOf(Command.AssertRefused.class, one("(assert_trap (module) \"unreachable\")"))
                .refused());
        assertEquals("bad", assertInstanceOf(Command.AssertRefused.class, one("(assert_unlinkable (module) \"bad\")")).phrase());
        assertEquals(Command.Ending.EXCEPTION, assertInstanceOf(Command.AssertEnds.class, one("(assert_exception (invoke \"f\"))"))
                .ending());
    }

    @Test
    void threads() {
        assertEquals(new Command.InThread(1, "t", List.of("m", "n"),
                List.of(new Command.Invoke(1, null, "f", List.of()), new Command.Await(1, "u"))),
                one("(thread $t (shared (module $m)) (shared (module $n)) (invoke \"f\") (wait $u))"));
        assertEquals(new Command.Await(1, "t"), one("(wait $t)"));
    }

    @Test
    void whatBelongsToOtherProposalsIsNamed() {
        assertEquals(new Command.Unbuilt(1, "stack switching"), one("(assert_suspension (invoke \"f\") \"unhandled\")"));
    }

    @Test
    void referencesOfTheCollectedHeap() {
        Command.AssertReturn returns = assertInstanceOf(Command.AssertReturn.class,
                one("(assert_return (invoke \"f\" (ref.null any) (ref.host 1)) (ref.null none) (ref.host 2) (ref.eq) (ref.i31))"));
        assertEquals(List.of(new Argument.Null(), new Argument.Extern(1)), ((Command.Invoke) returns.action()).arguments());
        assertEquals(List.of(new Expected.Null(), new Expected.Extern(2)), returns.expected().subList(0, 2));
        assertTrue(returns.expected().get(2).matches(I31Ref.of(1)));
        assertTrue(returns.expected().get(3).matches(I31Ref.of(1)));
        assertFalse(returns.expected().get(3).matches(1));
    }

    @Test
    void brokenScriptsAreRefusedWithTheirPlace() {
        MalformedException e = assertThrows(MalformedException.class, () -> parse("(module)\n(assert_returns)"));
        assertEquals(2, e.refusal().place().orElseThrow().line());
        assertThrows(MalformedException.class, () -> parse("(assert_return (invoke \"f\") (either (either)))"));
        assertThrows(MalformedException.class, () -> parse("(module"));
    }

    @Test
    void resultsAreComparedByTheirBits() {
        assertTrue(new Expected.Number(0.0f).matches(0.0f));
        assertFalse(new Expected.Number(0.0f).matches(-0.0f));
        assertFalse(new Expected.Number(1).matches(1L));
        assertTrue(new Expected.Number(Double.longBitsToDouble(0x7ff8_0000_0000_0001L))
                .matches(Double.longBitsToDouble(0x7ff8_0000_0000_0001L)));
        assertFalse(new Expected.Number(Double.NaN).matches(Double.longBitsToDouble(0x7ff8_0000_0000_0001L)));
        assertTrue(new Expected.Nan(false, true).matches(Float.intBitsToFloat(0xffc0_0000)));
        assertFalse(new Expected.Nan(false, true).matches(Float.intBitsToFloat(0x7fc0_0001)));
        assertTrue(new Expected.Nan(false, false).matches(Float.intBitsToFloat(0x7fc0_0001)));
        assertFalse(new Expected.Nan(true, false).matches(Double.longBitsToDouble(0x7ff0_0000_0000_0001L)));
        assertFalse(new Expected.Nan(true, false).matches(1.0));
        assertFalse(new Expected.Null().matches(1));
    }

    @Test
    void phrasesMaySayMore() {
        assertTrue(Phrases.agree("uninitialized element 2", "uninitialized element"));
        assertTrue(Phrases.agree("alignment", "alignment must be a power of two"));
        assertTrue(Phrases.agree("undefined element", "out of bounds table access"));
        assertFalse(Phrases.agree("type mismatch", "unknown local"));
    }
}
