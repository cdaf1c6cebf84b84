package org.granary.plugin.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.granary.plugin.PluginState;
import org.granary.plugin.life.Ground;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

class JournalTest {
    private final List<String> log = new ArrayList<>();

    private final Journal journal =
            new Journal(fake(LoggerFactory.class, name -> fake(Logger.class, message -> log.add(name + ": " + message))));

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<T> type, Function<String, Object> answer) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            StringBuilder text = new StringBuilder(String.valueOf(arguments[0]));
            for (int i = 1; i < arguments.length; i++) {
                for (Object argument : arguments[i] instanceof Object[] several ? several : new Object[] {arguments[i]}) {
                    text.append('|').append(argument);
                }
            }
            Object result = answer.apply(text.toString());
            return method.getReturnType() == void.class ? null : result;
        });
    }

    private void tell(String name, String cause) {
        journal.tell(new Ground.News(name, 7, PluginState.INSTALLED, PluginState.FAILED, cause, true, null));
    }

    @Test
    void aLegalNameHasItsLogger() {
        tell("a b", "why");
        assertEquals(List.of("org.granary.plugin.a b: plugin {} ({}): {}: {}|a b|7|INSTALLED -> FAILED|why"), log);
    }

    @Test
    void otherNamesHaveNoneAndNothingActsOnWhoReads() {
        tell("a\u001b[2J\nERROR", "waits for env\n.\u202ef");
        assertEquals(List.of("org.granary.plugin: plugin {} ({}): {}: {}|a\\u{1b}[2J\\u{a}ERROR|7|INSTALLED -> FAILED|waits for "
                + "env\\u{a}.\\u{202e}f"), log);
    }

    private static String printed(Throwable thrown) {
        StringWriter out = new StringWriter();
        PlainThrowable.of(thrown).printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    @Test
    void whatWasThrownActsOnNobodyEither() {
        IllegalStateException thrown = new IllegalStateException("of \u001b[2J\nERROR all is lost",
                new IllegalArgumentException("cause\nERROR once more"));
        thrown.addSuppressed(new IllegalStateException("aside\rERROR", thrown));
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("wasm.A", "f\nERROR", "a.wat", 7)});
        List<String> lines = printed(thrown).lines().toList();
        assertEquals("java.lang.IllegalStateException: of \\u{1b}[2J\\u{a}ERROR all is lost", lines.get(0));
        assertEquals("\tat wasm.A.f\\u{a}ERROR(a.wat:7)", lines.get(1));
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("IllegalStateException: aside\\u{d}ERROR")), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("IllegalArgumentException: cause\\u{a}ERROR once more")), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("ERROR")), lines::toString);
        journal.fault("what", thrown);
        journal.tell(new Ground.News("a", 7, PluginState.ACTIVE, PluginState.ACTIVE, "fault: " + thrown, true, thrown));
        assertTrue(log.stream().noneMatch(line -> line.contains("\n") || line.contains("\u001b")), log::toString);
        assertEquals(2, log.size());
    }

    @Test
    void whatIsPlainIsLoggedAsItIs() {
        IllegalStateException thrown = new IllegalStateException("plain", new IllegalStateException());
        assertSame(thrown, PlainThrowable.of(thrown));
        assertNull(PlainThrowable.of(null));
    }
}
