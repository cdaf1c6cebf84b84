package org.granary.engine.impl;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.ModuleCompiler;
import org.granary.compile.spi.Compiler;
import org.granary.engine.EngineConfig;
import org.granary.interpret.Interpreter;
import org.granary.type.TypeCanon;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;

/**
 * An engine behind all its handles. Thread-safe.
 *
 * <p>It is alive while a counted handle is open or a module of it can be reached; stores hold counted handles.
 */
final class EngineState {
    final EngineConfig config;
    final TypeCanon types = new TypeCanon();
    final Compiler compiler;
    private final List<WeakReference<ModuleImpl>> modules = new ArrayList<>();
    private int handles;
    private int purgeAt = 64;

    EngineState(EngineConfig config) {
        this.config = config;
        this.compiler = config.interpreter() ? new Interpreter(config) : compiler(config, ModuleCompiler::new);
    }

    /**
     * A compiler where classes can be defined, else the interpreter.
     *
     * @param maker makes a compiler, and defines a first class with it
     */
    static Compiler compiler(EngineConfig config, Function<EngineConfig, Compiler> maker) {
        try {
            return maker.apply(config);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // what it is differs from one runtime to the next; none of them has anything to do with the settings
            return new Interpreter(config);
        }
    }

    synchronized void opened() {
        handles++;
    }

    synchronized void closed() {
        handles--;
    }

    synchronized boolean alive() {
        return handles > 0 || modules.stream().anyMatch(module -> !module.refersTo(null));
    }

    /** The engine's own reading of a binary; the array belongs to the module from now on. */
    ValidModule valid(byte[] binary) {
        return ModuleValidator.validate(ModuleDecoder.decode(binary, config), config, types);
    }

    ModuleImpl compile(byte[] binary) {
        ValidModule valid = valid(binary);
        String sha256 = Digest.sha256(binary);
        ModuleImpl module = new ModuleImpl(this, valid, compiler.compile(valid, sha256), sha256);
        remember(module);
        return module;
    }

    private synchronized void remember(ModuleImpl module) {
        if (modules.size() >= purgeAt) {
            modules.removeIf(known -> known.refersTo(null));
            purgeAt = Math.max(64, modules.size() * 2);
        }
        modules.add(new WeakReference<>(module));
    }
}
