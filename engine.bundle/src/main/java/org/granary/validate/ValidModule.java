package org.granary.validate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.op.BlockType;
import org.granary.op.Features;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.TableType;
import org.granary.type.ValType;

/**
 * A module that keeps all rules, bodies included; made by {@link ModuleValidator} alone. All its types are resolved in the engine's canon.
 * Immutable, thread-safe.
 */
public final class ValidModule {
    private static final Place NOWHERE = new Place(-1);

    private final ParsedModule parsed;
    private final Spaces spaces;
    private final Features features;
    private final BodyFacts bodies;

    ValidModule(ParsedModule parsed, Spaces spaces, Features features, BodyFacts bodies) {
        this.parsed = parsed;
        this.spaces = spaces;
        this.features = features;
        this.bodies = bodies;
    }

    /**
     * The module as decoded.
     *
     * @return the records
     */
    public ParsedModule parsed() {
        return parsed;
    }

    /**
     * The language that it was validated in.
     *
     * @return the switches
     */
    public Features features() {
        return features;
    }

    /**
     * A defined type.
     *
     * @param typeIndex its index
     * @return the canonical type
     */
    public DefType type(int typeIndex) {
        return spaces.types.get(typeIndex);
    }

    /**
     * The defined types.
     *
     * @return all of them by index, cannot be changed; holds nothing else of the module
     */
    public List<DefType> types() {
        return Collections.unmodifiableList(spaces.types);
    }

    /**
     * The number of defined types.
     *
     * @return the size of the type index space
     */
    public int typeCount() {
        return spaces.types.size();
    }

    /**
     * The type of a function.
     *
     * @param funcIndex its index, imports first
     * @return the canonical type
     */
    public DefType functionType(int funcIndex) {
        return spaces.functions.get(funcIndex);
    }

    /**
     * The number of functions.
     *
     * @return imports and own ones
     */
    public int functionCount() {
        return spaces.functions.size();
    }

    /**
     * The number of imported functions, which is the index of the first own one.
     *
     * @return how many
     */
    public int importedFunctions() {
        return spaces.importedFunctions;
    }

    /**
     * The type of a table.
     *
     * @param index its index, imports first
     * @return the type
     */
    public TableType table(int index) {
        return spaces.tables.get(index);
    }

    /**
     * The number of tables.
     *
     * @return imports and own ones
     */
    public int tableCount() {
        return spaces.tables.size();
    }

    /**
     * The number of imported tables.
     *
     * @return how many
     */
    public int importedTables() {
        return spaces.importedTables;
    }

    /**
     * The type of a memory.
     *
     * @param index its index, imports first
     * @return the type
     */
    public MemoryType memory(int index) {
        return spaces.memories.get(index);
    }

    /**
     * The number of memories.
     *
     * @return imports and own ones
     */
    public int memoryCount() {
        return spaces.memories.size();
    }

    /**
     * The number of imported memories.
     *
     * @return how many
     */
    public int importedMemories() {
        return spaces.importedMemories;
    }

    /**
     * The type of a tag.
     *
     * @param index its index, imports first
     * @return the function type whose parameters its exceptions carry
     */
    public DefType tag(int index) {
        return spaces.tags.get(index);
    }

    /**
     * The number of tags.
     *
     * @return imports and own ones
     */
    public int tagCount() {
        return spaces.tags.size();
    }

    /**
     * The number of imported tags.
     *
     * @return how many
     */
    public int importedTags() {
        return spaces.importedTags;
    }

    /**
     * The type of a global.
     *
     * @param index its index, imports first
     * @return the type
     */
    public GlobalType global(int index) {
        return spaces.globals.get(index);
    }

    /**
     * The number of globals.
     *
     * @return imports and own ones
     */
    public int globalCount() {
        return spaces.globals.size();
    }

    /**
     * The number of imported globals.
     *
     * @return how many
     */
    public int importedGlobals() {
        return spaces.importedGlobals;
    }

    /**
     * The functions that may become values: they are exported, or an element segment, a global or a table names them (and so
     * {@code ref.func} may); and those that tail calls of others name. The start function does not count.
     *
     * @return the caller's own
     */
    public BitSet referred() {
        BitSet referred = (BitSet) spaces.declared.clone();
        referred.or(bodies.tailCallees());
        // facts come from artefacts, too, whose seal's owner may have written anything
        referred.clear(functionCount(), Math.max(functionCount(), referred.length()));
        return referred;
    }

    /**
     * Whether a body contains {@code memory.grow}.
     *
     * @return true when the module itself can grow a memory
     */
    public boolean growsMemory() {
        return bodies.growsMemory();
    }

    /**
     * Whether a function's body contains a tail call of another function: one of itself is a jump.
     *
     * @param funcIndex its index
     * @return true when it may end in a call
     */
    public boolean tailCalls(int funcIndex) {
        return bodies.tailCallers().get(funcIndex);
    }

    /**
     * The parameters and results of a block.
     *
     * @param type the block type as written
     * @return the function type, resolved
     */
    public FuncType blockType(BlockType type) {
        return spaces.block(type, NOWHERE);
    }

    /**
     * The type of a value as written in this module.
     *
     * @param type may name types by index
     * @return the type without indices
     */
    public ValType resolve(ValType type) {
        return spaces.resolve(type, NOWHERE);
    }

    /**
     * The locals of an own function.
     *
     * @param ownFunc its number among the own functions
     * @return the parameters, then the declared locals, resolved
     */
    public List<ValType> locals(int ownFunc) {
        List<ValType> locals = new ArrayList<>(functionType(importedFunctions() + ownFunc).func().params());
        for (LocalGroup group : parsed.bodies().locals(ownFunc)) {
            ValType type = resolve(group.type());
            for (int i = 0; i < group.count(); i++) {
                locals.add(type);
            }
        }
        return locals;
    }

    /**
     * What the bodies do, for whoever keeps it.
     *
     * @return the facts
     */
    public BodyFacts facts() {
        return bodies;
    }

    Spaces spaces() {
        return spaces;
    }
}
