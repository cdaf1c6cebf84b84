package org.granary.engine.impl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.Engine;
import org.granary.module.ParsedModule.Export;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.module.ParsedModule.Import;
import org.granary.module.ParsedModule.ImportDesc;
import org.granary.module.ParsedModule.MemoryImport;
import org.granary.module.ParsedModule.TableImport;
import org.granary.module.ParsedModule.TagImport;
import org.granary.type.ExportType;
import org.granary.type.ExternType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.TagType;
import org.granary.validate.ValidModule;
import org.granary.vm.CheckpointSite;
import org.granary.vm.ExportIndex;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.SourceLines;
import org.granary.vm.VmStore;

/** A compiled module. Immutable, thread-safe. */
final class ModuleImpl implements Instantiable {
    private final EngineState engine;
    private final ValidModule valid;
    private final CompiledModule code;
    private final String sha256;
    private final List<ImportType> imports;
    private final Map<String, ExportIndex> exports;
    private final Map<Integer, String> exportNames;
    private final ModuleLines lines;

    ModuleImpl(EngineState engine, ValidModule valid, CompiledModule code, String sha256) {
        this.engine = engine;
        this.valid = valid;
        this.code = code;
        this.sha256 = sha256;
        this.imports = imports(valid);
        this.lines = new ModuleLines(valid.parsed(), valid.importedFunctions());
        this.exports = new LinkedHashMap<>();
        this.exportNames = new HashMap<>();
        for (Export export : valid.parsed().exports()) {
            ExternType.Kind kind = ExternType.Kind.values()[export.kind()];
            exports.put(export.name(), new ExportIndex(kind, export.index(), type(valid, kind, export.index())));
            if (kind == ExternType.Kind.FUNC) {
                exportNames.putIfAbsent(export.index(), export.name());
            }
        }
    }

    private static List<ImportType> imports(ValidModule valid) {
        int[] next = new int[ExternType.Kind.values().length];
        List<ImportType> types = new ArrayList<>();
        for (Import entry : valid.parsed().imports()) {
            ExternType.Kind kind = kind(entry.desc());
            types.add(new ImportType(entry.module(), entry.name(), type(valid, kind, next[kind.ordinal()]++)));
        }
        return List.copyOf(types);
    }

    private static ExternType.Kind kind(ImportDesc desc) {
        if (desc instanceof FuncImport) {
            return ExternType.Kind.FUNC;
        }
        if (desc instanceof TableImport) {
            return ExternType.Kind.TABLE;
        }
        if (desc instanceof TagImport) {
            return ExternType.Kind.TAG;
        }
        return desc instanceof MemoryImport ? ExternType.Kind.MEMORY : ExternType.Kind.GLOBAL;
    }

    private static ExternType type(ValidModule valid, ExternType.Kind kind, int index) {
        return switch (kind) {
            case FUNC -> valid.functionType(index).func();
            case TABLE -> valid.table(index);
            case MEMORY -> valid.memory(index);
            case GLOBAL -> valid.global(index);
            case TAG -> new TagType(valid.tag(index).func());
        };
    }

    @Override
    public List<ImportType> imports() {
        return imports;
    }

    @Override
    public List<ExportType> exports() {
        List<ExportType> types = new ArrayList<>(exports.size());
        for (Map.Entry<String, ExportIndex> entry : exports.entrySet()) {
            types.add(new ExportType(entry.getKey(), entry.getValue().type()));
        }
        return Collections.unmodifiableList(types);
    }

    @Override
    public Optional<String> name() {
        return valid.parsed().names().module();
    }

    @Override
    public byte[] binary() {
        return valid.parsed().bytes().clone();
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public Engine engine() {
        return new EngineImpl(engine, false);
    }

    @Override
    public byte[] serialize() {
        engine.handles.check();
        return engine.artefacts.write(valid, code);
    }

    SortedMap<String, byte[]> functionClasses() {
        return code.functionClasses();
    }

    void link(Collection<String> classes) {
        code.link(classes);
    }

    @Override
    public Instance instantiate(VmStore store, Object[] given) {
        engine.handles.check();
        return new Instantiator(this, valid, code, engine.config).instantiate(store, given);
    }

    @Override
    public int start() {
        return valid.parsed().start().isPresent() ? valid.parsed().start().get().function() : -1;
    }

    @Override
    public Optional<ExportIndex> export(String name) {
        return Optional.ofNullable(exports.get(name));
    }

    @Override
    public int functionOf(String className, String methodName) {
        return code.functionOf(className, methodName);
    }

    @Override
    public Optional<String> functionName(int index) {
        String name = valid.parsed().names().functions().get(index);
        return Optional.ofNullable(name != null ? name : exportNames.get(index));
    }

    @Override
    public GlobalType globalType(int index) {
        return valid.global(index);
    }

    @Override
    public long localCount(int function) {
        int own = function - valid.importedFunctions();
        if (own < 0) {
            return 0;
        }
        long declared = valid.parsed().bodies().locals(own).stream().mapToLong(group -> Integer.toUnsignedLong(group.count())).sum();
        return valid.functionType(function).func().params().size() + declared;
    }

    @Override
    public SourceLines sourceLines() {
        return lines;
    }

    @Override
    public String packagePrefix() {
        return code.packagePrefix();
    }

    @Override
    public CheckpointSite checkpoints() {
        return code.checkpoints();
    }

    @Override
    public void chooseVariant(Instance instance) {
        code.chooseVariant(instance);
    }

    @Override
    public String toString() {
        return "module " + name().orElseGet(() -> sha256.substring(0, 8));
    }
}
