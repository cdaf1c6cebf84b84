package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

class ShellTest {
    @Test
    void anErrorOfACommandIsToldByItsName() {
        assertEquals("java.lang.OutOfMemoryError: Java heap space",
                Shell.reason(new InvocationTargetException(new OutOfMemoryError("Java heap space"))));
        assertEquals("java.lang.NoClassDefFoundError: a/B", Shell.reason(new NoClassDefFoundError("a/B")));
        assertEquals("no such file", Shell.reason(new IOException("no such file")));
        assertEquals("java.io.IOException", Shell.reason(new IOException()));
        assertEquals("java.lang.reflect.InvocationTargetException", Shell.reason(new InvocationTargetException(null)));
    }
}
