package org.granary.engine.impl;

import org.granary.artefact.ClassCheck;
import org.granary.artefact.CodeCache;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.ArtefactException;

/** What the cache has of a module's classes. Thread-safe. */
record CachedClasses(CodeCache cache, String sha256, boolean checkpoints) implements KeptClasses {
    @Override
    public byte[] find(String name) {
        String simple = name.substring(name.lastIndexOf('/') + 1);
        byte[] file = cache.find(sha256, simple);
        if (file == null) {
            return null;
        }
        try {
            ClassCheck.passes(file, name.substring(0, name.lastIndexOf('/')), simple, checkpoints);
            return file;
        } catch (ArtefactException e) {
            // compiled anew, and written over
            cache.forget(sha256, simple);
            return null;
        }
    }

    @Override
    public void keep(String name, byte[] classFile) {
        cache.keep(sha256, name.substring(name.lastIndexOf('/') + 1), classFile);
    }
}
