package org.granary.compile.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * Moves some of the values of a shape object, which a local of kind {@link Kind#ANY} holds meanwhile. Made where a statement has so many
 * values that it would be a method's worth of code: parcels may be cut apart. A call, tail call, return or throw that has one argument or
 * result where its type has several takes or gives the object itself.
 */
public sealed interface Parcel extends Stmt {
    /**
     * Sets fields of a shape object.
     *
     * @param offset the instruction's byte offset in the body
     * @param object the local that holds the object
     * @param kinds  the kinds of all its values, which name its class
     * @param first  the number of the first value set; with 0 the object is made
     * @param values what is set
     */
    record Pack(int offset, int object, List<Kind> kinds, int first, List<Expr> values) implements Parcel {
        @Override
        public List<Expr> operands() {
            if (first == 0) {
                return values;
            }
            List<Expr> all = new ArrayList<>(values.size() + 1);
            all.add(new Expr.LocalGet(object, Kind.ANY));
            all.addAll(values);
            return all;
        }

        @Override
        public List<Integer> assigns() {
            return first == 0 ? List.of(object) : List.of();
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.pack(this);
        }
    }

    /**
     * Takes fields of a shape object.
     *
     * @param offset  the instruction's byte offset in the body
     * @param object  the local that holds the object
     * @param kinds   the kinds of all its values, which name its class
     * @param first   the number of the first value taken
     * @param results the locals that take the values, -1 for one that nobody reads
     */
    record Unpack(int offset, int object, List<Kind> kinds, int first, List<Integer> results) implements Parcel {
        @Override
        public List<Expr> operands() {
            return List.of(new Expr.LocalGet(object, Kind.ANY));
        }

        @Override
        public List<Integer> assigns() {
            return Stmt.read(results);
        }

        @Override
        public void accept(StmtVisitor visitor) {
            visitor.unpack(this);
        }
    }
}
