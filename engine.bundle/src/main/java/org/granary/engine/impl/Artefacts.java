package org.granary.engine.impl;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import org.granary.artefact.Artefact;
import org.granary.artefact.ArtefactFormat;
import org.granary.artefact.ArtefactInput;
import org.granary.artefact.CodeCache;
import org.granary.artefact.LoadedClasses;
import org.granary.artefact.Notary;
import org.granary.artefact.Proof;
import org.granary.compile.spi.CompiledModule;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.EngineConfig;
import org.granary.validate.BodyFacts;
import org.granary.validate.ValidModule;

/** Compiled code that comes from outside and goes there: artefacts, and the cache. Thread-safe. */
final class Artefacts {
    private final EngineState engine;
    private final EngineConfig config;
    private final Notary notary;
    private final CodeCache cache;
    /** Computed when it is first needed: it takes a look at all classes of the engine. */
    private byte[] compatibility;

    Artefacts(EngineState engine) {
        this.engine = engine;
        this.config = engine.config;
        this.notary = new Notary(config.artefacts());
        this.cache = engine.compiler.interprets() || config.cacheDirectory().isEmpty() ? null : cache(config.cacheDirectory().get());
    }

    private CodeCache cache(Path folder) {
        CodeCache.prepare(folder);
        return new CodeCache(folder, compatibility(), notary, config.cacheBytes(), config.cacheAge(), InstantSource.system());
    }

    private synchronized byte[] compatibility() {
        if (compatibility == null) {
            compatibility = Compatibility.hash(config, engine.compiler.interprets());
        }
        return compatibility;
    }

    String compatibilityHash() {
        return HexFormat.of().formatHex(compatibility());
    }

    /** Writes a module of this engine. */
    byte[] write(ValidModule valid, CompiledModule code) {
        SortedMap<String, byte[]> classes = code.functionClasses();
        byte[] plain = ArtefactFormat.write(compatibility(), valid.facts().bytes(), valid.parsed().bytes(), classes, code.order(classes));
        return ArtefactFormat.sealed(plain, notary.seals(plain));
    }

    /**
     * Loads an artefact. What it is checked by is worked out beside the decoding of its source, and of what is made of that: whatever
     * anybody writes may be decoded, and what came of it is forgotten when nothing proves where it comes from.
     *
     * @param in     where the artefact is
     * @param source the binary that it must have been made of, or null when that is for the artefact to prove
     * @return the module
     */
    ModuleImpl load(ArtefactInput in, byte[] source) {
        // first of all: a new process takes long for it
        Beside<byte[]> needed = Beside.begin(new Needed(this));
        Early early = new Early(engine, source == null);
        try {
            return load(in, source, early, needed);
        } finally {
            early.end();
        }
    }

    private ModuleImpl load(ArtefactInput in, byte[] source, Early early, Beside<byte[]> needed) {
        Artefact parts = ArtefactFormat.parts(in, early);
        Proof proof = notary.proof(parts, in, source == null);
        early.help(proof);
        proof.begin();
        early.awaitSource(in);
        // before anybody waits for what is needed: that takes a look at all classes of the engine
        proof.help(in);
        ArtefactFormat.checkCompatible(parts, needed.result());
        if (source != null) {
            proof.checkDigest();
            byte[] own = parts.source();
            if (!Arrays.equals(source, own)) {
                throw new ArtefactException(Reason.NOT_ITS_SOURCE, "it was made of another module: expected SHA-256 "
                        + Digest.sha256(source) + ", found " + HexFormat.of().formatHex(parts.sourceSha256()));
            }
            return unproven(parts, own, true);
        }
        Optional<String> missing = proof.missing();
        if (missing.isEmpty()) {
            LoadedClasses loaded = loaded(parts);
            early.proven(loaded);
            loaded.warm(CompiledModule.packageOf(HexFormat.of().formatHex(parts.sourceSha256())));
            return engine.remembered(early.module());
        }
        if (!config.artefacts().trustUnsigned()) {
            throw ArtefactException.advised(Reason.UNTRUSTED, "nothing proves where it comes from: expected the code of this host's key or "
                    + "the signature of a trusted key, found " + missing.get(), "give its source, trust the key, or set trustUnsigned");
        }
        return unproven(parts, parts.source(), false);
    }

    private record Needed(Artefacts artefacts) implements Beside.Work<byte[]> {
        @Override
        public byte[] call() {
            artefacts.notary.prepare();
            return artefacts.compatibility();
        }
    }

    private LoadedClasses loaded(Artefact artefact) {
        return new LoadedClasses(artefact, checkpoints());
    }

    /**
     * Everything is looked at before anything can run. Where looking at the code is not enough to know that it keeps within what its
     * source may do, it must be what the source compiles to.
     */
    private ModuleImpl unproven(Artefact artefact, byte[] source, boolean mustMatch) {
        ArtefactFormat.checkUnproven(artefact, source);
        String sha256 = HexFormat.of().formatHex(artefact.sourceSha256());
        ValidModule valid = engine.valid(engine.decode(source));
        if (!Arrays.equals(valid.facts().bytes(), artefact.facts())) {
            throw new ArtefactException(Reason.NOT_ITS_SOURCE, "what it says of its bodies is not true");
        }
        LoadedClasses loaded = loaded(artefact);
        ModuleImpl module = engine.remembered(engine.module(valid, sha256, new Early.Later(loaded)));
        String packageName = module.packagePrefix().replace('.', '/');
        boolean certain = loaded.checkAll(packageName.substring(0, packageName.length() - 1));
        if (mustMatch || !certain || exacting() || !PlainTypes.only(valid)) {
            match(artefact, module);
        }
        try {
            module.link(artefact.names());
        } catch (LinkageError e) {
            throw new ArtefactException(Reason.FORBIDDEN, "the JVM does not verify its code: " + e.getMessage());
        }
        return module;
    }

    /**
     * Whether check points can be looked for. Those of metered code stand behind counters, so that a circle may well come past none; it has
     * been sealed by this host, or has to be its source's.
     */
    private boolean checkpoints() {
        return config.interruptable() && !config.consumeFuel() && !config.epochInterruption();
    }

    /** Whether the engine wants more of code than can be seen in it: that it is paid for, that the epoch is looked at, the same bits. */
    private boolean exacting() {
        return config.consumeFuel() || config.epochInterruption() || config.canonicalizeNans();
    }

    private static void match(Artefact artefact, ModuleImpl module) {
        SortedMap<String, byte[]> expected = module.functionClasses();
        if (!expected.keySet().equals(artefact.names())) {
            throw new ArtefactException(Reason.NOT_ITS_SOURCE, "expected the classes " + expected.keySet() + ", found "
                    + artefact.names());
        }
        expected.forEach((name, file) -> {
            if (!Arrays.equals(file, artefact.file(name))) {
                throw new ArtefactException(Reason.NOT_ITS_SOURCE, "class " + name + " is not what its source compiles to");
            }
        });
    }

    /** Compiles a module, with what the cache has of it. */
    ModuleImpl compile(byte[] binary) {
        if (cache == null) {
            // to find the platform's digest alone takes as long as a small module
            Beside<String> digest = Beside.begin(new Hashing(binary));
            return engine.remembered(engine.module(engine.valid(engine.decode(binary)), digest.result(), KeptClasses.none()));
        }
        String sha256 = Digest.sha256(binary);
        return engine.remembered(engine.module(valid(binary, sha256), sha256, new CachedClasses(cache, sha256, checkpoints())));
    }

    private record Hashing(byte[] binary) implements Beside.Work<String> {
        @Override
        public String call() {
            return Digest.sha256(binary);
        }
    }

    /** Bodies that this host has found valid before are not validated again. */
    private ValidModule valid(byte[] binary, String sha256) {
        byte[] known = cache.find(sha256, "facts");
        if (known != null) {
            return engine.validOutside(engine.decode(binary), BodyFacts.of(known));
        }
        ValidModule valid = engine.valid(engine.decode(binary));
        cache.keep(sha256, "facts", valid.facts().bytes());
        return valid;
    }

    void close() {
        if (cache != null) {
            cache.close();
        }
    }
}
