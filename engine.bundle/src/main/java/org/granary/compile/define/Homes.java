package org.granary.compile.define;

import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The class that methods go to which choose among functions, and further classes beside it where the functions are many: a class file can
 * name some 20,000 of them. Confined to one thread.
 */
final class Homes {
    /** One class names no more functions than this. */
    private static final int MOST_FUNCTIONS = 4_000;

    private final Home main;
    private final boolean crowded;
    private final Map<String, ClassWriter> further = new LinkedHashMap<>();
    private Home current;
    private int left;

    /**
     * A class.
     *
     * @param name   its internal name
     * @param writer writes it
     */
    record Home(String name, ClassWriter writer) {
    }

    /**
     * A class, without others so far.
     *
     * @param name      its internal name
     * @param writer    writes it
     * @param functions how many functions all of its methods choose among
     */
    Homes(String name, ClassWriter writer, int functions) {
        main = new Home(name, writer);
        crowded = functions > MOST_FUNCTIONS;
    }

    Home main() {
        return main;
    }

    /** Whether the class itself has no room for all functions. */
    boolean crowded() {
        return crowded;
    }

    /** Where a method goes that chooses among so many functions. */
    Home helper(int functions) {
        if (!crowded) {
            return main;
        }
        if (left < functions) {
            String name = main.name() + "$" + further.size();
            current = new Home(name, ClassFiles.begin(Opcodes.ACC_FINAL, name, "java/lang/Object"));
            further.put(name, current.writer());
            left = MOST_FUNCTIONS;
        }
        left -= functions;
        return current;
    }

    /** All class files by internal name, the class itself first. */
    Map<String, byte[]> finish() {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        classes.put(main.name(), ClassFiles.finish(main.writer()));
        for (Map.Entry<String, ClassWriter> entry : further.entrySet()) {
            classes.put(entry.getKey(), ClassFiles.finish(entry.getValue()));
        }
        return classes;
    }
}
