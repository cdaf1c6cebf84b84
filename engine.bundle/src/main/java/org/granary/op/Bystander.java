package org.granary.op;

import java.util.List;
import org.granary.type.HeapType;
import org.granary.type.RefType;
import org.granary.type.ValType;
import org.osgi.annotation.versioning.ProviderType;

/** A visitor that does nothing, for those who care for a few shapes only. Stateless. */
@ProviderType
public interface Bystander extends OpVisitor {
    @Override
    default void plain(Op op) {
    }

    @Override
    default void block(Op op, BlockType type) {
    }

    @Override
    default void orElse() {
    }

    @Override
    default void end() {
    }

    @Override
    default void tryTable(Op op, BlockType type, List<CatchClause> clauses) {
    }

    @Override
    default void handler(Op op, int tag) {
    }

    @Override
    default void delegate(Op op, int label) {
    }

    @Override
    default void tag(Op op, int tag) {
    }

    @Override
    default void branch(Op op, int label) {
    }

    @Override
    default void branchTable(int[] labels, int defaultLabel) {
    }

    @Override
    default void function(Op op, int function) {
    }

    @Override
    default void indirect(Op op, int type, int table) {
    }

    @Override
    default void composite(Op op, int type, int second) {
    }

    @Override
    default void cast(Op op, int label, RefType from, RefType to) {
    }

    @Override
    default void local(Op op, int local) {
    }

    @Override
    default void global(Op op, int global) {
    }

    @Override
    default void table(Op op, int table) {
    }

    @Override
    default void tables(Op op, int target, int source) {
    }

    @Override
    default void element(Op op, int segment, int table) {
    }

    @Override
    default void access(Op op, MemArg arg) {
    }

    @Override
    default void memory(Op op, int memory) {
    }

    @Override
    default void memories(Op op, int target, int source) {
    }

    @Override
    default void data(Op op, int segment, int memory) {
    }

    @Override
    default void number(Op op, long bits) {
    }

    @Override
    default void heap(Op op, HeapType heap) {
    }

    @Override
    default void types(Op op, List<ValType> types) {
    }

    @Override
    default void vector(Op op, long low, long high) {
    }

    @Override
    default void lane(Op op, int lane) {
    }

    @Override
    default void lanes(Op op, long low, long high) {
    }

    @Override
    default void laneAccess(Op op, MemArg arg, int lane) {
    }
}
