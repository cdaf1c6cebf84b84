package org.granary.artefact;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.artefact.ClassCheck.Passed;
import org.granary.engine.ArtefactException;

/** The classes of an artefact, each looked through before it is given out for the first time. Thread-safe. */
public final class LoadedClasses {
    /**
     * What the JVM's verifier may compare and make room for, for each byte of packed classes: programs come to 60 to 160. Beyond it classes
     * are compiled from the source, as if the artefact did not have them; that takes a genuine one longer, and it runs.
     */
    private static final long MOST_WORK = 1_024;
    /** So much it may for any artefact: about a second. */
    private static final long FREE_WORK = 1 << 30;

    private final Artefact artefact;
    private final boolean checkpoints;
    private final ClassCheck.Known known;
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
        this.known = new ClassCheck.Known(mostWork(artefact.classes().data().length()));
    }

    /**
     * What the JVM's verifier may compare and make room for in all classes of an artefact.
     *
     * @param packed the bytes of its packed classes
     * @return so much
     */
    static long mostWork(int packed) {
        return FREE_WORK + MOST_WORK * packed;
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
            certain &= ClassCheck.passes(artefact.file(name), packageName, name, checkpoints, known) == Passed.CERTAIN;
            passed.add(name);
        }
        return certain;
    }

    /**
     * Looks through the class that is likely to be needed first, and keeps it until a class is: whatever does that is ready then, and
     * whoever needs one is a guest with little stack left perhaps.
     *
     * @param packageName the module's package, with slashes
     */
    public void warm(String packageName) {
        String name = artefact.classes().foremost();
        try {
            byte[] file = name == null ? null : atHand(packageName + "/" + name);
            first.set(file == null ? null : new First(packageName + "/" + name, file));
        } catch (ArtefactException e) {
            // told when the class is needed
            first.set(null);
        }
    }

    private static String simple(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1);
    }

    /**
     * Whether the artefact has a class. It may be gone by when it is needed.
     *
     * @param internalName its name
     * @return whether it is in its table
     */
    public boolean has(String internalName) {
        return artefact.classes().has(simple(internalName));
    }

    /**
     * A class file that was looked through, if nothing has to be read for it.
     *
     * @param internalName its name
     * @return the bytes, or null; also where the verifier would take too long for it
     * @throws ArtefactException when it must not be defined
     */
    public byte[] atHand(String internalName) {
        First ahead = first.get();
        if (ahead != null && first.compareAndSet(ahead, null) && ahead.name.equals(internalName)) {
            return ahead.file;
        }
        return lookedThrough(internalName, artefact.classes().atHand(simple(internalName)));
    }

    /**
     * A class file that was looked through. The artefact's file may be read for it, which may take long.
     *
     * @param internalName its name
     * @return the bytes, or null when the artefact has no such class, its file has it no more, or the verifier would take too long for it
     * @throws ArtefactException when it must not be defined
     */
    public byte[] find(String internalName) {
        byte[] there = atHand(internalName);
        return there != null ? there : lookedThrough(internalName, artefact.classes().found(simple(internalName)));
    }

    private byte[] lookedThrough(String internalName, PackedClass packed) {
        if (packed == null) {
            return null;
        }
        String name = packed.name();
        byte[] file = packed.file();
        if (!passed.contains(name)) {
            String packageName = internalName.substring(0, internalName.lastIndexOf('/'));
            if (ClassCheck.passes(file, packageName, name, checkpoints, known) == Passed.COSTLY) {
                return null;
            }
            passed.add(name);
        }
        return file;
    }
}
