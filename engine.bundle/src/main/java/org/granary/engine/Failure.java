package org.granary.engine;

import static org.granary.engine.Failure.Category.INVALID;
import static org.granary.engine.Failure.Category.LIMIT;
import static org.granary.engine.Failure.Category.MALFORMED;
import static org.granary.engine.Failure.Category.UNLINKABLE;
import static org.granary.engine.Failure.Category.UNSUPPORTED;

/**
 * Why a module was refused: a constant for programs and tests, with the specification's own phrase. Immutable.
 *
 * <p>Source of the phrases: the official test scripts.
 */
public enum Failure {
    /** The first four bytes are not {@code \0asm}. */
    MAGIC_NOT_DETECTED(MALFORMED, "magic header not detected"),
    /** The version is not 1. */
    UNKNOWN_VERSION(MALFORMED, "unknown binary version"),
    /** The input ends in the middle of something. */
    UNEXPECTED_END(MALFORMED, "unexpected end"),
    /** A section or a function ends in the middle of something. */
    UNEXPECTED_END_OF_SECTION(MALFORMED, "unexpected end of section or function"),
    /** A length reaches past the end. */
    LENGTH_OUT_OF_BOUNDS(MALFORMED, "length out of bounds"),
    /** A section is longer or shorter than its content. */
    SECTION_SIZE_MISMATCH(MALFORMED, "section size mismatch"),
    /** A section stands where none or another may stand. */
    UNEXPECTED_CONTENT(MALFORMED, "unexpected content after last section"),
    /** There is no section of this id. */
    MALFORMED_SECTION_ID(MALFORMED, "malformed section id"),
    /** A number takes more bytes than its type allows. */
    INTEGER_TOO_LONG(MALFORMED, "integer representation too long"),
    /** A number has bits beyond its type. */
    INTEGER_TOO_LARGE(MALFORMED, "integer too large"),
    /** A name is not UTF-8. */
    MALFORMED_UTF8(MALFORMED, "malformed UTF-8 encoding"),
    /** An import or export is of no known kind. */
    MALFORMED_IMPORT_KIND(MALFORMED, "malformed import kind"),
    /** Limits begin with an unknown flag. */
    MALFORMED_LIMITS_FLAGS(MALFORMED, "malformed limits flags"),
    /** A page size is no power of two, or 64 bits cannot hold it. */
    MALFORMED_PAGE_SIZE(MALFORMED, "invalid custom page size"),
    /** A global's mutability is neither 0 nor 1. */
    MALFORMED_MUTABILITY(MALFORMED, "malformed mutability"),
    /** A reference type is of no known form. */
    MALFORMED_REFERENCE_TYPE(MALFORMED, "malformed reference type"),
    /** A value type, block type or type definition is of no known form. */
    MALFORMED_TYPE(MALFORMED, "malformed value type"),
    /** A segment begins with an unknown flag. */
    MALFORMED_SEGMENT(MALFORMED, "malformed segment kind"),
    /** A byte that stands for what is to come is not zero. */
    ZERO_BYTE(MALFORMED, "zero byte expected"),
    /** A memory instruction has unknown flags. */
    MALFORMED_MEMOP_FLAGS(MALFORMED, "malformed memop flags"),
    /** The code before a clause of {@code try_table} is none. */
    MALFORMED_CATCH(MALFORMED, "malformed catch clause"),
    /** The attribute of a tag is not 0. */
    MALFORMED_TAG(MALFORMED, "malformed tag attribute"),
    /** There is no instruction of this code. */
    MALFORMED_CAST_FLAGS(MALFORMED, "malformed br_on_cast flags"),
    /** No instruction has this code. */
    ILLEGAL_OPCODE(MALFORMED, "illegal opcode"),
    /** A body or expression does not end with {@code end}. */
    END_EXPECTED(MALFORMED, "END opcode expected"),
    /** A function has 2^32 locals or more. */
    TOO_MANY_LOCALS(MALFORMED, "too many locals"),
    /** There are more or fewer bodies than functions. */
    FUNCTION_CODE_MISMATCH(MALFORMED, "function and code section have inconsistent lengths"),
    /** There are more or fewer data segments than announced. */
    DATA_COUNT_MISMATCH(MALFORMED, "data count and data section have inconsistent lengths"),
    /** An instruction names a data segment, and the data count section is missing. */
    DATA_COUNT_REQUIRED(MALFORMED, "data count section required"),
    /** An annotated select has no type or several. */
    INVALID_RESULT_ARITY(INVALID, "invalid result arity"),
    /** A lane index is past the last lane. */
    INVALID_LANE_INDEX(INVALID, "invalid lane index"),
    /** Operands are of other types than asked for. */
    TYPE_MISMATCH(INVALID, "type mismatch"),
    /** An atomic access claims another than natural alignment. */
    ATOMIC_ALIGNMENT(INVALID, "atomic alignment must be natural"),
    /** A load or store claims more than natural alignment. */
    ALIGNMENT_TOO_LARGE(INVALID, "alignment must not be larger than natural"),
    /** A static offset is past 32 bits. */
    OFFSET_OUT_OF_RANGE(INVALID, "offset out of range"),
    /** There is no type of this index. */
    UNKNOWN_TYPE(INVALID, "unknown type"),
    /** There is no function of this index. */
    UNKNOWN_FUNCTION(INVALID, "unknown function"),
    /** There is no table of this index. */
    UNKNOWN_TABLE(INVALID, "unknown table"),
    /** There is no memory of this index. */
    UNKNOWN_MEMORY(INVALID, "unknown memory"),
    /** There is no global of this index, or none before this place. */
    UNKNOWN_GLOBAL(INVALID, "unknown global"),
    /** There is no tag of this index. */
    UNKNOWN_TAG(INVALID, "unknown tag"),
    /** There is no local of this index. */
    UNKNOWN_LOCAL(INVALID, "unknown local"),
    /** There is no label of this depth. */
    UNKNOWN_LABEL(INVALID, "unknown label"),
    /** There is no element segment of this index. */
    UNKNOWN_ELEM_SEGMENT(INVALID, "unknown elem segment"),
    /** There is no data segment of this index. */
    UNKNOWN_DATA_SEGMENT(INVALID, "unknown data segment"),
    /** An expression that must be constant is not. */
    CONSTANT_REQUIRED(INVALID, "constant expression required"),
    /** A global that never changes is set. */
    IMMUTABLE_GLOBAL(INVALID, "immutable global"),
    /** A field is set that may not be. */
    IMMUTABLE_FIELD(INVALID, "immutable field"),
    /** An element of an array is set that may not be. */
    IMMUTABLE_ARRAY(INVALID, "immutable array"),
    /** No field has the index. */
    UNKNOWN_FIELD(INVALID, "unknown field"),
    /** Bytes are to become elements that are references. */
    ARRAY_NOT_NUMERIC(INVALID, "array type is not numeric or vector"),
    /** Elements of one array do not fit another. */
    ARRAY_TYPES_DIFFER(INVALID, "array types do not match"),
    /** Two exports have one name. */
    DUPLICATE_EXPORT(INVALID, "duplicate export name"),
    /** A memory may be at most 65,536 pages. */
    MEMORY_SIZE(INVALID, "memory size must be at most 65536 pages (4GiB)"),
    /** The pages of a memory may have 1 byte or 65,536. */
    PAGE_SIZE(INVALID, "invalid custom page size"),
    /** A table's size does not fit its index type. */
    TABLE_SIZE(INVALID, "table size must be at most 2^32-1"),
    /** A lower limit is above the upper. */
    SIZE_MINIMUM(INVALID, "size minimum must not be greater than maximum"),
    /** A shared memory has no upper limit. */
    SHARED_WITHOUT_MAXIMUM(INVALID, "shared memory must have maximum"),
    /** The start function takes parameters or gives results. */
    START_FUNCTION(INVALID, "start function"),
    /** {@code ref.func} names a function that nothing outside bodies declares. */
    UNDECLARED_FUNCTION(INVALID, "undeclared function reference"),
    /** A type is declared as a subtype of one that it does not match. */
    SUB_TYPE(INVALID, "sub type"),
    /** A local without default value is read before it is set. */
    UNINITIALIZED_LOCAL(INVALID, "uninitialized local"),
    /** A tag's type has results. */
    TAG_RESULT(INVALID, "non-empty tag result type"),
    /** {@code rethrow} names a block that is no handler. */
    RETHROW_LABEL(INVALID, "invalid rethrow label"),
    /** Nothing is offered under the names of an import. */
    UNKNOWN_IMPORT(UNLINKABLE, "unknown import"),
    /** What is offered is of another type. */
    INCOMPATIBLE_IMPORT(UNLINKABLE, "incompatible import type"),
    /** A token stands where the text format has another. */
    UNEXPECTED_TOKEN(MALFORMED, "unexpected token"),
    /** A word or number that the text format does not know. */
    UNKNOWN_OPERATOR(MALFORMED, "unknown operator"),
    /** A vector is written with more or fewer numbers than its shape has lanes. */
    LANE_LITERALS(MALFORMED, "wrong number of lane literals"),
    /** Sixteen lanes are needed, and there are more or fewer. */
    LANE_LENGTH(MALFORMED, "invalid lane length"),
    /** A character that may not stand in a text outside comments. */
    ILLEGAL_CHARACTER(MALFORMED, "illegal character"),
    /** A text ends inside a string. */
    UNCLOSED_STRING(MALFORMED, "unclosed string"),
    /** A text ends inside a block comment. */
    UNCLOSED_COMMENT(MALFORMED, "unclosed comment"),
    /** A text ends inside an annotation. */
    UNCLOSED_ANNOTATION(MALFORMED, "unclosed annotation"),
    /** An annotation has no name. */
    EMPTY_ANNOTATION(MALFORMED, "empty annotation id"),
    /** An identifier has no character after its {@code $}. */
    EMPTY_IDENTIFIER(MALFORMED, "empty identifier"),
    /** Nothing in reach has this identifier. */
    UNKNOWN_IDENTIFIER(MALFORMED, "unknown identifier"),
    /** Two types have one identifier. */
    DUPLICATE_TYPE(MALFORMED, "duplicate type"),
    /** Two fields of a structure have one name. */
    DUPLICATE_FIELD(MALFORMED, "duplicate field"),
    /** Two functions have one identifier. */
    DUPLICATE_FUNC(MALFORMED, "duplicate func"),
    /** Two tables have one identifier. */
    DUPLICATE_TABLE(MALFORMED, "duplicate table"),
    /** Two memories have one identifier. */
    DUPLICATE_MEMORY(MALFORMED, "duplicate memory"),
    /** Two globals have one identifier. */
    DUPLICATE_GLOBAL(MALFORMED, "duplicate global"),
    /** Two tags of one name. */
    DUPLICATE_TAG(MALFORMED, "duplicate tag"),
    /** Two element segments have one identifier. */
    DUPLICATE_ELEM(MALFORMED, "duplicate elem"),
    /** Two data segments have one identifier. */
    DUPLICATE_DATA(MALFORMED, "duplicate data"),
    /** Two parameters or locals have one identifier. */
    DUPLICATE_LOCAL(MALFORMED, "duplicate local"),
    /** An import stands after the definition of a function. */
    IMPORT_AFTER_FUNCTION(MALFORMED, "import after function"),
    /** An import stands after the definition of a table. */
    IMPORT_AFTER_TABLE(MALFORMED, "import after table"),
    /** An import stands after the definition of a memory. */
    IMPORT_AFTER_MEMORY(MALFORMED, "import after memory"),
    /** An import stands after the definition of a global. */
    IMPORT_AFTER_GLOBAL(MALFORMED, "import after global"),
    /** An import stands behind a tag. */
    IMPORT_AFTER_TAG(MALFORMED, "import after tag"),
    /** A number in a text does not fit its type. */
    CONSTANT_OUT_OF_RANGE(MALFORMED, "constant out of range"),
    /** The alignment in a text is not a power of two. */
    ALIGNMENT_POWER(MALFORMED, "alignment must be a power of two"),
    /** Parameters and results beside a named type are not that type's. */
    INLINE_FUNCTION_TYPE(MALFORMED, "inline function type"),
    /** A name stands where several things would have it. */
    IDENTIFIER_NOT_ALLOWED(MALFORMED, "identifier not allowed"),
    /** The identifier after {@code end} or {@code else} is not the block's. */
    MISMATCHING_LABEL(MALFORMED, "mismatching label"),
    /** A text has two start functions. */
    MULTIPLE_STARTS(MALFORMED, "multiple start sections"),
    /** An annotation for a custom section does not begin with its name. */
    MISSING_SECTION_NAME(MALFORMED, "missing section name"),
    /** An annotation for a custom section has a placement that is neither before nor after something. */
    MALFORMED_PLACEMENT(MALFORMED, "malformed placement"),
    /** An annotation for a custom section is placed beside a section that there is not. */
    MALFORMED_SECTION_KIND(MALFORMED, "malformed section kind"),
    /** An annotation stands where it means nothing. */
    MISPLACED_ANNOTATION(MALFORMED, "misplaced annotation"),
    /** Two annotations name one thing. */
    MULTIPLE_NAMES(MALFORMED, "multiple names"),
    /** Two annotations of one kind stand before one instruction. */
    DUPLICATE_ANNOTATION(MALFORMED, "duplicate annotation"),
    /** An annotation for instructions stands outside of functions. */
    ANNOTATION_OUTSIDE(MALFORMED, "not in a function"),
    /** A section of names is not one; told, never a reason to refuse the module. */
    MALFORMED_NAME_SECTION(MALFORMED, "malformed name section"),
    /** A section of branch hints is not one; told, never a reason to refuse the module. */
    MALFORMED_BRANCH_HINTS(MALFORMED, "malformed branch hints"),
    /** A branch hint is about something that does not branch; told, never a reason to refuse the module. */
    INVALID_HINT_TARGET(INVALID, "invalid target"),
    /** A proposal is switched off or not built. */
    NOT_SUPPORTED(UNSUPPORTED, "unsupported"),
    /** Something is larger than the engine takes. */
    TOO_LARGE(LIMIT, "implementation limit");

    /** When a failure is found. */
    public enum Category {
        /** While decoding. */
        MALFORMED,
        /** While validating. */
        INVALID,
        /** While linking. */
        UNLINKABLE,
        /** Where a proposal is missing. */
        UNSUPPORTED,
        /** Where a limit is passed. */
        LIMIT
    }

    private final Category category;
    private final String phrase;

    Failure(Category category, String phrase) {
        this.category = category;
        this.phrase = phrase;
    }

    /**
     * When it is found.
     *
     * @return never null
     */
    public Category category() {
        return category;
    }

    /**
     * The specification's phrase.
     *
     * @return a short phrase
     */
    public String phrase() {
        return phrase;
    }
}
