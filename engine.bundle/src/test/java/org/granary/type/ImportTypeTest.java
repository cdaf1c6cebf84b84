package org.granary.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.granary.engine.Failure;
import org.granary.engine.LinkException;
import org.junit.jupiter.api.Test;

class ImportTypeTest {
    private static String names(String module, String name) {
        return new ImportType(module, name, FuncType.of(List.of(), List.of())).names();
    }

    @Test
    void namesThatCanBeSeenStandAsTheyAre() {
        assertEquals("env.f", names("env", "f"));
        assertEquals("wasi_snapshot_preview1.fd_write", names("wasi_snapshot_preview1", "fd_write"));
    }

    @Test
    void namesThatCannotBeToldFromTheTextAroundThemAreQuoted() {
        assertEquals("\"\".\"\"", names("", ""));
        assertEquals("env.\"\"", names("env", ""));
        assertEquals("\"a b\".\"\\\"\"", names("a b", "\""));
        assertEquals("unknown import: \"\".f: expected (func), found nothing",
                new LinkException(Failure.UNKNOWN_IMPORT, "", "f", "(func)", "nothing").getMessage());
    }
}
