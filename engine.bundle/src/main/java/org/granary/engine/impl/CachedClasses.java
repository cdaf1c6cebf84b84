package org.granary.engine.impl;

import java.util.Map;
import org.granary.artefact.CodeCache;
import org.granary.artefact.LoadedClasses;
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
            return new LoadedClasses(Map.of(simple, file), checkpoints).find(name);
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
