package org.granary.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.bytes.ByteWriter;
import org.granary.engine.EngineConfig;
import org.granary.module.ParsedModule;
import org.granary.op.Features;
import org.granary.op.Imm;
import org.granary.op.Op;
import org.granary.op.OpReader;

/** A module whose functions' instructions can be changed: what stands before and behind them stays as it is. */
final class Bodies {
    private static final int CODE = 10;
    private static final int HEADER = 8;

    private final byte[] before;
    private final byte[] behind;
    /** Each function's declaration of locals. */
    private final List<byte[]> locals = new ArrayList<>();
    /** Each function's instructions; the last is its {@code end}. */
    final List<List<Instruction>> code = new ArrayList<>();

    /**
     * An instruction.
     *
     * @param op    its row
     * @param bytes all of it
     */
    record Instruction(Op op, byte[] bytes) {
        boolean opens() {
            return op.immediate() == Imm.BLOCK || op.immediate() == Imm.TRY_TABLE;
        }

        boolean closes() {
            return op.immediate() == Imm.END || op.immediate() == Imm.DELEGATE;
        }
    }

    Bodies(byte[] module, EngineConfig config) {
        ByteReader in = new ByteReader(module).range(HEADER, module.length);
        int from = in.position();
        int id = in.u8();
        int size = in.u32();
        while (id != CODE) {
            in.position(in.position() + size);
            from = in.position();
            id = in.u8();
            size = in.u32();
        }
        before = Arrays.copyOf(module, from);
        behind = Arrays.copyOfRange(module, in.position() + size, module.length);
        ParsedModule parsed = ModuleDecoder.decode(module.clone(), config);
        for (ParsedModule.Body body : parsed.bodies()) {
            locals.add(Arrays.copyOfRange(module, body.start(), body.code()));
            OpReader reader = new OpReader(new ByteReader(parsed.bytes()).range(body.code(), body.end()), Features.of(config));
            List<Instruction> instructions = new ArrayList<>();
            while (!reader.atEnd()) {
                int start = reader.position();
                Op op = reader.next(Listing.SILENT);
                instructions.add(new Instruction(op, Arrays.copyOfRange(module, start, reader.position())));
            }
            code.add(instructions);
        }
    }

    /** The module with a function's instructions in place of those that it has. */
    byte[] with(int function, List<Instruction> changed) {
        ByteWriter section = new ByteWriter().u32(code.size());
        for (int i = 0; i < code.size(); i++) {
            ByteWriter body = new ByteWriter().bytes(locals.get(i));
            (i == function ? changed : code.get(i)).forEach(instruction -> body.bytes(instruction.bytes));
            section.u32(body.toByteArray().length).bytes(body.toByteArray());
        }
        byte[] content = section.toByteArray();
        return new ByteWriter().bytes(before).u8(CODE).u32(content.length).bytes(content).bytes(behind).toByteArray();
    }

    /** How many instructions there are in all. */
    int count() {
        return code.stream().mapToInt(List::size).sum();
    }
}
