package org.granary.text.script;

import org.granary.text.Wat;
import org.granary.text.encode.ModuleEncoder;
import org.granary.text.lex.Tokens;
import org.granary.text.syntax.Cursor;
import org.granary.text.syntax.Id;
import org.granary.text.syntax.ModuleParser;

/** A module in a script. It is read when its command runs, so that a broken one is that command's failure. Immutable. */
sealed interface ModuleForm {
    /**
     * The module's bytes.
     *
     * @throws org.granary.engine.MalformedException   when its text cannot be read
     * @throws org.granary.engine.UnsupportedException when its text uses a proposal that is not built
     */
    byte[] bytes();

    /**
     * Written out in the script.
     *
     * @param tokens the script
     * @param id     its name, or null
     * @param from   the token of its first field
     */
    record Text(Tokens tokens, Id id, int from) implements ModuleForm {
        @Override
        public byte[] bytes() {
            return ModuleEncoder.encode(ModuleParser.fields(new Cursor(tokens, from), id)).binary();
        }
    }

    /**
     * Given as bytes.
     *
     * @param content the bytes
     */
    record Binary(byte[] content) implements ModuleForm {
        @Override
        public byte[] bytes() {
            return content;
        }
    }

    /**
     * Given as a text in strings, which need not even be UTF-8.
     *
     * @param content the text
     */
    record Quote(byte[] content) implements ModuleForm {
        @Override
        public byte[] bytes() {
            return Wat.toBinary(content);
        }
    }
}
