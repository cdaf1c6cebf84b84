package org.granary.compile.ir;

import java.util.List;

/**
 * What is done with an exception that one handler has caught for many: a {@code try} statement is never cut, so where it has very many
 * handlers, or they move very many values, they become statements behind it.
 */
public sealed interface Caught extends Stmt {
    /**
     * Finds which handler takes an exception.
     *
     * @param offset    the instruction's byte offset in the body
     * @param exception the local that holds the exception
     * @param tags      the tags' indices, in the order of the handlers
     * @param choice    the local (i32) that takes the number of the first tag that is the exception's, or how many there are where none is
     */
    record Choose(int offset, int exception, List<Integer> tags, int choice) implements Caught {
        @Override
        public List<Expr> operands() {
            return List.of(new Expr.LocalGet(exception, Kind.EXN));
        }

        @Override
        public List<Integer> assigns() {
            return List.of(choice);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.choose(this);
        }
    }

    /**
     * Takes the object in which an exception carries its values; there are some.
     *
     * @param offset    the instruction's byte offset in the body
     * @param exception the local that holds the exception
     * @param object    the local (any) that takes the object
     */
    record Open(int offset, int exception, int object) implements Caught {
        @Override
        public List<Expr> operands() {
            return List.of(new Expr.LocalGet(exception, Kind.EXN));
        }

        @Override
        public List<Integer> assigns() {
            return List.of(object);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.open(this);
        }
    }
}
