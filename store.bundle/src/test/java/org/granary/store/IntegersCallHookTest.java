package org.granary.store;

import org.granary.type.FuncType;

class IntegersCallHookTest extends CallHookTest {
    @Override
    HostFunction<String> form(HostFunction<String> function) {
        return HostFunction.integers(FuncType.taking(), (caller, a, b, c, d, e, f, g, h, i) -> {
            function.call(caller, new Object[0]);
            return 0;
        });
    }
}
