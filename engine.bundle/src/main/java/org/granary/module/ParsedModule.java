package org.granary.module;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * A module as its bytes say it, decoded and not validated. Types name each other by index. Immutable by agreement: the byte arrays are not
 * copied and not changed.
 *
 * <p>Source: WebAssembly core specification, section 2.5 (modules).
 *
 * @param binary    the whole binary
 * @param types     the recursive groups of the type section, in order
 * @param imports   the imports, in order
 * @param functions the own functions without their bodies
 * @param tables    the own tables
 * @param memories  the own memories
 * @param tags      the own tags
 * @param globals   the own globals
 * @param exports   the exports, in order
 * @param start     the start function
 * @param elements  the element segments
 * @param dataCount the announced number of data segments
 * @param data      the data segments
 * @param bodies    the bodies of the own functions
 * @param customs   the custom sections, in order
 * @param names     what the name section says
 */
public record ParsedModule(Binary binary, List<List<TypeDef>> types, List<Import> imports, FuncDefs functions, List<TableDef> tables,
        List<MemoryDef> memories, List<TagDef> tags, List<GlobalDef> globals, List<Export> exports, Optional<Start> start,
        List<ElementSegment> elements, OptionalInt dataCount, List<DataSegment> data, Bodies bodies, List<CustomSection> customs,
                Names names) {

    /**
     * All bytes of the binary; see {@link Binary#whole}, which may have to put them together.
     *
     * @return the bytes, not to be changed
     */
    public byte[] bytes() {
        return binary.whole();
    }

    /**
     * A definition of a type.
     *
     * @param type   what it says; types by index
     * @param offset where it stands in the binary
     */
    public record TypeDef(SubType type, int offset) {
    }

    /**
     * A constant expression where it stands in the binary, {@code end} included.
     *
     * @param from the offset of its first byte
     * @param to   the offset after its {@code end}
     */
    public record Expression(int from, int to) {
    }

    /**
     * What an import asks for. For functions {@code type} is the type index, for tags likewise.
     *
     * @param module the module name
     * @param name   the item name
     * @param desc   the kind and type
     * @param offset where it stands
     */
    public record Import(String module, String name, ImportDesc desc, int offset) {
    }

    /** The kind and type of an import. */
    public sealed interface ImportDesc permits FuncImport, TableImport, MemoryImport, GlobalImport, TagImport {
    }

    /**
     * An imported function.
     *
     * @param type the type's index
     */
    public record FuncImport(int type) implements ImportDesc {
    }

    /**
     * An imported tag.
     *
     * @param type the index of the function type whose parameters its exceptions carry
     */
    public record TagImport(int type) implements ImportDesc {
    }

    /**
     * A tag.
     *
     * @param type   the index of the function type whose parameters its exceptions carry
     * @param offset where it stands
     */
    public record TagDef(int type, int offset) {
    }

    /**
     * An imported table.
     *
     * @param type its type
     */
    public record TableImport(TableType type) implements ImportDesc {
    }

    /**
     * An imported memory.
     *
     * @param type its type
     */
    public record MemoryImport(MemoryType type) implements ImportDesc {
    }

    /**
     * An imported global.
     *
     * @param type its type
     */
    public record GlobalImport(GlobalType type) implements ImportDesc {
    }

    /**
     * An own function; its body is of the same number in {@link ParsedModule#bodies}.
     *
     * @param type   the type's index
     * @param offset where it stands
     */
    public record FuncDef(int type, int offset) {
    }

    /**
     * The start function.
     *
     * @param function its index
     * @param offset   where it stands
     */
    public record Start(int function, int offset) {
    }

    /**
     * An own table.
     *
     * @param type   its type
     * @param init   the value of its elements, or null for null references
     * @param offset where it stands
     */
    public record TableDef(TableType type, Expression init, int offset) {
    }

    /**
     * An own memory.
     *
     * @param type   its type
     * @param offset where it stands
     */
    public record MemoryDef(MemoryType type, int offset) {
    }

    /**
     * An own global.
     *
     * @param type   its type
     * @param init   its first value
     * @param offset where it stands
     */
    public record GlobalDef(GlobalType type, Expression init, int offset) {
    }

    /**
     * An export.
     *
     * @param name   its name
     * @param kind   the binary code of its kind, 0 to 4
     * @param index  the index in that kind's space
     * @param offset where it stands
     */
    public record Export(String name, int kind, int index, int offset) {
    }

    /** When a segment is used. */
    public enum Mode {
        /** At instantiation, then dropped. */
        ACTIVE,
        /** By instructions. */
        PASSIVE,
        /** Never; it declares functions for {@code ref.func}. */
        DECLARATIVE
    }

    /**
     * An element segment. Either functions or expressions give its content.
     *
     * @param mode        when it is used
     * @param table       the table of an active one
     * @param at          the place in the table of an active one, else null
     * @param type        the type of the elements
     * @param functions   function indices, or null
     * @param expressions constant expressions, or null
     * @param offset      where it stands
     */
    public record ElementSegment(Mode mode, int table, Expression at, RefType type, int[] functions, List<Expression> expressions,
            int offset) {
        /**
         * The number of elements.
         *
         * @return the length of the list that is there
         */
        public int size() {
            return functions != null ? functions.length : expressions.size();
        }
    }

    /**
     * A data segment.
     *
     * @param mode   active or passive
     * @param memory the memory of an active one
     * @param at     the place in the memory of an active one, else null
     * @param from   the offset of its first byte in the binary
     * @param length its length in bytes
     * @param offset where it stands
     */
    public record DataSegment(Mode mode, int memory, Expression at, int from, int length, int offset) {
    }

    /**
     * A function body.
     *
     * @param start  the offset of the body's first byte (its locals); instruction offsets count from here
     * @param code   the offset of its first instruction
     * @param end    the offset after its last
     * @param locals the declared locals in groups
     */
    public record Body(int start, int code, int end, List<LocalGroup> locals) {
    }

    /**
     * Declared locals of one type.
     *
     * @param count how many, unsigned
     * @param type  their type
     */
    public record LocalGroup(int count, ValType type) {
    }

    /**
     * A custom section.
     *
     * @param name its name
     * @param from the offset of its first byte after the name
     * @param to   the offset after its last byte
     */
    public record CustomSection(String name, int from, int to) {
    }
}
