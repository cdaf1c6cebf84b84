package org.granary.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.granary.engine.Engine;
import org.granary.store.Func;
import org.granary.store.Store;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.junit.jupiter.api.Test;

class HostModuleTest {
    private static final HostScope SCOPE = new HostScope("p", Map.of("greeting", "hello"));
    private static final HostFunc LENGTH = HostFunc.of("length", FuncType.of(List.of(), List.of(ValType.I32)),
            (caller, arguments) -> new Object[] {caller.data().configuration().get("greeting").toString().length()});

    @Test
    void aModuleWithoutStateIsOneLine() {
        HostModule module = HostModule.of(LENGTH);
        try (Engine engine = Engine.create(); Store<HostScope> store = Store.create(engine, SCOPE); Store<HostScope> other = Store.create(engine, SCOPE)) {
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
}
