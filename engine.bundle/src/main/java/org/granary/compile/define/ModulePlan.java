package org.granary.compile.define;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.compile.emit.InstanceFields;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.StructShape;
import org.granary.compile.spi.CompiledModule;
import org.granary.engine.EngineConfig;
import org.granary.module.ParsedModule;
import org.granary.type.DefType;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.validate.ValidModule;

/**
 * What is the same in all variants of a module's code: names, which class a function stands in, where globals live, which functions may
 * be referred to. Depends on the module's bytes and the configuration alone. Thread-safe: names that are put together late are the same
 * whoever does it.
 */
final class ModulePlan {
    /** A class is compiled when one of its functions is first called; few functions keep that quick. */
    private static final int MOST_FUNCTIONS = 100;
    /**
     * And this few bytes of bodies: a module's first answer needs some functions of everywhere, and waits for all that stand beside them.
     */
    private static final int MOST_BYTES = 3_000;
    private static final int LONGEST_NAME = 200;
    /** Of the ASCII characters those that a method's name may have. */
    private static final boolean[] PLAIN = plain();
    /** One class leads to functions of no more shapes than this: each takes up to a dozen of its 65,535 constants. */
    private static final int MOST_SHAPES = 4_000;
    /** And where a class is written when the first of its shapes is called, to few functions: most shapes are never called in a run. */
    private static final int MOST_LED = 60;
    private static final int MOST_SHAPES_LED = 20;
    /** Functions in a call: the JVM compiles what is called often, and a loop that runs once for each module only after a dozen of them. */
    private static final int FEW = 32;

    final ValidModule module;
    final Bodies bodies;
    final EngineConfig config;
    /** The package with slashes, without the last one. */
    final String packageName;
    /** Those of a class once somebody has asked for one of them. */
    private final String[] methods;
    private final int[] classes;
    private final int classCount;
    private final boolean[] cells;
    private final Map<DefType, CallShape> shapes = new IdentityHashMap<>();
    private final Map<DefType, Integer> types = new IdentityHashMap<>();
    private final Map<CallShape, int[]> referable = new HashMap<>();
    private final ShapeGroups codeGroups;
    private final ShapeGroups wayGroups;
    private final ShapeGroups stubGroups;
    private final Map<Integer, String> structures = new ConcurrentHashMap<>();
    private final BitSet exportedMemories = new BitSet();

    ModulePlan(ValidModule module, Bodies bodies, EngineConfig config, String sha256) {
        this.module = module;
        this.bodies = bodies;
        this.config = config;
        this.packageName = CompiledModule.packageOf(sha256);
        this.methods = new String[module.functionCount()];
        this.classes = new int[module.functionCount()];
        this.cells = new boolean[module.globalCount()];
        for (int i = module.typeCount() - 1; i >= 0; i--) {
            types.put(module.type(i), i);
        }
        for (DefType type : types.keySet()) {
            if (isFunction(type)) {
                shapes.put(type, CallShape.of(type.func()));
            }
        }
        classCount = group();
        globals();
        refer();
        codeGroups = new ShapeGroups(referable.keySet(), Map.of(), MOST_LED, MOST_SHAPES);
        wayGroups = new ShapeGroups(referable.keySet(), referable, MOST_LED, MOST_SHAPES_LED);
        stubGroups = new ShapeGroups(shapes.values(), referable, MOST_LED, MOST_SHAPES_LED);
    }

    /** A function's name as a method may have it, whoever else has it. */
    private String base(int function) {
        String given = module.parsed().names().functions().get(function);
        String name = given == null ? "" : sanitised(given);
        return name.isEmpty() ? "f" + function : name;
    }

    /** What the JVM forbids in method names becomes an underscore, and so does the dollar, which is ours. */
    private static String sanitised(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length != name.length()) {
            return sanitisedWide(name);
        }
        // one byte for each character, so that none takes more
        int length = Math.min(text.length, LONGEST_NAME);
        boolean same = length == text.length;
        for (int i = 0; i < length; i++) {
            if (!PLAIN[text[i]]) {
                text[i] = '_';
                same = false;
            }
        }
        return same ? name : new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** The same where a character may take two places. */
    private static String sanitisedWide(String name) {
        StringBuilder text = new StringBuilder();
        for (int at = 0, count = 0; at < name.length() && count < LONGEST_NAME; count++) {
            int c = name.codePointAt(at);
            at += Character.charCount(c);
            text.appendCodePoint(c < PLAIN.length ? PLAIN[c] ? c : '_' : isSeen(c) ? c : '_');
        }
        return text.toString();
    }

    /** Names stand in stack traces and thread dumps, which people read on terminals. */
    private static boolean isSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[0x80];
        for (int c = ' '; c < 0x7f; c++) {
            plain[c] = ".;[/<>$".indexOf(c) < 0;
        }
        return plain;
    }

    private int group() {
        Grouping grouping = new Grouping();
        for (int i = module.importedFunctions(); i < methods.length; i += FEW) {
            grouping.add(i, Math.min(methods.length, i + FEW));
        }
        return grouping.functionsHere == 0 ? grouping.count : grouping.count + 1;
    }

    /** Which class each function stands in: as many as fit, in their order. */
    private final class Grouping {
        private int count;
        private int functionsHere;
        private int bytesHere;

        void add(int from, int to) {
            var own = module.parsed().bodies();
            int imported = module.importedFunctions();
            for (int i = from; i < to; i++) {
                int bytes = own.length(i - imported);
                if (functionsHere == MOST_FUNCTIONS || functionsHere > 0 && bytesHere + bytes > MOST_BYTES) {
                    count++;
                    functionsHere = 0;
                    bytesHere = 0;
                }
                classes[i] = count;
                functionsHere++;
                bytesHere += bytes;
            }
        }
    }

    private void globals() {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = i < module.importedGlobals() || !module.global(i).mutable() || !InstanceFields.hasGlobal(i);
        }
        for (ParsedModule.Export export : module.parsed().exports()) {
            if (export.kind() == ExternType.Kind.GLOBAL.ordinal()) {
                cells[export.index()] = true;
            } else if (export.kind() == ExternType.Kind.MEMORY.ordinal()) {
                exportedMemories.set(export.index());
            }
        }
    }

    private void refer() {
        Map<DefType, BitSet> sets = new IdentityHashMap<>();
        int start = module.parsed().start().isPresent() ? module.parsed().start().get().function() : -1;
        BitSet values = module.referred();
        if (start >= 0) {
            values.set(start);
        }
        for (int i = values.nextSetBit(module.importedFunctions()); i >= 0;) {
            i = refer(sets, values, i);
        }
        Map<CallShape, BitSet> byShape = new HashMap<>();
        for (Map.Entry<DefType, BitSet> entry : sets.entrySet()) {
            BitSet same = byShape.putIfAbsent(shape(entry.getKey()), entry.getValue());
            if (same != null) {
                same.or(entry.getValue());
            }
        }
        for (Map.Entry<CallShape, BitSet> entry : byShape.entrySet()) {
            int[] functions = new int[entry.getValue().cardinality()];
            for (int i = 0, next = -1; i < functions.length; i++) {
                next = entry.getValue().nextSetBit(next + 1);
                functions[i] = next;
            }
            referable.put(entry.getKey(), functions);
        }
    }

    /** A few of those that may become values; gives the next one, or -1. */
    private int refer(Map<DefType, BitSet> sets, BitSet values, int from) {
        int at = from;
        for (int i = 0; i < FEW && at >= 0; i++) {
            DefType type = module.functionType(at);
            BitSet set = sets.get(type);
            if (set == null) {
                set = new BitSet(methods.length);
                sets.put(type, set);
            }
            set.set(at);
            at = values.nextSetBit(at + 1);
        }
        return at;
    }

    private static boolean isFunction(DefType type) {
        return type.definition().content() instanceof FuncType;
    }

    String instance() {
        return packageName + "/Instance";
    }

    /** The abstract class that holds all ways into the code, those of a part on top of those of the part before. */
    String code(int part) {
        return packageName + "/Code" + (part == 0 ? "" : part);
    }

    /** The class that implements a part's ways in a variant. The last part's is the variant's own. */
    String code(int part, String variant) {
        return code(part == codeParts() - 1 ? 0 : part + 1) + "$" + variant;
    }

    /** The class of a variant. */
    String code(String variant) {
        return code(codeParts() - 1, variant);
    }

    /** How many classes on top of each other the ways into the code take; one class has no room for all shapes. */
    int codeParts() {
        return codeGroups.count();
    }

    /** The shapes of the functions that a part leads to. */
    List<CallShape> codeShapes(int part) {
        return codeGroups.group(part);
    }

    /** The part that leads to functions of a shape. */
    int codePart(CallShape shape) {
        return codeGroups.of(shape);
    }

    /**
     * Whether what chooses functions for callers from outside stands in classes of its own; in a small module that would only take time.
     */
    boolean hasWays() {
        return wayGroups.count() > 1;
    }

    /** The groups of shapes whose functions are chosen in a class of their own for callers from outside. */
    ShapeGroups ways() {
        return wayGroups;
    }

    String ways(int number, String variant) {
        return packageName + "/Ways" + (number == 0 ? "" : number) + "$" + variant;
    }

    String reference(CallShape shape) {
        return packageName + "/Ref$" + shape.suffix();
    }

    String stubs(int number, String variant) {
        return packageName + "/Stubs" + (number == 0 ? "" : number) + "$" + variant;
    }

    /** The groups of shapes whose stubs stand in one class. */
    ShapeGroups stubs() {
        return stubGroups;
    }

    String functions(int number, String variant) {
        return packageName + "/F" + number + "$" + variant;
    }

    /** How many classes hold functions. */
    int classCount() {
        return classCount;
    }

    /** The own functions of a class; classes hold neighbours. */
    int[] members(int number) {
        int from = Arrays.binarySearch(classes, module.importedFunctions(), methods.length, number);
        int to = from;
        while (from > module.importedFunctions() && classes[from - 1] == number) {
            from--;
        }
        while (to < methods.length && classes[to] == number) {
            to++;
        }
        int[] members = new int[to - from];
        for (int i = 0; i < members.length; i++) {
            members[i] = from + i;
        }
        return members;
    }

    int classOf(int function) {
        return classes[function];
    }

    /** The name of a function's method: no other function of its class has it. Most classes' names are never asked for. */
    String method(int function) {
        // read once: others may name the functions of the class at the same time, with the same names
        String known = methods[function];
        if (known == null) {
            Set<String> taken = new HashSet<>();
            for (int i : members(classes[function])) {
                String base = base(i);
                String name = taken.add(base) ? base : base + "$" + i;
                methods[i] = name;
                known = i == function ? name : known;
            }
        }
        return known;
    }

    boolean cell(int global) {
        return cells[global];
    }

    /** A mutable global that lives in a field of the instance. */
    boolean field(int global) {
        return !cells[global];
    }

    Kind globalKind(int global) {
        return Kind.of(module.global(global).content());
    }

    boolean steady(int memory) {
        return module.memory(memory).shared()
                || memory >= module.importedMemories() && !exportedMemories.get(memory) && !module.growsMemory();
    }

    CallShape shape(DefType type) {
        CallShape known = shapes.get(type);
        return known != null ? known : CallShape.of(type.func());
    }

    CallShape shape(int function) {
        return shape(module.functionType(function));
    }

    /** The class of the structures of a type. Its name tells all fields, so it is made once: code may name it for each field. */
    String structure(int type) {
        return structures.computeIfAbsent(type, index -> StructShape.name(module.type(index)));
    }

    int typeIndex(DefType type) {
        return types.get(type);
    }

    /** The own functions of a shape that may become values, ascending. */
    int[] referable(CallShape shape) {
        return referable.getOrDefault(shape, new int[0]);
    }

    private int referableCount(CallShape shape) {
        return referable(shape).length;
    }

    /** How many own functions of some shapes may become values. */
    int referableCount(List<CallShape> some) {
        int count = 0;
        for (CallShape shape : some) {
            count += referableCount(shape);
        }
        return count;
    }

    /** The shapes of all own functions that may become values, in an order that depends on the module alone. */
    List<CallShape> referableShapes() {
        return codeGroups.shapes();
    }

    /** The class of functions that is likely to be called first: the start function's, or that of what is exported first; or -1. */
    int firstClass() {
        int first = module.parsed().start().isPresent() ? module.parsed().start().get().function() : -1;
        if (first < 0) {
            for (ParsedModule.Export export : module.parsed().exports()) {
                if (export.kind() == ExternType.Kind.FUNC.ordinal()) {
                    first = export.index();
                    break;
                }
            }
        }
        return first < module.importedFunctions() ? -1 : classOf(first);
    }

    /** The first own function that is exported and takes and gives nothing: such a one is called first as a rule; or -1. */
    private int firstPlain() {
        for (ParsedModule.Export export : module.parsed().exports()) {
            if (export.kind() == ExternType.Kind.FUNC.ordinal() && export.index() >= module.importedFunctions()) {
                FuncType type = module.functionType(export.index()).func();
                if (type.params().isEmpty() && type.results().isEmpty()) {
                    return export.index();
                }
            }
        }
        return -1;
    }

    /** The class that is likely to be needed first of those that are at hand: as {@link #firstClass}, but for exports. */
    int firstAtHand() {
        int plain = firstPlain();
        return module.parsed().start().isPresent() || plain < 0 ? firstClass() : classOf(plain);
    }

    /** The bytes of the longest body in a class. */
    int longestBody(int number) {
        int longest = 0;
        for (int i : members(number)) {
            longest = Math.max(longest, module.parsed().bodies().length(i - module.importedFunctions()));
        }
        return longest;
    }

    /** Which class of functions a name without package belongs to, or -1. */
    int number(String simple) {
        boolean part = simple.startsWith("P");
        int end = simple.indexOf(part ? 'x' : '$');
        if (end < 0 || !part && !simple.startsWith("F")) {
            return -1;
        }
        int number;
        try {
            int value = Integer.parseInt(simple.substring(1, end));
            number = part ? classOf(value) : value;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return -1;
        }
        return number < classCount ? number : -1;
    }

    /** The function whose frame a method of a class of functions is, or -1. A tail caller's own method is only the trampoline. */
    int functionOf(String simple, String method) {
        int number = number(simple);
        int dollar = method.lastIndexOf('$');
        boolean body = dollar > 0
                && (method.startsWith("$t", dollar) || method.startsWith("$r", dollar) || method.startsWith("$p", dollar));
        String name = body ? method.substring(0, dollar) : method;
        for (int function : number < 0 ? new int[0] : members(number)) {
            if (method(function).equals(name)) {
                return !body && bodies.tailCalls(function) ? -1 : function;
            }
        }
        return -1;
    }
}
