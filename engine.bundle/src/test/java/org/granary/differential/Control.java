package org.granary.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.granary.op.BlockType;
import org.granary.op.CatchClause;
import org.granary.op.CoreOp;
import org.granary.op.GcOp;
import org.granary.op.Op;
import org.granary.type.FuncType;
import org.granary.type.RefType;
import org.granary.type.ValType;

/** Blocks, branches, exceptions. */
final class Control implements RandomBody.Family {
    private final RandomBody body;
    private final Surroundings surroundings;

    Control(RandomBody body) {
        this.body = body;
        this.surroundings = body.surroundings;
    }

    @Override
    public void write() {
        if (!body.mayOpen()) {
            branch();
            return;
        }
        switch (body.random.nextInt(12)) {
            case 0, 1 -> block();
            case 2 -> loop();
            case 3, 4 -> counted();
            case 5, 6 -> choice();
            case 7 -> catching();
            case 8 -> legacy();
            default -> branch();
        }
    }

    /** A block type and what it stands for. */
    private record Kind(BlockType written, FuncType type) {
    }

    private Kind kind() {
        if (body.chance(40)) {
            return new Kind(BlockType.EMPTY, FuncType.taking());
        }
        if (body.chance(50)) {
            ValType result = surroundings.any(body.random);
            return new Kind(BlockType.of(result), FuncType.taking().returning(result));
        }
        return kind(1 + body.random.nextInt(9));
    }

    private Kind kind(int signature) {
        return new Kind(BlockType.of(surroundings.firstSignature() + signature), surroundings.signatures.get(signature));
    }

    private void block() {
        Kind kind = kind();
        body.take(kind.type.params());
        body.out.block(CoreOp.BLOCK, kind.written);
        body.inside(kind.type.results(), kind.type.params(), body::run, kind.type.results());
        end(kind);
    }

    private void end(Kind kind) {
        body.out.end();
        body.pushed(kind.type.results());
    }

    private void loop() {
        Kind kind = kind();
        body.take(kind.type.params());
        body.out.block(CoreOp.LOOP, kind.written);
        body.inside(kind.type.params(), kind.type.params(), () -> {
            body.burn();
            body.run();
        }, kind.type.results());
        end(kind);
    }

    /** A loop whose counter goes to its bound in strides, as compilers write them; sometimes past it. */
    private void counted() {
        int counter = body.ownLocal(ValType.I32, true);
        int stride = body.one(List.of(1, 2, 3, 4, 8, 16, -1, -2, -4));
        int times = 1 + body.random.nextInt(6);
        int bound = body.chance(60) ? 0 : body.random.nextInt(64);
        body.out.number(CoreOp.I32_CONST, bound - stride * times + (body.chance(8) ? 1 : 0));
        body.out.local(CoreOp.LOCAL_SET, counter);
        body.out.block(CoreOp.LOOP, BlockType.EMPTY);
        body.inside(List.of(), List.of(), () -> {
            body.burn();
            body.run();
            body.finish(List.of());
            body.out.local(CoreOp.LOCAL_GET, counter);
            body.out.number(CoreOp.I32_CONST, stride);
            body.out.plain(CoreOp.I32_ADD);
            body.out.local(CoreOp.LOCAL_TEE, counter);
            if (bound != 0 || body.chance(20)) {
                body.out.number(CoreOp.I32_CONST, bound);
                body.out.plain(body.chance(70) ? CoreOp.I32_NE : stride > 0 ? CoreOp.I32_LT_S : CoreOp.I32_GT_S);
            }
            body.out.branch(CoreOp.BR_IF, 0);
        }, List.of());
        body.out.end();
    }

    private void choice() {
        Kind kind = kind();
        boolean orElse = body.chance(60) || !kind.type.params().equals(kind.type.results());
        List<ValType> taken = new ArrayList<>(kind.type.params());
        taken.add(ValType.I32);
        body.take(taken);
        body.out.block(CoreOp.IF, kind.written);
        body.inside(kind.type.results(), kind.type.params(), body::run, kind.type.results());
        if (orElse) {
            body.out.orElse();
            body.inside(kind.type.results(), kind.type.params(), body::run, kind.type.results());
        }
        end(kind);
    }

    /** {@code try_table} in a block that gets what is caught. */
    private void catching() {
        int tag = body.random.nextInt(surroundings.tags.size());
        boolean reference = body.chance(40);
        // behind a tag's own type stand those that give what it carries, without and with the exception
        Kind caught = kind(surroundings.tags.get(tag) + (reference ? 2 : 1));
        body.out.block(CoreOp.BLOCK, caught.written);
        body.inside(caught.type.results(), List.of(), () -> {
            List<CatchClause> clauses = new ArrayList<>(List.of(new CatchClause(tag, reference, 0)));
            for (int label = 0; label < body.labels(); label++) {
                if (body.label(label).isEmpty() && body.chance(30)) {
                    clauses.add(new CatchClause(body.chance(30) ? CatchClause.ALL : other(tag), false, label));
                }
            }
            clauses.removeIf(clause -> clause.tag() >= 0 && clause.tag() != tag && !carried(clause.tag()).isEmpty());
            Kind kind = kind();
            body.take(kind.type.params());
            body.out.tryTable(CoreOp.TRY_TABLE, kind.written, clauses);
            body.inside(kind.type.results(), kind.type.params(), body::run, kind.type.results());
            end(kind);
        }, caught.type.results());
        end(caught);
    }

    private int other(int tag) {
        return surroundings.tags.size() - 1 - tag;
    }

    private List<ValType> carried(int tag) {
        return surroundings.signatures.get(surroundings.tags.get(tag)).params();
    }

    /** The former {@code try}, with handlers or a {@code delegate}. */
    private void legacy() {
        Kind kind = kind();
        body.take(kind.type.params());
        body.out.block(CoreOp.TRY, kind.written);
        boolean delegates = body.chance(25);
        body.inside(kind.type.results(), kind.type.params(), () -> {
            body.run();
            if (delegates) {
                return;
            }
            for (int tag = body.random.nextInt(2); tag < surroundings.tags.size(); tag++) {
                body.finish(kind.type.results());
                body.out.handler(CoreOp.CATCH, tag);
                body.handling(carried(tag));
                body.run();
                if (body.chance(15)) {
                    again(0);
                }
            }
            if (body.chance(50)) {
                body.finish(kind.type.results());
                body.out.handler(CoreOp.CATCH_ALL, CatchClause.ALL);
                body.handling(List.of());
                body.run();
            }
        }, kind.type.results());
        if (delegates) {
            body.out.delegate(CoreOp.DELEGATE, body.random.nextInt(body.labels()));
            body.pushed(kind.type.results());
        } else {
            end(kind);
        }
    }

    private int label() {
        return body.random.nextInt(body.labels());
    }

    private void branch() {
        int label = label();
        switch (body.random.nextInt(14)) {
            case 0 -> leave(CoreOp.BR, label);
            case 1 -> table(label);
            case 2 -> {
                body.take(body.type().results());
                body.out.plain(CoreOp.RETURN);
                body.die();
            }
            case 3 -> {
                if (surroundings.wild || body.chance(30)) {
                    raise();
                } else {
                    conditional(label);
                }
            }
            case 4 -> onNull(label);
            case 5 -> onNonNull(label);
            case 6, 7 -> onCast(label);
            case 8 -> again(label);
            default -> conditional(label);
        }
    }

    private void leave(Op op, int label) {
        body.take(body.label(label));
        body.out.branch(op, label);
        body.die();
    }

    private static List<ValType> with(List<ValType> types, ValType more) {
        List<ValType> all = new ArrayList<>(types);
        all.add(more);
        return all;
    }

    private void conditional(int label) {
        body.take(with(body.label(label), ValType.I32));
        body.out.branch(CoreOp.BR_IF, label);
        body.pushed(body.label(label));
    }

    private void table(int label) {
        List<ValType> types = body.label(label);
        int[] alike = IntStream.range(0, body.labels()).filter(other -> body.label(other).equals(types)).toArray();
        int[] labels = IntStream.range(0, body.random.nextInt(5)).map(i -> alike[body.random.nextInt(alike.length)]).toArray();
        body.take(with(types, ValType.I32));
        body.out.branchTable(labels, label);
        body.die();
    }

    private void raise() {
        int tag = body.random.nextInt(surroundings.tags.size());
        if (body.chance(15)) {
            body.take(List.of(Surroundings.EXN));
            body.out.plain(CoreOp.THROW_REF);
        } else {
            body.take(carried(tag));
            body.out.tag(CoreOp.THROW, tag);
        }
        body.die();
    }

    private void again(int label) {
        if (body.isHandler(label)) {
            body.out.branch(CoreOp.RETHROW, label);
            body.die();
        } else {
            raise();
        }
    }

    private void onNull(int label) {
        RefType type = (RefType) body.one(surroundings.types().stream().filter(RefType.class::isInstance).toList());
        body.take(with(body.label(label), type));
        body.out.branch(CoreOp.BR_ON_NULL, label);
        body.pushed(body.label(label));
        body.pushed(type);
    }

    private void onNonNull(int label) {
        List<ValType> types = body.label(label);
        if (types.isEmpty() || !(types.get(types.size() - 1) instanceof RefType)) {
            onNull(label);
            return;
        }
        body.take(types);
        body.out.branch(CoreOp.BR_ON_NON_NULL, label);
        body.pushed(types.subList(0, types.size() - 1));
    }

    private void onCast(int label) {
        List<ValType> types = body.label(label);
        if (types.isEmpty() || !types.get(types.size() - 1).equals(Surroundings.ANY)) {
            if (body.mayOpen()) {
                onCastInBlock();
            } else {
                conditional(label);
            }
            return;
        }
        cast(label, types);
    }

    private void onCastInBlock() {
        Kind kind = new Kind(BlockType.of(Surroundings.ANY), FuncType.taking().returning(Surroundings.ANY));
        body.out.block(CoreOp.BLOCK, kind.written);
        body.inside(kind.type.results(), List.of(), () -> {
            cast(0, kind.type.results());
            body.run();
        }, kind.type.results());
        end(kind);
    }

    private void cast(int label, List<ValType> types) {
        RefType to = body.one(List.of(Surroundings.to(Surroundings.BASE), Surroundings.to(Surroundings.DERIVED), Surroundings.I31,
                new RefType(false, Surroundings.to(Surroundings.BASE).heap())));
        body.take(types);
        body.out.cast(body.chance(50) ? GcOp.BR_ON_CAST : GcOp.BR_ON_CAST_FAIL, label, Surroundings.ANY, to);
        body.pushed(types);
    }
}
