package org.granary.store;

import java.util.List;
import org.granary.type.FuncType;

class IntegersTagTest extends TagTest {
    @Override
    HostFunction<Void> form(HostFunction<Void> function) {
        return HostFunction.integers(FuncType.of(List.of(), List.of()), (caller, a, b, c, d, e, f, g, h, i) -> {
            function.call(caller, new Object[0]);
            return 0;
        });
    }
}
