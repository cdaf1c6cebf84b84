package org.granary.text;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.granary.engine.TextFormat;
import org.granary.engine.TextPlace;
import org.granary.engine.WasmModule;
import org.granary.text.encode.Encoded;
import org.granary.text.encode.ModuleEncoder;
import org.granary.text.lex.Lexer;
import org.granary.text.lex.Source;
import org.granary.text.lex.TokenKind;
import org.granary.text.lex.Tokens;
import org.granary.text.print.ModulePrinter;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.ModuleParser;

/**
 * The text format of WebAssembly. Thread-safe.
 *
 * <p>Source: WebAssembly core specification, chapter 6.
 */
public final class Wat {
    private Wat() {
    }

    /**
     * Assembles a module: {@code (module …)}, or its fields alone. {@code (module binary "…")} gives the bytes in the strings as they are,
     * {@code (module quote "…")} reads the text in them. Names of all kinds go into a {@code name} section, annotations {@code (@custom …)}
     * and {@code (@metadata.code.… …)} into sections of their own. The result is decoded by nobody here: what breaks a rule of validation
     * is found by the engine.
     *
     * @param text the text as UTF-8, never null
     * @return the binary
     * @throws org.granary.engine.MalformedException   when the text cannot be read; its refusal has line and column, its message also the
     * line with a caret
     * @throws org.granary.engine.UnsupportedException when the text uses a proposal that is not built; found where the first such form
     * stands
     */
    public static byte[] toBinary(byte[] text) {
        return assemble(Objects.requireNonNull(text, "text")).binary();
    }

    /**
     * Assembles a module and keeps where its bytes come from; see {@link #toBinary}.
     *
     * @param text the text as UTF-8, never null
     * @return the binary, and for its offsets the places in the text; no place where the text gives the bytes themselves
     */
    static TextFormat.Assembled assemble(byte[] text) {
        Tokens tokens = Lexer.tokens(new Source(text));
        Cursor cursor = new Cursor(tokens, 0);
        if (cursor.acceptOpen("module")) {
            cursor.id();
            if (cursor.accept("binary")) {
                return new TextFormat.Assembled(strings(cursor), offset -> Optional.empty());
            }
            if (cursor.accept("quote")) {
                return assemble(strings(cursor));
            }
        }
        Encoded encoded = ModuleEncoder.encode(ModuleParser.parse(tokens));
        return new TextFormat.Assembled(encoded.binary(), offset -> place(tokens, encoded.origins().token(offset)));
    }

    private static Optional<TextPlace> place(Tokens tokens, OptionalInt token) {
        return token.isPresent() ? Optional.of(tokens.source().place(tokens.start(token.getAsInt()))) : Optional.empty();
    }

    /**
     * Prints a module: folded into nothing, an instruction in each line, with the names of its {@code name} section. A name that is not
     * unique gets its index added and an annotation {@code (@name "…")}; other custom sections become {@code (@custom …)}, code metadata
     * such as branch hints {@code (@metadata.code.… "…")}. Given to {@link #toBinary}, the text gives a module of the same meaning: of what
     * a binary can write in several ways the text keeps one.
     *
     * @param binary the module, which need not be valid
     * @return the text, ending with a line end
     * @throws org.granary.engine.MalformedException   when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it uses a proposal that is not built
     * @throws org.granary.engine.LimitException       when it is larger than an engine takes
     */
    public static String print(byte[] binary) {
        return ModulePrinter.print(Objects.requireNonNull(binary, "binary"), ModulePrinter.Offsets.HIDDEN);
    }

    /**
     * Prints a compiled module; see {@link #print(byte[])}.
     *
     * @param module the module
     * @return the text, ending with a line end
     */
    public static String print(WasmModule module) {
        return print(module.binary());
    }

    /**
     * Prints a module with the offset of each instruction in front of it, as a comment.
     *
     * @param binary the module, which need not be valid
     * @return the text, ending with a line end; throws what {@link #print(byte[])} throws
     */
    public static String printWithOffsets(byte[] binary) {
        return ModulePrinter.print(binary, ModulePrinter.Offsets.SHOWN);
    }

    /**
     * Prints a module in pieces, as they come: the text of a large module has hundreds of megabytes. See {@link #print(byte[])} and
     * {@link #printWithOffsets}.
     *
     * @param binary      the module, which need not be valid
     * @param withOffsets whether the offset of each instruction stands in front of it
     * @param sink        takes the pieces in order; one is good until it returns, and what it throws ends the printing
     * @throws org.granary.engine.MalformedException   when it cannot be decoded; of a large module, a part may have been passed on then
     * @throws org.granary.engine.UnsupportedException when it uses a proposal that is not built
     * @throws org.granary.engine.LimitException       when it is larger than an engine takes
     */
    public static void print(byte[] binary, boolean withOffsets, Consumer<? super CharSequence> sink) {
        Objects.requireNonNull(sink, "sink");
        ModulePrinter.print(binary, withOffsets ? ModulePrinter.Offsets.SHOWN : ModulePrinter.Offsets.HIDDEN, sink);
    }

    private static byte[] strings(Cursor cursor) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (cursor.kind() == TokenKind.STRING) {
            content.writeBytes(cursor.string());
        }
        cursor.expectClose();
        if (cursor.kind() != TokenKind.END) {
            throw cursor.unexpected("the end");
        }
        return content.toByteArray();
    }
}
