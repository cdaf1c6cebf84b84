package org.granary.artefact;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The classes of an artefact, each looked through before it is given out for the first time. Thread-safe. */
public final class LoadedClasses {
    private final Map<String, byte[]> classes;
    private final boolean checkpoints;
    private final Map<String, byte[]> passed = new ConcurrentHashMap<>();

    /**
     * The classes of an artefact.
     *
     * @param classes     class files by name without package
     * @param checkpoints whether guests of the engine can be stopped
     */
    public LoadedClasses(Map<String, byte[]> classes, boolean checkpoints) {
        this.classes = classes;
        this.checkpoints = checkpoints;
    }

    /**
     * Looks through all of them.
     *
     * @param packageName the module's package, with slashes
     * @return false when it is not certain that they can be stopped everywhere
     * @throws org.granary.engine.ArtefactException when one must not be defined
     */
    public boolean checkAll(String packageName) {
        boolean certain = true;
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            certain &= ClassCheck.passes(entry.getValue(), packageName, entry.getKey(), checkpoints);
            passed.put(entry.getKey(), entry.getValue());
        }
        return certain;
    }

    /**
     * A class file that was looked through.
     *
     * @param internalName its name
     * @return the bytes, or null when the artefact has no such class
     * @throws org.granary.engine.ArtefactException when it must not be defined
     */
    public byte[] find(String internalName) {
        int slash = internalName.lastIndexOf('/');
        String name = internalName.substring(slash + 1);
        byte[] file = classes.get(name);
        if (file != null && !passed.containsKey(name)) {
            ClassCheck.passes(file, internalName.substring(0, slash), name, checkpoints);
            passed.put(name, file);
        }
        return file;
    }
}
