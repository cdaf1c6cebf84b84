package org.granary.plugin.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
            for (Object argument : arguments.length > 1 && arguments[1] instanceof Object[] several ? several : new Object[0]) {
                text.append('|').append(argument);
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
}
