package org.granary.store;

import java.util.List;
import org.granary.type.FuncType;
import org.granary.type.ImportType;
import org.granary.vm.HostFuncRef;
import org.granary.vm.Instance;

/** Which host function has thrown what is on its way out of the guest. Confined to its store. */
final class Thrower {
    private HostCall<?> call;
    private Instance importer;
    private Throwable thrown;

    /** A host function throws, called by an instance or by the host itself (null). */
    void is(HostCall<?> host, Instance caller, Throwable failure) {
        call = host;
        importer = caller;
        thrown = failure;
    }

    /** What the calling module calls the host function that has thrown this, or null; forgets it. */
    String take(Throwable failure) {
        String name = thrown != failure || importer == null ? null : name();
        call = null;
        importer = null;
        thrown = null;
        return name;
    }

    private String name() {
        List<ImportType> imports = importer.module.imports();
        int function = 0;
        for (ImportType wanted : imports) {
            if (wanted.type() instanceof FuncType && importer.functions[function++] instanceof HostFuncRef host && host.runs(call)) {
                return wanted.names();
            }
        }
        return call.toString();
    }
}
