package org.granary.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.text.Wat;
import org.granary.wasi.preview1.Functions;

/**
 * A guest that does nothing but hand the test's calls on to the system interface, with its own memory. It has no check point behind a call.
 */
public final class Guest implements AutoCloseable {
    /** Where results go that are numbers. */
    public static final int RESULT = 8;
    private static final int TEXT = 256;
    private static final int SECOND_TEXT = 4096;

    private final Engine engine = Engine.create(EngineConfig.builder().interruptable(true).build());
    public final Store<Void> store = Store.create(engine);
    private final Instance instance;
    public final Memory memory;

    public Guest(WasiConfig.Builder config) {
        this(config, Functions.PREVIEW1);
    }

    public Guest(WasiConfig.Builder config, String module) {
        Linker<Void> linker = Linker.create(engine);
        Wasi.define(linker);
        if (config != null) {
            Wasi.set(store, config.build());
        }
        instance = linker.instantiate(store, engine.compile(Wat.toBinary(source(module).getBytes(UTF_8))));
        memory = instance.memory("memory");
    }

    private static String source(String module) {
        StringBuilder imports = new StringBuilder("(module ");
        StringBuilder functions = new StringBuilder("(memory (export \"memory\") 4) ");
        for (Functions.Function function : Functions.of(module)) {
            List<String> parameters = new ArrayList<>();
            StringBuilder gets = new StringBuilder();
            function.type().params().forEach(type -> {
                gets.append("(local.get ").append(parameters.size()).append(") ");
                parameters.add(type.toString());
            });
            String type = "(param " + String.join(" ", parameters) + ")" + (function.type().results().isEmpty() ? "" : " (result i32)");
            imports.append("(import \"" + module + "\" \"" + function.name() + "\" (func $" + function.name() + " " + type + ")) ");
            functions.append("(func (export \"" + function.name() + "\") " + type + " (call $" + function.name() + " " + gets)
                    .append(")) ");
        }
        return imports.append(functions).append(")").toString();
    }

    /** Calls a function; the error number, or 0 for those without. */
    public int call(String name, Object... arguments) {
        Object[] results = instance.func(name).call(arguments);
        return results.length == 0 ? 0 : (Integer) results[0];
    }

    public org.granary.store.Func func(String name) {
        return instance.func(name);
    }

    /** Puts a text into memory; its length in bytes. */
    private int put(int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        memory.writeBytes(at, bytes);
        return bytes.length;
    }

    public int path(String name, int fd, String path) {
        return call(name, fd, TEXT, put(TEXT, path));
    }

    /** Opens a path; the descriptor, or the error number below zero. */
    public int open(int fd, String path, int how, long rights, int flags) {
        int errno = call("path_open", fd, 1, TEXT, put(TEXT, path), how, rights, -1L, flags, RESULT);
        return errno == 0 ? memory.readInt(RESULT) : -errno;
    }

    public int twoPaths(String name, int fd, String path, int other, String newPath) {
        int length = put(TEXT, path);
        int newLength = put(SECOND_TEXT, newPath);
        return name.equals("path_link")
                ? call(name, fd, 0, TEXT, length, other, SECOND_TEXT, newLength)
                : call(name, fd, TEXT, length, other, SECOND_TEXT, newLength);
    }

    public int symlink(String text, int fd, String path) {
        return call("path_symlink", TEXT, put(TEXT, text), fd, SECOND_TEXT, put(SECOND_TEXT, path));
    }

    /** Writes a text; the error number. */
    public int write(int fd, String text) {
        int length = put(TEXT, text);
        memory.writeInt(16, TEXT);
        memory.writeInt(20, length);
        return call("fd_write", fd, 16, 1, RESULT);
    }

    /** Reads at most 100 bytes; fails on an error number. */
    public String read(int fd) {
        memory.writeInt(16, TEXT);
        memory.writeInt(20, 100);
        int errno = call("fd_read", fd, 16, 1, RESULT);
        if (errno != 0) {
            throw new AssertionError("error number " + errno);
        }
        return memory.readUtf8(TEXT, memory.readInt(RESULT));
    }

    @Override
    public void close() {
        store.close();
        engine.close();
    }
}
