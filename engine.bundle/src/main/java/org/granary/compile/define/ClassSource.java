package org.granary.compile.define;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.granary.compile.ir.CallShape;
import org.granary.compile.spi.KeptClasses;

/**
 * The class files of a module, each written when it is first asked for: a module of many functions is ready as soon as it is valid, and
 * what never runs is never compiled. What comes out depends on the module and the configuration alone, in
 * whatever order it is asked for. To be called under one lock.
 */
final class ClassSource implements CompilerThread.Task {
    private static final long STACK_BYTES = 64 << 20;
    private static final long MOST_STACK_BYTES = 1 << 30;
    private static final long STACK_PER_BYTE = 512;
    /** What nobody has asked for yet is begun only where its functions are no longer than this: it cannot be given up within one. */
    private static final int MOST_BEGUN_BYTES = 20_000;

    /** In a module of more functions, what all instances share takes long enough to write that it is no small class. */
    private static final int MOST_FUNCTIONS = 8_000;
    /** What a class may lead to, to be small: each unit takes 4 to 10 µs where the JVM interprets and others use the processors. */
    private static final long MOST_WORK = 5_000;
    /** A function leads to as much as this many parameters, beside its own. */
    private static final int WORK_OF_A_FUNCTION = 4;

    private final ModulePlan plan;
    private final KeptClasses kept;
    private final CodeWriter code;
    private final CompilerThread thread = new CompilerThread();
    private final Map<String, CallShape> references = new HashMap<>();
    /** Written together with a class that was asked for; a thread that was given up may still add to it. */
    private final Map<String, byte[]> ahead = new ConcurrentHashMap<>();
    /** What is written before it is asked for, until a class of functions is. */
    private Begun begun;

    ClassSource(ModulePlan plan) {
        this(plan, KeptClasses.none());
    }

    ClassSource(ModulePlan plan, KeptClasses kept) {
        this.plan = plan;
        this.kept = kept;
        this.code = new CodeWriter(plan);
        for (CallShape shape : plan.referableShapes()) {
            references.put(plan.reference(shape), shape);
        }
    }

    ModulePlan plan() {
        return plan;
    }

    /**
     * A class file; it is waited for whatever happens.
     *
     * @param name the internal name
     * @return the bytes, or null when the module has no such class
     */
    byte[] bytes(String name) {
        return bytes(name, CompilerThread.NEVER);
    }

    /**
     * A class file.
     *
     * @param name the internal name
     * @param stop asked from time to time while it is waited for; throws to give it up
     * @return the bytes, or null when the module has no such class
     */
    byte[] bytes(String name, Runnable stop) {
        byte[] found = isFunctions(name) ? kept.atHand(name) : null;
        if (found != null) {
            return found;
        }
        if (begun != null && isFunctions(name)) {
            Map<String, byte[]> written = begun.result(name, stop);
            begun = null;
            if (written != null) {
                return first(name, written);
            }
        }
        if (isSmall(name)) {
            return thread.writeSmall(this, name, STACK_BYTES, stop);
        }
        return thread.write(this, name, stack(name), stop);
    }

    /**
     * Begins to write the class of functions that is likely to be asked for first, beside whatever else is asked for. Where there is code
     * of the class, or the class is large or not to be told, or another is being written so for the engine, nothing happens.
     *
     * @param place the engine's place for the thread
     */
    void begin(AtomicReference<Thread> place) {
        int number = plan.firstClass();
        String variant = Representations.first(plan.module, plan.config);
        if (begun == null && number >= 0 && variant != null && plan.longestBody(number) <= MOST_BEGUN_BYTES) {
            String name = plan.functions(number, variant);
            begun = kept.has(name) ? null : Begun.begin(name, stack(name), this, place);
        }
    }

    private boolean isFunctions(String name) {
        return plan.number(name.substring(plan.packageName.length() + 1)) >= 0;
    }

    /**
     * Whether a class takes so little time that it may be written on the thread of a guest, whom no deadline reaches meanwhile. Groups of
     * shapes are small but for shapes that stand alone, whose functions may be all that the module has.
     */
    private boolean isSmall(String name) {
        String simple = name.substring(plan.packageName.length() + 1);
        String variant = simple.substring(simple.lastIndexOf('$') + 1);
        if (simple.startsWith("Stubs")) {
            int group = stubsGroup(name, variant);
            return group < 0 || work(plan.stubs().group(group)) <= MOST_WORK;
        }
        if (simple.startsWith("Ways")) {
            int group = waysGroup(name, variant);
            return group < 0 || work(plan.ways().group(group)) <= MOST_WORK;
        }
        return !isFunctions(name) && plan.module.functionCount() <= MOST_FUNCTIONS;
    }

    private long work(List<CallShape> shapes) {
        long work = 0;
        for (CallShape shape : shapes) {
            work += (long) plan.referable(shape).length * (WORK_OF_A_FUNCTION + shape.params().size());
        }
        return work;
    }

    private int stubsGroup(String name, String variant) {
        for (int number = 0; number < plan.stubs().count(); number++) {
            if (plan.stubs(number, variant).equals(name)) {
                return number;
            }
        }
        return -1;
    }

    private int waysGroup(String name, String variant) {
        for (int number = 0; number < plan.ways().count(); number++) {
            if (plan.ways(number, variant).equals(name)) {
                return number;
            }
        }
        return -1;
    }

    private long stack(String name) {
        int number = plan.number(name.substring(plan.packageName.length() + 1));
        return number < 0 ? STACK_BYTES : Math.min(MOST_STACK_BYTES, STACK_BYTES + STACK_PER_BYTE * plan.longestBody(number));
    }

    @Override
    public byte[] write(String name) {
        byte[] known = ahead.remove(name);
        if (known != null) {
            return known;
        }
        Map<String, byte[]> files = files(name);
        return files == null ? null : first(name, files);
    }

    /**
     * A class, and those that are written with it; one of functions on a thread of the compiler's.
     *
     * @param name the internal name
     * @return class files by internal name, the caller's own; null when the module has no such class
     */
    Map<String, byte[]> files(String name) {
        if (references.containsKey(name)) {
            return single(name, code.reference(references.get(name)));
        }
        String simple = name.substring(plan.packageName.length() + 1);
        int dollar = simple.lastIndexOf('$');
        String variant = simple.substring(dollar + 1);
        String kind = kind(dollar < 0 ? simple : simple.substring(0, dollar));
        return switch (kind) {
            case "Instance" -> single(name, InstanceWriter.write(plan));
            case "Code" -> dollar < 0 ? common(name) : variant(name, variant);
            case "Stubs" -> stubs(name, variant);
            case "Ways" -> ways(name, variant);
            default -> dollar < 0 || plan.number(simple) < 0 ? null : written(name);
        };
    }

    private static Map<String, byte[]> single(String name, byte[] file) {
        Map<String, byte[]> single = new HashMap<>();
        single.put(name, file);
        return single;
    }

    /** The name without the number at its end. */
    private static String kind(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
            end--;
        }
        return name.substring(0, end);
    }

    private Map<String, byte[]> common(String name) {
        for (int part = 0; part < plan.codeParts(); part++) {
            if (plan.code(part).equals(name)) {
                return single(name, code.common(part));
            }
        }
        return null;
    }

    private Map<String, byte[]> variant(String name, String variant) {
        for (int part = 0; part < plan.codeParts(); part++) {
            if (plan.code(part, variant).equals(name)) {
                return code.variant(part, variant);
            }
        }
        return null;
    }

    private Map<String, byte[]> stubs(String name, String variant) {
        int group = stubsGroup(name, variant);
        return group < 0 ? null : code.stubs(group, variant);
    }

    private Map<String, byte[]> ways(String name, String variant) {
        int group = waysGroup(name, variant);
        return group < 0 ? null : code.ways(group, variant);
    }

    /**
     * A class of functions, and those that are written with it; on a thread of the compiler's, one at a time.
     *
     * @param name the internal name of a class that the module has
     * @return class files by internal name
     */
    Map<String, byte[]> written(String name) {
        byte[] found = kept.find(name);
        if (found != null) {
            return single(name, found);
        }
        Map<String, byte[]> written = FunctionsWriter.write(plan, name.substring(name.lastIndexOf('$') + 1),
                plan.number(name.substring(plan.packageName.length() + 1)));
        for (Map.Entry<String, byte[]> file : written.entrySet()) {
            kept.keep(file.getKey(), file.getValue());
        }
        return written;
    }

    /** The class that was asked for; those written with it are kept until they are. */
    private byte[] first(String name, Map<String, byte[]> written) {
        byte[] bytes = written.remove(name);
        for (Map.Entry<String, byte[]> file : written.entrySet()) {
            ahead.putIfAbsent(file.getKey(), file.getValue());
        }
        return bytes;
    }

    /**
     * All classes of functions for one variant.
     *
     * @param variant a letter for each memory
     * @return class files by internal name
     */
    Map<String, byte[]> functions(String variant) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int number = 0; number < plan.classCount(); number++) {
            String name = plan.functions(number, variant);
            classes.put(name, bytes(name));
            classes.putAll(ahead);
            ahead.clear();
        }
        return classes;
    }

    /**
     * All classes for one variant, in a fixed order: what a stored artefact holds.
     *
     * @param variant a letter for each memory
     * @return class files by internal name
     */
    Map<String, byte[]> all(String variant) {
        List<String> single = new ArrayList<>(List.of(plan.instance()));
        IntStream.range(0, plan.codeParts()).forEach(part -> single.add(plan.code(part)));
        IntStream.range(0, plan.codeParts()).forEach(part -> single.add(plan.code(part, variant)));
        IntStream.range(0, plan.hasWays() ? plan.ways().count() : 0).forEach(number -> single.add(plan.ways(number, variant)));
        IntStream.range(0, plan.stubs().count()).forEach(number -> single.add(plan.stubs(number, variant)));
        plan.referableShapes().forEach(shape -> single.add(plan.reference(shape)));
        for (int number = 0; number < plan.classCount(); number++) {
            single.add(plan.functions(number, variant));
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String name : single) {
            classes.put(name, bytes(name));
            ahead.keySet().stream().sorted().forEach(beside -> classes.put(beside, ahead.get(beside)));
            ahead.clear();
        }
        return classes;
    }
}
