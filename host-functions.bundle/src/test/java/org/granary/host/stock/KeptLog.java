package org.granary.host.stock;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Loggers that write down who logs what at which level, as "NAME level text". */
public final class KeptLog {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final LoggerFactory loggers = proxy(LoggerFactory.class, (self, method, name) -> logger((String) name[0]));
    private volatile String off = "none";

    private static <F> F proxy(Class<F> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Logger logger(String name) {
        return proxy(Logger.class, (self, method, arguments) -> {
            if (arguments == null) {
                // isInfoEnabled and its like
                return !method.getName().equalsIgnoreCase("is" + off + "Enabled");
            }
            // the text stands behind its pattern
            lines.add(name + " " + method.getName() + " " + arguments[1]);
            return null;
        });
    }

    /** What modules are given. */
    public LoggerFactory loggers() {
        return loggers;
    }

    /** What was logged. */
    public List<String> lines() {
        return lines;
    }

    /** From now on nothing is wanted of this level. */
    public void switchOff(String level) {
        off = level;
    }
}
