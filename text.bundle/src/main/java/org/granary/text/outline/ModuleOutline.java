package org.granary.text.outline;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.granary.engine.Proposal;

/**
 * What a module consists of. Immutable.
 *
 * @param bytes     the size of the binary
 * @param name      the module's name from its {@code name} section, or empty
 * @param sections  all sections in the order of the binary
 * @param types     the defined types in the text format, by index
 * @param imports   what is imported, in order
 * @param exports   what is exported, in order
 * @param tables    the types of all tables, imported ones first
 * @param memories  the types of all memories, imported ones first
 * @param globals   the types of all globals, imported ones first
 * @param start     the index of the start function, or empty
 * @param functions the module's own functions, by index
 * @param proposals what the module uses beyond the first version of the language
 */
public record ModuleOutline(long bytes, Optional<String> name, List<Section> sections, List<String> types, List<Link> imports,
        List<Link> exports, List<String> tables, List<String> memories, List<String> globals, OptionalInt start, List<Function> functions,
        Set<Proposal> proposals) {
    /**
     * Reads a module; text becomes binary by {@link org.granary.text.Wat#toBinary} first.
     *
     * @param binary the module, which need not be valid
     * @return what it consists of
     * @throws org.granary.engine.MalformedException   when it cannot be decoded
     * @throws org.granary.engine.UnsupportedException when it uses a proposal that is not built
     * @throws org.granary.engine.LimitException       when it is larger than an engine takes
     */
    public static ModuleOutline of(byte[] binary) {
        return new OutlineReader(binary).read();
    }

    /**
     * A section. Immutable.
     *
     * @param name    the word for it, such as {@code type}; of a custom section {@code custom} and its name in quotes
     * @param offset  where its content starts, bytes from the start of the binary
     * @param bytes   the size of its content
     * @param entries how many entries it has, or empty for sections that are no vector
     */
    public record Section(String name, long offset, long bytes, OptionalInt entries) {
    }

    /**
     * An import or an export. Immutable.
     *
     * @param name  the export's name; of an import both names with a point between them
     * @param kind  {@code func}, {@code table}, {@code memory}, {@code global} or {@code tag}
     * @param index its index among those of its kind
     * @param type  its type in the text format, empty where an invalid module has none
     */
    public record Link(String name, String kind, int index, String type) {
    }

    /**
     * A function of the module's own. Immutable.
     *
     * @param index        its index, imported functions counted
     * @param name         its name from the {@code name} section, or empty
     * @param bytes        the size of its body: locals and instructions
     * @param locals       how many locals it has besides its parameters
     * @param instructions how many instructions it has
     */
    public record Function(int index, Optional<String> name, int bytes, int locals, int instructions) {
    }
}
