package org.granary.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionNamesTest {
    @Test
    void itIsTheMapOfWhatStandsThere() {
        byte[] module = "-onezweité".getBytes(StandardCharsets.UTF_8);
        FunctionNames names = new FunctionNames(module, 5);
        names.name(1, 1, 3);
        names.name(4, 1, 2);
        names.name(4, 4, 7);
        names.name(0, 11, 0);
        Map<Integer, String> expected = Map.of(0, "", 1, "one", 4, "zweité");
        assertEquals(expected, names);
        assertEquals(names, expected);
        assertEquals(expected.hashCode(), names.hashCode());
        assertEquals("one", names.get(1));
        assertNull(names.get(2));
        assertNull(names.get(5));
        assertNull(names.get(-1));
        assertFalse(names.containsKey(3));
        assertEquals(3, names.size());
        assertThrows(UnsupportedOperationException.class, () -> names.put(2, "two"));
    }
}
