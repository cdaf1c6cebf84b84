package org.granary.compile.define;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Control;
import org.granary.compile.ir.Expr;
import org.granary.compile.ir.IrFunction;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.Stmt;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.type.DefType;
import org.granary.type.ExportType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.ImportType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.HandMade;
import org.granary.vm.ArrayMemory;
import org.granary.vm.CheckpointSite;
import org.granary.vm.ExportIndex;
import org.granary.vm.FuncRef;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.Table;
import org.granary.vm.UnlimitedStore;
import org.granary.vm.VmStore;

/** A module whose bodies are given in the compiler's own form. */
final class HandGuest {
    static final TypeCanon TYPES = new TypeCanon();
    private static final Shapes SHAPES = new Shapes();
    private static int made;

    private final HandMade module = new HandMade();
    private final Map<DefType, Integer> typeIndex = new HashMap<>();
    private final Map<Integer, IrFunction> bodies = new HashMap<>();
    private final Set<Integer> tailCallers = new HashSet<>();
    private final List<List<Kind>> tags = new ArrayList<>();
    private final int splitBudget;
    private int tables;
    private int memories;
    private DefinedModule defined;

    HandGuest() {
        this(7_000);
    }

    HandGuest(int splitBudget) {
        this.splitBudget = splitBudget;
    }

    static DefType type(List<ValType> params, List<ValType> results) {
        return TYPES.function(FuncType.of(params, results));
    }

    private int index(DefType type) {
        return typeIndex.computeIfAbsent(type, module::type);
    }

    int imported(DefType type) {
        return module.imported(index(type));
    }

    HandGuest names(DefType type) {
        index(type);
        return this;
    }

    void table(int size) {
        module.table(size);
        tables = size;
    }

    void memory() {
        memories = 1;
        module.memory(1);
    }

    int tag(List<Kind> kinds) {
        tags.add(kinds);
        return tags.size() - 1;
    }

    /** Announces a function, so that others can name it. */
    int announce(DefType type) {
        return module.function(index(type));
    }

    int function(DefType type, List<Kind> more, int labels, Stmt... body) {
        int index = announce(type);
        body(index, type, more, labels, body);
        return index;
    }

    void body(int index, DefType type, List<Kind> more, int labels, Stmt... body) {
        List<Kind> locals = new ArrayList<>(CallShape.kinds(type.func().params()));
        locals.addAll(more);
        boolean tail = contains(List.of(body));
        if (tail) {
            tailCallers.add(index);
        }
        bodies.put(index, new IrFunction(index, type, locals, locals.size(), labels, List.of(body), 4, tail));
    }

    private static boolean contains(List<Stmt> list) {
        return list.stream().anyMatch(s -> s instanceof Control.TailCall || s.bodies().stream().anyMatch(HandGuest::contains));
    }

    DefinedModule define() {
        if (defined == null) {
            EngineConfig config = EngineConfig.builder().splitting(splitBudget, Math.min(splitBudget, 4_000)).build();
            defined = new DefinedModule(module.build(), new Bodies() {
                @Override
                public IrFunction body(int function) {
                    return bodies.get(function);
                }

                @Override
                public boolean tailCalls(int function) {
                    return tailCallers.contains(function);
                }

                @Override
                public List<Kind> tagKinds(int tag) {
                    return tags.get(tag);
                }
            }, config, String.format("%016x", ++made), SHAPES);
        }
        return defined;
    }

    Instance instance(FuncRef... imports) {
        return instance(new UnlimitedStore(), imports);
    }

    Instance instance(VmStore store, FuncRef... imports) {
        Instance instance = define().newInstance(store, new Nothing());
        System.arraycopy(imports, 0, instance.functions, 0, imports.length);
        if (tables > 0) {
            instance.tables[0] = new Table(store, define().plan().module.table(0), null);
        }
        if (memories > 0) {
            instance.memories[0] = new ArrayMemory(store, MemoryType.of(1), false);
        }
        instance.bind();
        define().chooseVariant(instance);
        return instance;
    }

    static Expr local(int local, Kind kind) {
        return new Expr.LocalGet(local, kind);
    }

    static Shapes shapes() {
        return SHAPES;
    }

    /** A module of which nobody asks anything. */
    record Nothing() implements Instantiable {
        @Override
        public GlobalType globalType(int index) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long localCount(int function) {
            return 0;
        }

        @Override
        public byte[] serialize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] binary() {
            throw new AssertionError();
        }

        @Override
        public Instance instantiate(VmStore store, Object[] imports) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int start() {
            return -1;
        }

        @Override
        public Optional<ExportIndex> export(String name) {
            return Optional.empty();
        }

        @Override
        public int functionOf(String className, String methodName) {
            return -1;
        }

        @Override
        public Optional<String> functionName(int index) {
            return Optional.empty();
        }

        @Override
        public String packagePrefix() {
            return "";
        }

        @Override
        public CheckpointSite checkpoints() {
            return null;
        }

        @Override
        public void chooseVariant(Instance instance) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ImportType> imports() {
            return List.of();
        }

        @Override
        public List<ExportType> exports() {
            return List.of();
        }

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public String sha256() {
            return "";
        }

        @Override
        public Engine engine() {
            throw new UnsupportedOperationException();
        }
    }
}
