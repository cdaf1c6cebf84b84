package org.granary.vm;

import java.util.List;
import org.granary.engine.Engine;

/** Calls every routine that compiled code can reach where the stack ends; {@code RuntimeAtTheBrinkTest} starts it in a JVM of its own. */
final class RuntimeAtTheBrinkMain {
    private RuntimeAtTheBrinkMain() {
    }

    static Brink cases() {
        BrinkSurroundings surroundings = new BrinkSurroundings();
        Brink brink = new Brink();
        new MemoryCases(brink, surroundings).add();
        new TableCases(brink, surroundings).add();
        new ArrayCases(brink, surroundings).add();
        new ObjectCases(brink, surroundings).add();
        return brink;
    }

    /**
     * Tells a line for each case.
     *
     * @param arguments how many times each is run, a frame further each time
     */
    public static void main(String[] arguments) throws InterruptedException {
        // no routine is called beforehand: what a guest is the first to use at the end of its stack stays usable, as an engine sees to that
        // and, for arrays of data segments, a module that has such
        try (Engine engine = Engine.create()) {
            if (!Views.segmentsReady()) {
                throw new IllegalStateException("the views of segments cannot be initialised");
            }
            List<String> told = cases().run(Integer.parseInt(arguments[0]));
            told.forEach(System.out::println);
            System.out.println("ran " + told.size());
        }
    }
}
