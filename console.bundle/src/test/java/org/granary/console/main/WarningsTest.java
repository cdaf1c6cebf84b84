package org.granary.console.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

class WarningsTest {

    private final List<LogEntry> history = new ArrayList<>();
    private final List<LogListener> listeners = new ArrayList<>();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void whatWasLoggedBeforeIsShownOldestFirst() {
        history.add(entry(2, LogLevel.ERROR, "second", new IllegalStateException("why")));
        history.add(entry(1, LogLevel.WARN, "first", null));
        show();
        assertEquals(List.of("WARN some.bundle: first", "ERROR some.bundle: second (java.lang.IllegalStateException: why)"), lines());
    }

    /** Who calls by reflection tells nothing but what it was told. */
    @Test
    void causesAreShownToo() {
        history.add(entry(1, LogLevel.ERROR, "it fails", new InvocationTargetException(new IllegalStateException("why"))));
        show();
        assertEquals(List.of("ERROR some.bundle: it fails (java.lang.reflect.InvocationTargetException, by "
                + "java.lang.IllegalStateException: why)"), lines());
    }

    @Test
    void whatComesBothWaysIsShownOnce() {
        LogEntry warning = entry(4, LogLevel.WARN, "late", null);
        history.add(warning);
        show();
        for (LogEntry entry : List.of(entry(3, LogLevel.INFO, "idle talk", null), warning, entry(5, LogLevel.DEBUG, "more", null))) {
            listeners.get(0).logged(entry);
        }
        assertEquals(List.of("WARN some.bundle: late"), lines());
    }

    @Test
    void whatComesOutOfOrderIsShownToo() {
        show();
        listeners.get(0).logged(entry(7, LogLevel.WARN, "a later one", null));
        listeners.get(0).logged(entry(6, LogLevel.WARN, "an earlier one", null));
        assertEquals(List.of("WARN some.bundle: a later one", "WARN some.bundle: an earlier one"), lines());
    }

    private void show() {
        LogReaderService log = fake(LogReaderService.class, (method, arguments) -> switch (method) {
            case "getLog" -> Collections.enumeration(history);
            case "addLogListener" -> listeners.add((LogListener) arguments[0]);
            default -> throw new AssertionError(method);
        });
        Warnings.show(log, new PrintStream(shown, true, StandardCharsets.UTF_8)::println);
    }

    private List<String> lines() {
        return shown.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static LogEntry entry(long sequence, LogLevel level, String message, Throwable exception) {
        Bundle bundle = fake(Bundle.class, (method, arguments) -> "some.bundle");
        return fake(LogEntry.class, (method, arguments) -> switch (method) {
            case "getSequence" -> sequence;
            case "getLogLevel" -> level;
            case "getMessage" -> message;
            case "getException" -> exception;
            case "getBundle" -> bundle;
            default -> throw new AssertionError(method);
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType() == void.class
                        ? nothing(answer.to(method.getName(), arguments))
                        : answer.to(method.getName(), arguments));
        return type.cast(made);
    }

    private static Object nothing(Object ignored) {
        return null;
    }
}
