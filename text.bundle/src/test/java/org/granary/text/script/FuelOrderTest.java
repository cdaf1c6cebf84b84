package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.store.Func;
import org.granary.store.Instance;
import org.granary.store.Store;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where fuel runs out in the straight run in which a guest would trap, compiled code and the interpreter tell the same: an operand that
 * traps comes before the instruction that finds out that there is no fuel.
 */
@Timeout(120)
class FuelOrderTest {
    private static final int MOST = 40;
    /** Traps, as the first parameter is 0, behind something that has been paid for by the way. */
    private static final String TRAPS = "(i32.div_u (i32.const 1) (local.get 0))";
    private static final String LOADS = "(i32.load (i32.sub (local.get 0) (i32.const 9)))";
    private static final List<String> BODIES = List.of(
            "(drop (call $one %s))",
            "(drop (call $host %s))",
            "%s return drop",
            "(if (local.get 0) (then (drop (i32.const 1)))) (drop (call $one (i32.add (i32.const 1) %s)))",
            "(drop (call $pair (i32.const 1) %s)) drop",
            "(drop (call_indirect (param i32) (result i32) (i32.const 1) %s))",
            "(drop (call_indirect (param i32) (result i32) %s (i32.const 0)))",
            "(drop (call_ref $f %s (ref.func $one)))",
            "(memory.fill %s (i32.const 0) (i32.const 9))",
            "(memory.fill (i32.const 0) (i32.const 0) %s)",
            "(memory.copy (i32.const 0) %s (i32.const 9))",
            "(drop (memory.grow %s))",
            "(table.fill %s (ref.null func) (i32.const 1))",
            "(table.copy (i32.const 0) (i32.const 0) %s)",
            "(drop (table.grow (ref.null func) %s))",
            "(table.init $e %s (i32.const 0) (i32.const 0))",
            "(memory.init $d (i32.const 0) (i32.const 0) %s)",
            "(drop (array.new $a (i32.const 7) %s))",
            "(array.fill $a (array.new_default $a (i32.const 9)) (i32.const 0) (i32.const 7) %s)",
            "(array.copy $a $a (array.new_default $a (i32.const 9)) %s (array.new_default $a (i32.const 9)) (i32.const 0) (i32.const 1))",
            "(local.set 1 (i32.const 3)) (loop (local.set 1 (i32.sub (local.get 1) (i32.const 1))) (br_if 0 (local.get 1)) (drop %s))",
            "(block (try_table (catch_all 0) (throw $t %s)))",
            "(drop (call $one (i32.const 0))) (global.set $g %s) (drop (call $one (i32.const 0)))",
            "(if %s (then (drop (call $one (i32.const 0)))))");
    /** Of functions with results. */
    private static final List<String> RESULTS = List.of(
            "(result i32) %s",
            "(result i32) (return %s)",
            "(result i32 i32) (i32.const 1) %s",
            "(result i32) (return_call $one %s)",
            "(result i32) (return_call $host %s)",
            "(result i32) (return_call_indirect (param i32) (result i32) %s (i32.const 0))",
            "(result i32) (return_call_indirect (param i32) (result i32) (i32.const 1) %s)",
            "(result i32) (return_call_ref $f %s (ref.func $one))",
            "(result i32) (block (result i32) (br_if 0 (i32.const 1) %s))");

    private static String module(String body) {
        return """
                (module
                  (type $f (func (param i32) (result i32)))
                  (type $a (array (mut i32)))
                  (import "env" "f" (func $host (type $f)))
                  (memory 1) (table 4 funcref) (tag $t (param i32)) (global $g (mut i32) (i32.const 0))
                  (elem $e func $one) (elem (i32.const 0) $one $one) (data $d "abc")
                  (func $one (type $f) (local.get 0))
                  (func $pair (param i32 i32) (result i32 i32) (local.get 0) (local.get 1))
                  (func (export "run") (param i32) BODY))""".replace("BODY", body);
    }

    private static List<String> bodies() {
        return List.of(TRAPS, LOADS).stream().flatMap(operand -> Stream.concat(BODIES.stream().map(body -> "(local i32) " + body),
                RESULTS.stream()).map(body -> body.replace("%s", operand))).collect(Collectors.toList());
    }

    private static String outcome(WasmModule module, long fuel, Set<TrapCode> codes) {
        try (Store<Void> store = Store.create(module.engine())) {
            store.setFuel(fuel);
            Func host = Func.create(store, FuncType.taking(ValType.I32).returning(ValType.I32), (caller, arguments) -> arguments);
            Instance instance = Instance.create(store, module, List.of(host));
            String end;
            try {
                instance.func("run").call(0);
                end = "returns";
            } catch (Trap trap) {
                codes.add(trap.code());
                // where a check of the JVM has failed often, only that is known
                end = trap.code() + (trap.code() == TrapCode.OUT_OF_FUEL ? " at " + trap.frames().get(0) : "");
            }
            return end + ", spent " + store.fuelConsumed().orElseThrow() + ", left " + store.getFuel();
        }
    }

    @Test
    void anOperandThatTrapsComesBeforeTheEndOfFuel() {
        EngineConfig.Builder config = EngineConfig.builder().consumeFuel(true);
        Set<TrapCode> codes = new TreeSet<>();
        try (Engine compiling = Engine.create(config.build()); Engine interpreting = Engine.create(config.interpreter(true).build())) {
            for (String body : bodies()) {
                byte[] text = module(body).getBytes(StandardCharsets.UTF_8);
                WasmModule compiled = compiling.compile(text);
                WasmModule interpreted = interpreting.compile(text);
                for (long fuel = 0; fuel < MOST; fuel++) {
                    assertEquals(outcome(interpreted, fuel, codes), outcome(compiled, fuel, codes), body + " with fuel " + fuel);
                }
            }
        }
        assertTrue(codes.containsAll(Set.of(TrapCode.OUT_OF_FUEL, TrapCode.INTEGER_DIVIDE_BY_ZERO, TrapCode.MEMORY_OUT_OF_BOUNDS)),
                codes::toString);
    }
}
