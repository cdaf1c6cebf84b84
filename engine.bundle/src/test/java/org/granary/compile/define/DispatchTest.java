package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.granary.compile.emit.FunctionWriter;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Choosing among very many functions. The machine's time goes into the one with a million; what it calls does not exist. */
class DispatchTest {
    private static Map<String, byte[]> written(CallShape shape, int[] functions, int all) {
        ClassWriter writer = ClassFiles.begin(Opcodes.ACC_FINAL, "x/Code", "java/lang/Object");
        Homes homes = new Homes("x/Code", writer, all);
        new Dispatch(homes, shape, "Lx/Instance;", function -> new String[] {"x/F" + function / 100, "f" + function})
                .method("call", functions);
        return homes.finish();
    }

    private static void check(Map<String, byte[]> classes) {
        classes.forEach((name, bytes) -> assertTrue(ClassSizes.longest(bytes) <= FunctionWriter.LONGEST_METHOD,
                () -> name + " has a method of " + ClassSizes.longest(bytes) + " bytes"));
    }

    @Test
    void aMillionFunctions() {
        int[] functions = IntStream.range(7, 1_000_007).toArray();
        Map<String, byte[]> classes = written(new CallShape(List.of(), List.of()), functions, functions.length);
        assertTrue(classes.size() > 200, () -> classes.size() + " classes");
        check(classes);
    }

    @Test
    void manyFunctionsWithManyParameters() {
        for (int parameters : new int[] {1, 20, 100}) {
            CallShape shape = new CallShape(Collections.nCopies(parameters, Kind.I64), List.of(Kind.I32));
            Map<String, byte[]> classes = written(shape, IntStream.range(0, 60_000).map(i -> i * 3).toArray(), 60_000);
            check(classes);
        }
    }
}
