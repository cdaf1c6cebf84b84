package org.granary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.store.Func;
import org.granary.store.Global;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.store.Table;
import org.granary.text.Wat;
import org.granary.type.FuncType;
import org.granary.type.GlobalType;
import org.granary.type.MemoryType;
import org.granary.type.RefType;
import org.granary.type.TableType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class HostModuleTest {
    private static final HostScope SCOPE = new HostScope("p", Map.of("greeting", "hello"));
    private static final HostFunc LENGTH = HostFunc.of("length", FuncType.of(List.of(), List.of(ValType.I32)),
            (caller, arguments) -> new Object[] {caller.data().configuration().get("greeting").toString().length()});

    @Test
    void aModuleWithoutStateIsOneLine() {
        HostModule module = HostModule.of(LENGTH);
        try (Engine engine = Engine.create(); Store<HostScope> store = Store.create(engine, SCOPE); Store<HostScope> other =
                Store.create(engine, SCOPE)) {
            Func function = (Func) module.bind(store, SCOPE).items().get("length");
            assertArrayEquals(new Object[] {5}, function.call());
            assertNotSame(function, module.bind(other, SCOPE).items().get("length"));
        }
    }

    @Test
    void aBindingIsToldOfTheEnd() {
        List<String> log = new ArrayList<>();
        try (Engine engine = Engine.create(); Store<HostScope> store = Store.create(engine, SCOPE)) {
            HostBinding binding = HostBinding.of(store, () -> log.add("closed"), LENGTH);
            binding.closed();
            HostBinding.of(store, LENGTH).closed();
        }
        assertEquals(List.of("closed"), log);
    }

    @Test
    void twoFunctionsOfOneNameAreRefused() {
        try (Engine engine = Engine.create(); Store<HostScope> store = Store.create(engine, SCOPE)) {
            assertThrows(IllegalArgumentException.class, () -> HostModule.of(LENGTH, LENGTH).bind(store, SCOPE));
        }
    }

    @Test
    void globalsMemoriesAndTablesAreOfferedBesideFunctions() {
        List<String> log = new ArrayList<>();
        HostModule module = (store, scope) -> {
            Global count = Global.create(store, new GlobalType(ValType.I32, true), 40);
            Memory memory = Memory.create(store, MemoryType.of(1, 2));
            memory.writeUtf8(0, scope.plugin());
            Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1, 1), Func.create(store, LENGTH.type(), LENGTH.function()));
            return HostBinding.of(store, () -> log.add("closed"), LENGTH).with("count", count).with("memory", memory).with("table", table);
        };
        byte[] guest = Wat.toBinary("""
                (module
                  (import "env" "count" (global $count (mut i32)))
                  (import "env" "memory" (memory 1))
                  (import "env" "table" (table 1 funcref))
                  (import "env" "length" (func $length (result i32)))
                  (type $number (func (result i32)))
                  (func (export "run") (result i32)
                    (global.set $count (i32.add (global.get $count) (i32.const 1)))
                    (i32.add (i32.add (call $length) (call_indirect (type $number) (i32.const 0)))
                      (i32.add (global.get $count) (i32.load8_u (i32.const 0))))))
                """.getBytes(UTF_8));
        try (Engine engine = Engine.create(); Store<HostScope> store = Store.create(engine, SCOPE)) {
            HostBinding binding = module.bind(store, SCOPE);
            Linker<HostScope> linker = Linker.create(engine);
            binding.items().forEach((name, item) -> linker.define("env", name, item));
            assertArrayEquals(new Object[] {5 + 5 + 41 + 'p'}, linker.instantiate(store, engine.compile(guest)).func("run").call());
            assertEquals(41, ((Global) binding.items().get("count")).get());
            assertThrows(IllegalArgumentException.class, () -> binding.with("length", binding.items().get("count")));
            binding.closed();
        }
        assertEquals(List.of("closed"), log);
    }
}
