package org.granary.artefact;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.engine.ArtefactException;

/** The classes of an artefact, each looked through before it is given out for the first time. Thread-safe. */
public final class LoadedClasses {
    private final Artefact artefact;
    private final boolean checkpoints;
    private final ClassCheck.Known known = new ClassCheck.Known();
    private final Set<String> passed = ConcurrentHashMap.newKeySet();
    /** What has been looked through ahead, until somebody asks for a class. */
    private final AtomicReference<First> first = new AtomicReference<>();

    private record First(String name, byte[] file) {
    }

    /**
     * The classes of an artefact.
     *
     * @param artefact    the artefact
     * @param checkpoints whether guests of the engine can be stopped
     */
    public LoadedClasses(Artefact artefact, boolean checkpoints) {
        this.artefact = artefact;
        this.checkpoints = checkpoints;
    }

    /**
     * Looks through all of them.
     *
     * @param packageName the module's package, with slashes
     * @return false when it is not certain that they can be stopped everywhere
     * @throws ArtefactException when one must not be defined
     */
    public boolean checkAll(String packageName) {
        boolean certain = true;
        for (String name : artefact.names()) {
            certain &= ClassCheck.passes(artefact.file(name), packageName, name, checkpoints, known);
            passed.add(name);
        }
        return certain;
    }

    /**
     * Looks through a class ahead of time: whatever does that is ready when the first one is needed, by a guest with little stack left
     * perhaps.
     *
     * @param packageName the module's package, with slashes
     * @param likely      the internal name of a class that is likely to be needed first: it is kept until it is; or null
     */
    public void warm(String packageName, String likely) {
        if (likely != null && atHand(likely)) {
            try {
                first.set(new First(likely, find(likely)));
                return;
            } catch (ArtefactException e) {
                // told when the class is needed
                first.set(null);
            }
        }
        for (String name : artefact.classes().names()) {
            try {
                find(packageName + "/" + name);
                return;
            } catch (ArtefactException e) {
                // told when the class is needed
                continue;
            }
        }
    }

    /**
     * Whether a class is there, and nothing is read for it: one of the first part, or of the further ones when they have been read.
     *
     * @param internalName its name
     * @return true for ever when it was true once
     */
    public boolean atHand(String internalName) {
        String name = internalName.substring(internalName.lastIndexOf('/') + 1);
        return artefact.classes().get(name) != null || artefact.further().atHand(name);
    }

    /**
     * A class file that was looked through. Where {@link #atHand} says that it is not there, its file may be read, which may take long.
     *
     * @param internalName its name
     * @return the bytes, or null when the artefact has no such class
     * @throws ArtefactException when it must not be defined
     */
    public byte[] find(String internalName) {
        First ahead = first.get();
        if (ahead != null && first.compareAndSet(ahead, null) && ahead.name.equals(internalName)) {
            return ahead.file;
        }
        int slash = internalName.lastIndexOf('/');
        String name = internalName.substring(slash + 1);
        PackedClass packed = artefact.classes().get(name);
        packed = packed != null ? packed : artefact.further().find(name);
        if (packed == null) {
            return null;
        }
        byte[] file = packed.file();
        if (!passed.contains(name)) {
            ClassCheck.passes(file, internalName.substring(0, slash), name, checkpoints, known);
            passed.add(name);
        }
        return file;
    }
}
