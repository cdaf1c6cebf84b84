package org.granary.validate;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.Proposal;
import org.granary.engine.ValidationException;
import org.granary.module.FuncDefs;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Export;
import org.granary.module.ParsedModule.Expression;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.GlobalDef;
import org.granary.module.ParsedModule.GlobalImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.MemoryDef;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.Mode;
import org.granary.module.ParsedModule.Start;
import org.granary.module.ParsedModule.TableDef;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagDef;
import org.granary.module.ParsedModule.TagImport;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.Features;
import org.granary.type.DefType;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;

/**
 * Validates modules. Confined to one thread; one object for one module.
 *
 * <p>Source: WebAssembly core specification, sections 3.5 (modules) and 3.2 (types).
 */
public final class ModuleValidator {
    /** Functions in a call: the JVM compiles what is called often, and a loop that runs once for each module only after a dozen of them. */
    private static final int FEW = 32;
    private static final long MAX_PAGES_32 = 1L << 16;
    private static final long MAX_PAGES_64 = 1L << 48;

    private final ParsedModule parsed;
    private final Features features;
    private final Spaces spaces = new Spaces();
    private final Place place = new Place(-1);

    private ModuleValidator(ParsedModule parsed, Features features) {
        this.parsed = parsed;
        this.features = features;
    }

    /**
     * Validates a module whole, bodies included.
     *
     * @param parsed the decoded module
     * @param config the settings of the engine
     * @param canon  the engine's types, which the module's types become part of
     * @return the same module with its types resolved
     * @throws ValidationException when it breaks a rule
     * @throws org.granary.engine.MalformedException   when a body cannot be decoded
     * @throws org.granary.engine.UnsupportedException when a body needs a proposal that is off or not built
     */
    public static ValidModule validate(ParsedModule parsed, EngineConfig config, TypeCanon canon) {
        ModuleValidator validator = new ModuleValidator(parsed, Features.of(config));
        validator.outside(canon);
        return validator.bodies();
    }

    /**
     * Validates everything but the bodies of functions, of which it is known that they keep the rules, or that nothing depends on it: each
     * one is looked at again by whoever compiles it.
     *
     * @param parsed the decoded module
     * @param config the settings of the engine
     * @param canon  the engine's types, which the module's types become part of
     * @param facts  what an earlier validation has found in the bodies
     * @return the same module with its types resolved
     * @throws ValidationException when it breaks a rule outside its bodies
     */
    public static ValidModule outside(ParsedModule parsed, EngineConfig config, TypeCanon canon, BodyFacts facts) {
        ModuleValidator validator = new ModuleValidator(parsed, Features.of(config));
        validator.outside(canon);
        return new ValidModule(parsed, validator.spaces, validator.features, facts);
    }

    private void outside(TypeCanon canon) {
        types(canon);
        imports();
        definitions();
        exports();
        start();
        elements();
        data();
    }

    private void types(TypeCanon canon) {
        for (List<TypeDef> group : parsed.types()) {
            spaces.define(group, canon, features, place);
        }
    }

    private void imports() {
        for (Import entry : parsed.imports()) {
            place.at(entry.offset());
            if (entry.desc() instanceof FuncImport func) {
                spaces.functions.add(spaces.function(func.type(), place));
                spaces.importedFunctions++;
            } else if (entry.desc() instanceof TableImport table) {
                table(table.type());
                spaces.importedTables++;
            } else if (entry.desc() instanceof MemoryImport memory) {
                memory(memory.type());
                spaces.importedMemories++;
            } else if (entry.desc() instanceof GlobalImport global) {
                spaces.globals.add(spaces.resolve(global.type(), place));
                spaces.importedGlobals++;
            } else if (entry.desc() instanceof TagImport tag) {
                tag(tag.type());
                spaces.importedTags++;
            }
        }
    }

    private void definitions() {
        DefType[] known = spaces.functionTypes();
        int count = parsed.functions().size();
        spaces.functions.ensureCapacity(spaces.functions.size() + count);
        for (int i = 0; i < count; i += FEW) {
            functions(parsed.functions(), known, i, Math.min(count, i + FEW));
        }
        for (TableDef table : parsed.tables()) {
            place.at(table.offset());
            tableValue(table(table.type()), table.init());
        }
        for (MemoryDef memory : parsed.memories()) {
            place.at(memory.offset());
            memory(memory.type());
        }
        for (TagDef tag : parsed.tags()) {
            place.at(tag.offset());
            tag(tag.type());
        }
        for (GlobalDef global : parsed.globals()) {
            place.at(global.offset());
            GlobalType type = spaces.resolve(global.type(), place);
            constant(global.init(), type.content());
            spaces.globals.add(type);
        }
        spaces.announcedData = parsed.dataCount().orElse(-1);
    }

    private void functions(FuncDefs functions, DefType[] known, int from, int to) {
        for (int i = from; i < to; i++) {
            int index = functions.type(i);
            DefType type = index >= 0 && index < known.length ? known[index] : null;
            if (type == null) {
                place.at(functions.offset(i));
                type = spaces.function(index, place);
            }
            spaces.functions.add(type);
        }
    }

    private void tag(int typeIndex) {
        DefType type = spaces.function(typeIndex, place);
        if (!type.func().results().isEmpty()) {
            throw place.invalid(Failure.TAG_RESULT, "no results", type.func());
        }
        spaces.tags.add(type);
    }

    private TableType table(TableType written) {
        TableType type = spaces.resolve(written, place);
        long most = type.address() == NumType.I64 ? -1L : 0xffff_ffffL;
        limits(type.limits(), most, Failure.TABLE_SIZE);
        spaces.tables.add(type);
        return type;
    }

    private void tableValue(TableType type, Expression init) {
        if (init != null) {
            constant(init, type.element());
        } else if (!type.element().isDefaultable()) {
            throw place.invalid(Failure.TYPE_MISMATCH, "a table of nullable references, or a first value", type);
        }
    }

    private void memory(MemoryType type) {
        if (type.pageBits() != 0 && type.pageBits() != MemoryType.PAGE_BITS) {
            throw place.invalid(Failure.PAGE_SIZE, "pages of 1 or 65536 bytes", type);
        }
        limits(type.limits(), mostPages(type), Failure.MEMORY_SIZE);
        if (type.shared() && type.limits().max().isEmpty()) {
            throw place.invalid(Failure.SHARED_WITHOUT_MAXIMUM, "a maximum", type);
        }
        spaces.memories.add(type);
    }

    private static long mostPages(MemoryType type) {
        if (type.pageBits() == 0) {
            return type.address() == NumType.I64 ? -1L : 0xffff_ffffL;
        }
        return type.address() == NumType.I64 ? MAX_PAGES_64 : MAX_PAGES_32;
    }

    private void limits(Limits limits, long most, Failure tooLarge) {
        OptionalLong max = limits.max();
        long largest = max.orElse(limits.min());
        if (Long.compareUnsigned(limits.min(), most) > 0 || Long.compareUnsigned(largest, most) > 0) {
            throw place.invalid(tooLarge, "at most " + Long.toUnsignedString(most), limits);
        }
        if (Long.compareUnsigned(limits.min(), largest) > 0) {
            throw place.invalid(Failure.SIZE_MINIMUM, "a minimum of at most " + Long.toUnsignedString(largest),
                    Long.toUnsignedString(limits.min()));
        }
    }

    private void constant(Expression expression, ValType result) {
        ConstantValidator.validate(spaces, features, parsed.binary(), expression, result);
    }

    private void exports() {
        Set<String> names = new HashSet<>();
        for (Export export : parsed.exports()) {
            place.at(export.offset());
            if (!names.add(export.name())) {
                throw place.invalid(Failure.DUPLICATE_EXPORT, "each name once", '"' + export.name() + '"');
            }
            export(export);
        }
    }

    private void export(Export export) {
        switch (ExternType.Kind.values()[export.kind()]) {
            case FUNC -> spaces.declared.set(place.known(Failure.UNKNOWN_FUNCTION, export.index(), spaces.functions.size()));
            case TABLE -> place.known(Failure.UNKNOWN_TABLE, export.index(), spaces.tables.size());
            case MEMORY -> place.known(Failure.UNKNOWN_MEMORY, export.index(), spaces.memories.size());
            case GLOBAL -> {
                place.known(Failure.UNKNOWN_GLOBAL, export.index(), spaces.globals.size());
                if (spaces.globals.get(export.index()).mutable()) {
                    features.need(Proposal.MUTABLE_GLOBALS, "export of a mutable global", export.offset());
                }
            }
            case TAG -> place.known(Failure.UNKNOWN_TAG, export.index(), spaces.tags.size());
        }
    }

    private void start() {
        if (parsed.start().isEmpty()) {
            return;
        }
        Start start = parsed.start().get();
        place.at(start.offset());
        FuncType type = spaces.functions.get(place.known(Failure.UNKNOWN_FUNCTION, start.function(), spaces.functions.size())).func();
        if (!type.params().isEmpty() || !type.results().isEmpty()) {
            throw place.invalid(Failure.START_FUNCTION, "(func)", type);
        }
    }

    private void elements() {
        for (ElementSegment segment : parsed.elements()) {
            place.at(segment.offset());
            RefType type = spaces.resolve(segment.type(), place);
            spaces.elements.add(type);
            if (segment.mode() == Mode.ACTIVE) {
                TableType table = spaces.tables.get(place.known(Failure.UNKNOWN_TABLE, segment.table(), spaces.tables.size()));
                if (!type.isSubtypeOf(table.element())) {
                    throw place.invalid(Failure.TYPE_MISMATCH, "elements of " + table, type);
                }
                constant(segment.at(), table.address());
            }
            content(segment, type);
        }
    }

    private void content(ElementSegment segment, RefType type) {
        if (segment.functions() != null) {
            for (int function : segment.functions()) {
                spaces.declared.set(place.known(Failure.UNKNOWN_FUNCTION, function, spaces.functions.size()));
            }
        } else {
            segment.expressions().forEach(expression -> constant(expression, type));
        }
    }

    private void data() {
        for (DataSegment segment : parsed.data()) {
            if (segment.mode() == Mode.ACTIVE) {
                place.at(segment.offset());
                MemoryType memory = spaces.memories.get(place.known(Failure.UNKNOWN_MEMORY, segment.memory(), spaces.memories.size()));
                constant(segment.at(), memory.address());
            }
        }
    }

    private ValidModule bodies() {
        ValidModule unwalked = new ValidModule(parsed, spaces, features, BodyFacts.none());
        BitSet tailCallers = new BitSet();
        BitSet tailCallees = new BitSet();
        boolean growsMemory = false;
        for (int i = 0; i < parsed.bodies().size(); i++) {
            FunctionValidator validator = new FunctionValidator(unwalked, spaces.importedFunctions + i);
            BodyWalk.walk(validator);
            growsMemory |= validator.growsMemory();
            tailCallers.set(spaces.importedFunctions + i, validator.tailCalls());
            tailCallees.or(validator.tailCallees());
        }
        return new ValidModule(parsed, spaces, features, new BodyFacts(growsMemory, tailCallers, tailCallees));
    }
}
