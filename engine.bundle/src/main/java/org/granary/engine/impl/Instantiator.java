package org.granary.engine.impl;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.granary.bytes.ByteReader;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.EngineConfig;
import org.granary.engine.Failure;
import org.granary.engine.LimitException;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule.DataSegment;
import org.granary.module.ParsedModule.ElementSegment;
import org.granary.module.ParsedModule.Mode;
import org.granary.module.ParsedModule.TableDef;
import org.granary.type.DefType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.TableType;
import org.granary.validate.ValidModule;
import org.granary.vm.ArrayMemory;
import org.granary.vm.GlobalCell;
import org.granary.vm.Instance;
import org.granary.vm.LargeMemory;
import org.granary.vm.LinearMemory;
import org.granary.vm.SharedMemory;
import org.granary.vm.Table;
import org.granary.vm.Tag;
import org.granary.vm.VmStore;

/**
 * Makes one instance: imports, tables, memories, globals, then the element and the data segments. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, section 4.7.2 (instantiation); the start function is the store's, which has the entry
 * protection.
 */
final class Instantiator {
    private static final byte[] NO_BYTES = {};
    private static final Object[] NO_ELEMENTS = {};

    private final ModuleImpl module;
    private final ValidModule valid;
    private final CompiledModule code;
    private final EngineConfig config;
    private VmStore store;
    private Instance instance;
    private ConstantEvaluator constants;

    Instantiator(ModuleImpl module, ValidModule valid, CompiledModule code, EngineConfig config) {
        this.module = module;
        this.valid = valid;
        this.code = code;
        this.config = config;
    }

    Instance instantiate(VmStore owner, Object[] given) {
        store = owner;
        instance = code.newInstance(owner, module);
        constants = new ConstantEvaluator(valid, instance);
        instance.tags = new Tag[valid.tagCount()];
        imports(given);
        for (int i = valid.importedTags(); i < instance.tags.length; i++) {
            instance.tags[i] = new Tag(owner, valid.tag(i));
        }
        tables();
        memories();
        code.chooseVariant(instance);
        globals();
        instance.bind();
        segments();
        return instance;
    }

    private void imports(Object[] given) {
        int function = 0;
        int table = 0;
        int memory = 0;
        int global = 0;
        int tag = 0;
        for (int i = 0; i < given.length; i++) {
            ImportType wanted = module.imports().get(i);
            ImportMatcher matcher = new ImportMatcher(wanted, given[i]);
            switch (wanted.type().kind()) {
                case FUNC -> {
                    instance.functions[function] = matcher.function(valid.functionType(function)).boundTo(instance);
                    function++;
                }
                case TABLE -> {
                    instance.tables[table] = matcher.table(valid.table(table));
                    table++;
                }
                case MEMORY -> {
                    place(memory, matcher.memory(valid.memory(memory)));
                    memory++;
                }
                case GLOBAL -> {
                    instance.globals[global] = matcher.global(valid.global(global));
                    global++;
                }
                case TAG -> {
                    instance.tags[tag] = matcher.tag(valid.tag(tag));
                    tag++;
                }
            }
        }
    }

    private void place(int index, LinearMemory memory) {
        instance.memories[index] = memory;
        if (index == 0) {
            instance.array0 = memory instanceof ArrayMemory array ? array : null;
        }
    }

    private void tables() {
        List<TableDef> tables = valid.parsed().tables();
        for (int i = 0; i < tables.size(); i++) {
            int index = valid.importedTables() + i;
            Object initial = tables.get(i).init() == null ? null : constants.run(tables.get(i).init()).reference();
            instance.tables[index] = table(index, valid.table(index), initial);
        }
    }

    private Table table(int index, TableType type, Object initial) {
        long size = type.limits().min();
        if (Long.compareUnsigned(size, Table.MAX_ELEMENTS) > 0) {
            throw refused("elements of table " + index, Table.MAX_ELEMENTS, size);
        }
        if (!store.tableGrowing(0, size, type.limits().max())) {
            throw refused("elements of table " + index, "what the store's limits allow", size);
        }
        try {
            return new Table(store, type, initial);
        } catch (OutOfMemoryError e) {
            throw refused("elements of table " + index, "what the JVM's heap has room for", size);
        }
    }

    private void memories() {
        for (int index = valid.importedMemories(); index < valid.memoryCount(); index++) {
            LinearMemory memory = memory(index, valid.memory(index));
            place(index, memory);
            store.made(memory);
        }
    }

    private LinearMemory memory(int index, MemoryType type) {
        long bytes = type.limits().min() << type.pageBits();
        long most = LargeMemory.mostPages(type);
        if (Long.compareUnsigned(type.limits().min(), most) > 0) {
            throw refused("pages of memory " + index, most, type.limits().min());
        }
        if (!store.memoryGrowing(0, bytes, LinearMemory.maximumBytes(type))) {
            throw refused("bytes of memory " + index, "what the store's limits allow", bytes);
        }
        try {
            if (type.shared()) {
                return new SharedMemory(type);
            }
            if (LargeMemory.isFor(type, config)) {
                return new LargeMemory(store, type);
            }
            return valid.growsMemory() ? ArrayMemory.growing(store, type) : new ArrayMemory(store, type, false);
        } catch (OutOfMemoryError e) {
            throw refused("bytes of memory " + index, "what the JVM has room for", bytes);
        }
    }

    private static LimitException refused(String what, Object allowed, long asked) {
        return new LimitException(Refusal.of(Failure.TOO_LARGE).detail(what).expected("at most " + allowed, Long.toUnsignedString(asked)));
    }

    private void globals() {
        for (int i = 0; i < valid.parsed().globals().size(); i++) {
            int index = valid.importedGlobals() + i;
            GlobalType type = valid.global(index);
            GlobalCell cell = new GlobalCell(store, type);
            constants.run(valid.parsed().globals().get(i).init()).store(cell);
            instance.globals[index] = cell;
        }
    }

    private void segments() {
        List<ElementSegment> elements = valid.parsed().elements();
        List<DataSegment> data = valid.parsed().data();
        instance.elements = new Object[elements.size()][];
        for (int i = 0; i < instance.elements.length; i++) {
            instance.elements[i] = promised(elements.get(i)) ? NO_ELEMENTS : elements(elements.get(i));
        }
        instance.data = new byte[data.size()][];
        Arrays.fill(instance.data, NO_BYTES);
        int element = 0;
        int next = 0;
        try {
            for (; element < elements.size(); element++) {
                apply(element, elements.get(element));
            }
            for (; next < data.size(); next++) {
                apply(next, data.get(next));
            }
        } finally {
            // functions of an instance that failed here live on in imported tables, and the segments that were not reached are still whole
            // for them
            for (; element < elements.size(); element++) {
                if (promised(elements.get(element))) {
                    instance.elements[element] = elements(elements.get(element));
                }
            }
            for (; next < data.size(); next++) {
                instance.data[next] = bytes(data.get(next));
            }
        }
    }

    /** Functions that only go to a table are promised there. */
    private static boolean promised(ElementSegment segment) {
        return segment.mode() == Mode.ACTIVE && segment.functions() != null;
    }

    private Object[] elements(ElementSegment segment) {
        if (segment.mode() == Mode.DECLARATIVE) {
            return NO_ELEMENTS;
        }
        Object[] references = new Object[segment.size()];
        for (int i = 0; i < references.length; i++) {
            references[i] = segment.functions() != null ? instance.function(segment.functions()[i])
                    : constants.run(segment.expressions().get(i)).reference();
        }
        return references;
    }

    private void apply(int index, ElementSegment segment) {
        if (segment.mode() == Mode.ACTIVE) {
            Object[] references = instance.elements[index];
            long at = constants.run(segment.at()).number();
            int first = valid.table(segment.table()).address() == NumType.I64 ? Table.index(at) : (int) at;
            Table table = instance.tables[segment.table()];
            if (promised(segment)) {
                table.promise(first, instance, segment.functions(), new Types(valid));
            } else {
                table.init(first, references, 0, references.length);
                instance.elements[index] = NO_ELEMENTS;
            }
        }
    }

    /** A class, since most modules fill a table when they start, and lambdas take longer. */
    private record Types(ValidModule valid) implements IntFunction<DefType> {
        @Override
        public DefType apply(int function) {
            return valid.functionType(function);
        }
    }

    private void apply(int index, DataSegment segment) {
        if (segment.mode() == Mode.PASSIVE) {
            instance.data[index] = bytes(segment);
            return;
        }
        long written = constants.run(segment.at()).number();
        long at = valid.memory(segment.memory()).address() == NumType.I64 ? written : written & 0xffff_ffffL;
        ByteReader from = valid.parsed().binary().range(segment.from(), segment.from() + segment.length());
        instance.memories[segment.memory()].write(at, from.array(), from.index(), segment.length());
    }

    private byte[] bytes(DataSegment segment) {
        return valid.parsed().binary().copy(segment.from(), segment.length());
    }
}
