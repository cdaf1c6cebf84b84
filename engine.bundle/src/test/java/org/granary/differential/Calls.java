package org.granary.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.granary.op.CoreOp;
import org.granary.op.Op;
import org.granary.type.FuncType;
import org.granary.type.ValType;

/** Calls: direct, through the table, through references, and each of them in place of a return. */
final class Calls implements RandomBody.Family {
    private final RandomBody body;
    private final Surroundings surroundings;

    Calls(RandomBody body) {
        this.body = body;
        this.surroundings = body.surroundings;
    }

    @Override
    public void write() {
        int callee = body.random.nextInt(surroundings.functions.size());
        boolean tail = body.chance(15);
        if (tail) {
            int[] fitting = IntStream.range(0, surroundings.functions.size())
                    .filter(i -> surroundings.signature(i).results().equals(body.type().results())).toArray();
            callee = fitting[body.random.nextInt(fitting.length)];
        }
        FuncType type = surroundings.signature(callee);
        List<ValType> taken = new ArrayList<>(type.params());
        switch (body.random.nextInt(3)) {
            case 0 -> {
                body.take(taken);
                body.out.function(tail ? CoreOp.RETURN_CALL : CoreOp.CALL, callee);
            }
            case 1 -> {
                body.take(taken);
                // mostly the function itself; the table may have changed meanwhile
                body.out.number(CoreOp.I32_CONST, body.slips(10) ? body.random.nextInt(18) : callee + 1);
                body.out.indirect(tail ? CoreOp.RETURN_CALL_INDIRECT : CoreOp.CALL_INDIRECT, typeIndex(callee), 0);
            }
            default -> {
                body.take(taken);
                if (body.slips(5)) {
                    body.out.heap(CoreOp.REF_NULL, surroundings.typeOf(callee).heap());
                } else {
                    body.out.function(CoreOp.REF_FUNC, callee);
                }
                Op op = tail ? CoreOp.RETURN_CALL_REF : CoreOp.CALL_REF;
                body.out.composite(op, typeIndex(callee), -1);
            }
        }
        if (tail) {
            body.die();
        } else {
            body.pushed(type.results());
        }
    }

    private int typeIndex(int function) {
        return surroundings.firstSignature() + surroundings.functions.get(function);
    }
}
