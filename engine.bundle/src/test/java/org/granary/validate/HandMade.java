package org.granary.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.granary.engine.EngineConfig;
import org.granary.module.Binary;
import org.granary.module.Bodies;
import org.granary.module.FuncDefs;
import org.granary.module.Names;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.op.Features;
import org.granary.type.DefType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;

/**
 * Makes modules of types that no binary can say yet, for tests that give the bodies in the compiler's own form. Every function may be
 * referred to.
 */
public final class HandMade {
    private final Spaces spaces = new Spaces();
    private final List<Integer> functions = new ArrayList<>();

    /** Adds a type; gives its index. */
    public int type(DefType type) {
        spaces.types.add(type);
        return spaces.types.size() - 1;
    }

    /** Adds an imported function of an added type; before all own ones. */
    public int imported(int type) {
        spaces.functions.add(spaces.types.get(type));
        return spaces.importedFunctions++;
    }

    /** Adds an own function of an added type. */
    public int function(int type) {
        functions.add(type);
        spaces.functions.add(spaces.types.get(type));
        spaces.declared.set(spaces.functions.size() - 1);
        return spaces.functions.size() - 1;
    }

    /** Adds a table of functions. */
    public int table(int size) {
        spaces.tables.add(TableType.of(RefType.FUNCREF, size));
        return spaces.tables.size() - 1;
    }

    /** Adds a memory. */
    public int memory(int pages) {
        spaces.memories.add(MemoryType.of(pages));
        return spaces.memories.size() - 1;
    }

    private Bodies bodies() {
        int[] ends = new int[functions.size()];
        Arrays.fill(ends, 1);
        return new Bodies(new int[ends.length], ends, (number, start, end) -> new Body(start, start, end, List.of()));
    }

    private FuncDefs own() {
        int[] types = functions.stream().mapToInt(Integer::intValue).toArray();
        return new FuncDefs(types, new int[types.length]);
    }

    /** The module; imports are not listed, only counted. */
    public ValidModule build() {
        ParsedModule parsed =
                new ParsedModule(new Binary(new byte[1]), List.of(), List.of(), own(), List.of(), List.of(), List.of(), List.of(),
                List.of(), Optional.empty(), List.of(), OptionalInt.empty(), List.of(), bodies(), List.of(), Names.NONE);
        return new ValidModule(parsed, spaces, Features.of(EngineConfig.builder().build()), BodyFacts.none());
    }
}
