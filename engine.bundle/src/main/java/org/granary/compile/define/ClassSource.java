package org.granary.compile.define;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.granary.compile.ir.CallShape;

/**
 * The class files of a module, each written when it is first asked for: a module of many functions is ready as soon as it is valid, and
 * what never runs is never compiled. What comes out depends on the module and the configuration alone, in
 * whatever order it is asked for. Thread-safe.
 */
final class ClassSource {
    private final ModulePlan plan;
    private final CodeWriter code;
    private final Map<String, CallShape> references = new HashMap<>();
    /** Written together with a class that was asked for. */
    private final Map<String, byte[]> ahead = new HashMap<>();

    ClassSource(ModulePlan plan) {
        this.plan = plan;
        this.code = new CodeWriter(plan);
        plan.referableShapes().forEach(shape -> references.put(plan.reference(shape), shape));
    }

    /**
     * A class file.
     *
     * @param name the internal name
     * @return the bytes, or null when the module has no such class
     */
    synchronized byte[] bytes(String name) {
        byte[] known = ahead.remove(name);
        if (known != null) {
            return known;
        }
        if (references.containsKey(name)) {
            return code.reference(references.get(name));
        }
        String simple = name.substring(plan.packageName.length() + 1);
        int dollar = simple.lastIndexOf('$');
        String variant = simple.substring(dollar + 1);
        return switch (dollar < 0 ? simple : simple.substring(0, dollar)) {
            case "Instance" -> InstanceWriter.write(plan);
            case "Code" -> dollar < 0 ? code.common() : first(name, code.variant(variant));
            case "Stubs" -> first(name, code.stubs(variant));
            default -> dollar < 0 ? null : functions(name, simple, variant);
        };
    }

    private byte[] functions(String name, String simple, String variant) {
        int number;
        try {
            int end = simple.indexOf(simple.charAt(0) == 'P' ? 'x' : '$');
            int value = Integer.parseInt(simple.substring(1, end));
            number = simple.charAt(0) == 'P' ? plan.classOf(value) : value;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
        if (number < 0 || number >= plan.classCount()) {
            return null;
        }
        return first(name, FunctionsWriter.write(plan, variant, number));
    }

    /** The class that was asked for; those written with it are kept until they are. */
    private byte[] first(String name, Map<String, byte[]> written) {
        byte[] bytes = written.remove(name);
        written.forEach(ahead::putIfAbsent);
        return bytes;
    }

    /**
     * All classes for one variant, in a fixed order: what a stored artefact holds.
     *
     * @param variant a letter for each memory
     * @return class files by internal name
     */
    Map<String, byte[]> all(String variant) {
        List<String> single = new ArrayList<>(List.of(plan.instance(), plan.code()));
        plan.referableShapes().forEach(shape -> single.add(plan.reference(shape)));
        Map<String, byte[]> classes = new LinkedHashMap<>();
        single.forEach(name -> classes.put(name, bytes(name)));
        classes.putAll(code.variant(variant));
        classes.putAll(code.stubs(variant));
        for (int number = 0; number < plan.classCount(); number++) {
            classes.putAll(FunctionsWriter.write(plan, variant, number));
        }
        return classes;
    }
}
