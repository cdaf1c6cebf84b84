package org.granary.differential;

import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.engine.EngineConfig;
import org.granary.module.ParsedModule;
import org.granary.op.Features;
import org.granary.op.Op;
import org.granary.op.OpReader;
import org.granary.op.OpVisitor;

/** A module for people: its bodies an instruction a line, then its bytes. */
final class Listing {
    /** Reads and says nothing. */
    static final OpVisitor SILENT = (OpVisitor) Proxy.newProxyInstance(OpVisitor.class.getClassLoader(), new Class<?>[] {OpVisitor.class},
            (proxy, method, arguments) -> null);

    private Listing() {
    }

    static String of(byte[] module, EngineConfig config) {
        ParsedModule parsed = ModuleDecoder.decode(module.clone(), config);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parsed.bodies().size(); i++) {
            ParsedModule.Body body = parsed.bodies().get(i);
            text.append("body ").append(i).append(", locals ").append(body.locals()).append('\n');
            OpReader reader = new OpReader(new ByteReader(parsed.bytes()).range(body.code(), body.end()), Features.of(config));
            while (!reader.atEnd()) {
                text.append(String.format("  +%-5d ", reader.position() - body.start()));
                reader.next(printing(text));
            }
        }
        return text.append(HexFormat.of().formatHex(module)).toString();
    }

    /** Every method of the visitor prints its name and its arguments. */
    private static OpVisitor printing(StringBuilder text) {
        Class<?>[] visitor = {OpVisitor.class};
        return (OpVisitor) Proxy.newProxyInstance(OpVisitor.class.getClassLoader(), visitor, (proxy, method, arguments) -> {
            if (arguments == null || !(arguments[0] instanceof Op)) {
                text.append(method.getName());
            }
            for (int i = 0; arguments != null && i < arguments.length; i++) {
                text.append(arguments[i] instanceof Op op ? op.text() : " " + shown(arguments[i]));
            }
            text.append('\n');
            return null;
        });
    }

    private static String shown(Object argument) {
        if (!argument.getClass().isArray()) {
            return argument instanceof Long bits ? Long.toHexString(bits) : String.valueOf(argument);
        }
        return IntStream.range(0, Array.getLength(argument)).mapToObj(i -> Array.get(argument, i)).toList().toString();
    }
}
