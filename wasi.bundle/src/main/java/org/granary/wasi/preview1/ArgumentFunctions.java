package org.granary.wasi.preview1;

import java.util.List;
import org.granary.store.MemoryView;

/** Arguments and environment: texts that end with a zero byte, in the order in which they were given. */
record ArgumentFunctions(String name) implements Functions.Body {
    static void define(Functions to) {
        to.add(new ArgumentFunctions("args_get"), "ii");
        to.add(new ArgumentFunctions("args_sizes_get"), "ii");
        to.add(new ArgumentFunctions("environ_get"), "ii");
        to.add(new ArgumentFunctions("environ_sizes_get"), "ii");
    }

    @Override
    public Errno run(Call call) {
        return switch (name) {
            case "args_get" -> get(call, call.state.arguments);
            case "args_sizes_get" -> sizes(call, call.state.arguments);
            case "environ_get" -> get(call, call.state.environment);
            case "environ_sizes_get" -> sizes(call, call.state.environment);
            default -> throw Functions.unknown(name);
        };
    }

    private static long bytes(List<byte[]> texts) {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    private static Errno sizes(Call call, List<byte[]> texts) {
        call.require(call.u(0), 4);
        call.require(call.u(1), 4);
        call.memory().writeInt(call.u(0), texts.size());
        call.memory().writeInt(call.u(1), (int) bytes(texts));
        return Errno.SUCCESS;
    }

    private static Errno get(Call call, List<byte[]> texts) {
        long pointer = call.u(0);
        long at = call.u(1);
        call.require(pointer, 4L * texts.size());
        call.require(at, bytes(texts));
        MemoryView memory = call.memory();
        for (byte[] text : texts) {
            memory.writeInt(pointer, (int) at);
            memory.writeBytes(at, text);
            pointer += 4;
            at += text.length;
        }
        return Errno.SUCCESS;
    }
}
