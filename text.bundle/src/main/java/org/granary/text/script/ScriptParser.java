package org.granary.text.script;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.granary.text.lex.Lexer;
import org.granary.text.lex.Source;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.Id;

/** Reads a script into commands. Confined to one thread. */
final class ScriptParser {
    private static final Set<String> FIELDS = Set.of("type", "rec", "import", "func", "table", "memory", "global", "tag", "export",
            "start", "elem", "data");

    private final Cursor cursor;
    private final ValueParser values;
    private final Lines lines;

    private ScriptParser(Tokens tokens, Lines lines) {
        this.lines = lines;
        cursor = new Cursor(tokens, 0);
        values = new ValueParser(cursor);
    }

    /**
     * Reads a whole script; bare module fields are a script of one module.
     *
     * @param script UTF-8
     * @return its commands in order
     * @throws org.granary.engine.MalformedException when it cannot be read
     */
    static List<Command> parse(byte[] script) {
        Tokens tokens = Lexer.tokens(new Source(script));
        ScriptParser parser = new ScriptParser(tokens, new Lines(script));
        if (tokens.kind(0) == TokenKind.LEFT && FIELDS.contains(tokens.text(1))) {
            return List.of(new Command.Module(1, null, new ModuleForm.Text(tokens, null, 0), false));
        }
        List<Command> commands = new ArrayList<>();
        while (parser.cursor.kind() != TokenKind.END) {
            commands.add(parser.command());
        }
        return commands;
    }

    private Command command() {
        int line = lines.of(cursor.tokens().start(cursor.position()));
        int from = cursor.position();
        cursor.expectOpen();
        String word = cursor.keyword("a command");
        Command command = switch (word) {
            case "module" -> module(line);
            case "register" -> register(line);
            case "invoke", "get" -> action(line, word);
            case "assert_return" -> new Command.AssertReturn(line, action(), values.expected());
            // two of the first scripts, before results had patterns
            case "assert_return_canonical_nan" -> new Command.AssertReturn(line, action(), List.of(nan(true)));
            case "assert_return_arithmetic_nan" -> new Command.AssertReturn(line, action(), List.of(nan(false)));
            case "assert_trap" -> assertTrap(line);
            case "assert_exhaustion" -> new Command.AssertEnds(line, action(), Command.Ending.EXHAUSTION, cursor.name());
            case "assert_exception" -> new Command.AssertEnds(line, action(), Command.Ending.EXCEPTION, "");
            case "assert_malformed" -> refused(line, Command.Refused.MALFORMED);
            case "assert_invalid" -> refused(line, Command.Refused.INVALID);
            case "assert_unlinkable" -> refused(line, Command.Refused.UNLINKABLE);
            case "assert_malformed_custom" -> refused(line, Command.Refused.MALFORMED_CUSTOM);
            case "assert_invalid_custom" -> refused(line, Command.Refused.INVALID_CUSTOM);
            case "assert_suspension" -> skipped(line, "stack switching");
            case "thread" -> thread(line);
            case "wait" -> new Command.Await(line, name());
            default -> throw new Cursor(cursor.tokens(), from + 1).unexpected("a command");
        };
        cursor.expectClose();
        return command;
    }

    /** A NaN of either width. */
    private static Expected nan(boolean canonical) {
        return new Expected.Either(List.of(new Expected.Nan(false, canonical), new Expected.Nan(true, canonical)));
    }

    private Command skipped(int line, String proposal) {
        cursor.skipToClose();
        return new Command.Unbuilt(line, proposal);
    }

    private Command thread(int line) {
        String thread = name();
        List<String> shared = new ArrayList<>();
        while (cursor.acceptOpen("shared")) {
            cursor.expectOpen("module");
            shared.add(name());
            cursor.expectClose();
            cursor.expectClose();
        }
        List<Command> commands = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            commands.add(command());
        }
        return new Command.InThread(line, thread, shared, commands);
    }

    private String name() {
        Id id = cursor.id();
        return id == null ? null : id.name();
    }

    private Command module(int line) {
        if (cursor.accept("instance")) {
            return new Command.NewInstance(line, name(), name());
        }
        boolean definition = cursor.accept("definition");
        Id id = cursor.id();
        return new Command.Module(line, id == null ? null : id.name(), form(id), definition);
    }

    private ModuleForm form() {
        cursor.expectOpen("module");
        cursor.accept("definition");
        ModuleForm form = form(cursor.id());
        cursor.expectClose();
        return form;
    }

    private ModuleForm form(Id id) {
        if (cursor.accept("binary")) {
            return new ModuleForm.Binary(strings());
        }
        if (cursor.accept("quote")) {
            return new ModuleForm.Quote(strings());
        }
        return new ModuleForm.Text(cursor.tokens(), id, cursor.skipToClose().from());
    }

    private byte[] strings() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (cursor.kind() == TokenKind.STRING) {
            content.writeBytes(cursor.string());
        }
        return content.toByteArray();
    }

    private Command register(int line) {
        return new Command.Register(line, cursor.name(), name());
    }

    private Command.Action action() {
        int line = lines.of(cursor.tokens().start(cursor.position()));
        cursor.expectOpen();
        Command.Action action = action(line, cursor.keyword("invoke or get"));
        cursor.expectClose();
        return action;
    }

    private Command.Action action(int line, String word) {
        if (!word.equals("invoke") && !word.equals("get")) {
            cursor.back();
            throw cursor.unexpected("invoke or get");
        }
        String instance = name();
        String export = cursor.name();
        return word.equals("get") ? new Command.Get(line, instance, export)
                : new Command.Invoke(line, instance, export, values.arguments());
    }

    private Command assertTrap(int line) {
        if (cursor.seesOpen("module")) {
            return refused(line, Command.Refused.TRAP);
        }
        return new Command.AssertEnds(line, action(), Command.Ending.TRAP, cursor.name());
    }

    private Command refused(int line, Command.Refused refused) {
        ModuleForm form = form();
        return new Command.AssertRefused(line, form, refused, cursor.name());
    }
}
