package org.granary.engine.impl;

import java.util.HexFormat;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.LoadedClasses;
import org.granary.artefact.Proof;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.module.ParsedModule;
import org.granary.validate.BodyFacts;
import org.granary.validate.ValidModule;

/**
 * What can be made of an artefact while it is still read and proven, on threads of its own: its source is decoded, and a module made of
 * that for when the proof holds. Nothing of it is believed and nothing runs; where the proof fails it is forgotten. Who has made the module
 * helps with the proof. Confined to the thread that loads, but for what is said to be read by others.
 */
final class Early implements Pieces.Seen {
    private final EngineState engine;
    private final boolean whole;
    private final Later classes = new Later();
    private byte[] bytes;
    private Beside<ParsedModule> decoded;
    private Beside<ModuleImpl> module;
    /** Read by the thread that makes the module. */
    private volatile Proof proof;

    /**
     * Begins nothing yet.
     *
     * @param engine the engine
     * @param whole  whether to make the module, too
     */
    Early(EngineState engine, boolean whole) {
        this.engine = engine;
        this.whole = whole;
    }

    @Override
    public void sofar(byte[] seen, int count) {
        if (bytes != seen) {
            Artefact begun = ArtefactFormat.beginning(seen, count);
            if (begun != null) {
                begin(seen, begun);
            }
        }
    }

    private void begin(byte[] seen, Artefact begun) {
        bytes = seen;
        decoded = Beside.begin(new Decoding(engine, begun));
        if (whole) {
            module = Beside.begin(new Making(this, begun, decoded));
        }
    }

    private record Decoding(EngineState engine, Artefact begun) implements Beside.Work<ParsedModule> {
        @Override
        public ParsedModule call() {
            return engine.decode(begun.source());
        }
    }

    private record Making(Early early, Artefact begun, Beside<ParsedModule> source) implements Beside.Work<ModuleImpl> {
        @Override
        public ModuleImpl call() {
            ModuleImpl made = early.made(begun, source);
            Proof left = early.proof;
            if (left != null) {
                left.help();
            }
            return made;
        }
    }

    /** All has been read: what was begun with other bytes begins anew. */
    void read(byte[] all, Artefact parts, Proof begun) {
        proof = begun;
        if (bytes != all) {
            begin(all, parts);
        }
    }

    Beside<ParsedModule> decoded() {
        return decoded;
    }

    /** The module, of a proven artefact only. */
    ModuleImpl module(LoadedClasses loaded) {
        classes.loaded = loaded;
        return module.result();
    }

    /** Of a proven artefact: its bodies were valid when it was made; its classes are looked through when they are needed. */
    private ModuleImpl made(Artefact artefact, Beside<ParsedModule> source) {
        ParsedModule parsed = source.result();
        ValidModule valid = engine.compiler.interprets() ? engine.valid(parsed) : engine.validOutside(parsed, facts(artefact));
        return engine.module(valid, HexFormat.of().formatHex(artefact.sourceSha256()), classes);
    }

    private static BodyFacts facts(Artefact artefact) {
        try {
            return BodyFacts.of(artefact.facts());
        } catch (IllegalArgumentException e) {
            throw new ArtefactException(Reason.STRUCTURE, e.getMessage());
        }
    }

    /** The classes of an artefact: nobody asks for one before somebody has the module, which is after they are there. */
    static final class Later implements KeptClasses {
        private volatile LoadedClasses loaded;

        Later() {
        }

        Later(LoadedClasses loaded) {
            this.loaded = loaded;
        }

        @Override
        public boolean atHand() {
            return true;
        }

        @Override
        public byte[] find(String name) {
            return loaded.find(name);
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // an artefact stays as it is
        }
    }
}
