package org.granary.compile.define;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.granary.module.ParsedModule;
import org.granary.type.ExternType;
import org.objectweb.asm.ClassReader;

/**
 * In which order a first call is likely to come to a module's classes of functions: by how many references they are away from the start
 * function and the exports. Stateless.
 */
final class CallOrder {
    private static final int CLASS = 7;

    private CallOrder() {
    }

    /**
     * The order.
     *
     * @param plan    the module
     * @param classes class files by names without package
     * @return names of those for the form that memories begin with, and of nothing else
     */
    static Set<String> of(ModulePlan plan, Map<String, byte[]> classes) {
        String variant = Representations.first(plan.module, plan.config);
        Set<String> found = new LinkedHashSet<>();
        if (variant == null) {
            return found;
        }
        int simple = plan.packageName.length() + 1;
        for (int number : entries(plan)) {
            String name = plan.functions(number, variant).substring(simple);
            if (classes.containsKey(name)) {
                found.add(name);
            }
        }
        Deque<String> next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            for (String name : references(classes.get(next.remove()), plan.packageName)) {
                if (classes.containsKey(name) && found.add(name)) {
                    next.add(name);
                }
            }
        }
        return found;
    }

    /** The classes of what is called from outside. */
    private static List<Integer> entries(ModulePlan plan) {
        List<Integer> entries = new ArrayList<>();
        int first = plan.firstAtHand();
        if (first >= 0) {
            entries.add(first);
        }
        for (ParsedModule.Export export : plan.module.parsed().exports()) {
            if (export.kind() == ExternType.Kind.FUNC.ordinal() && export.index() >= plan.module.importedFunctions()) {
                entries.add(plan.classOf(export.index()));
            }
        }
        return entries;
    }

    /** The classes of a package that a class names, in the order in which its code came to them. */
    private static List<String> references(byte[] file, String packageName) {
        ClassReader reader = new ClassReader(file);
        char[] buffer = new char[reader.getMaxStringLength()];
        List<String> names = new ArrayList<>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int offset = reader.getItem(i);
            // the second half of a long constant has no place
            if (offset > 0 && file[offset - 1] == CLASS) {
                String name = reader.readUTF8(offset, buffer);
                if (name.startsWith(packageName + "/")) {
                    names.add(name.substring(packageName.length() + 1));
                }
            }
        }
        return names;
    }
}
