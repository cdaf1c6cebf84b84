package org.granary.compile.build;

import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteWriter;
import org.granary.compile.ir.IrFunction;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.granary.op.OpWriter;
import org.granary.type.FuncType;
import org.granary.type.NumType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.FuelPlan;
import org.granary.validate.ModuleValidator;

/**
 * A module around one function, for tests: type 0 is the function's, type 1 is {@code (i32 i32) -> (i32 i32)}, type 2 is {@code (i32) ->
 * (i32)}; function 0 is the one in question, function 1 of type 2 returns its argument; one memory, one table of functions, global 0 is a
 * mutable i32, tag 0 carries an i32.
 */
final class Built {
    static final FuncType PAIR = FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32, ValType.I32);
    static final FuncType ONE = FuncType.taking(ValType.I32).returning(ValType.I32);

    static final FuncType NUMBER = FuncType.taking(ValType.I32);

    private Built() {
    }

    static IrFunction function(FuncType type, List<ValType> locals, Consumer<OpWriter> body) {
        EngineConfig config = EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true).build();
        byte[] module = module(type, locals, body);
        return IrBuilder.build(ModuleValidator.validate(ModuleDecoder.decode(module, config), config, new TypeCanon()), 0, FuelPlan.FREE,
                false);
    }

    private static byte[] module(FuncType type, List<ValType> locals, Consumer<OpWriter> body) {
        ByteWriter out = new ByteWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        ByteWriter types = new ByteWriter().u32(4);
        for (FuncType func : List.of(type, PAIR, ONE, NUMBER)) {
            types.u8(0x60);
            list(types, func.params());
            list(types, func.results());
        }
        section(out, 1, types);
        section(out, 3, new ByteWriter().u32(2).u32(0).u32(2));
        section(out, 4, new ByteWriter().u32(1).u8(0x70).u8(0).u32(1));
        section(out, 5, new ByteWriter().u32(1).u8(0).u32(1));
        section(out, 13, new ByteWriter().u32(1).u8(0).u32(3));
        section(out, 6, new ByteWriter().u32(1).u8(0x7f).u8(1).u8(0x41).u8(0).u8(0x0b));
        ByteWriter code = new ByteWriter().u32(locals.size());
        locals.forEach(local -> code.u32(1).u8(letter(local)));
        body.accept(new OpWriter(code));
        code.u8(0x0b);
        byte[] echo = {0, 0x20, 0, 0x0b};
        section(out, 10, new ByteWriter().u32(2).sized(code.toByteArray()).sized(echo));
        return out.toByteArray();
    }

    private static void list(ByteWriter out, List<ValType> types) {
        out.u32(types.size());
        types.forEach(type -> out.u8(letter(type)));
    }

    private static int letter(ValType type) {
        return type instanceof NumType number ? 0x7f - number.ordinal() : 0x7b;
    }

    private static void section(ByteWriter out, int id, ByteWriter content) {
        out.u8(id).sized(content.toByteArray());
    }
}
