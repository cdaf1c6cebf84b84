package org.granary.itests;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.granary.plugin.PluginHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The part that lives in the probe bundle; Pax Exam calls {@link #run} there, with the bundle's context first. */
public final class ProbeDriver {

    private static final long WAIT_MILLIS = 90_000;
    private static final long STILL_MILLIS = 50;

    /**
     * Makes a test object, fills its fields, and calls one of its methods between those for before and after. What it has put into the
     * framework is taken out again, whatever fails; what fails first is thrown.
     */
    public void run(BundleContext context, String className, String methodName, Object[] arguments) throws Throwable {
        Class<?> type = context.getBundle().loadClass(className);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object test = constructor.newInstance();
        List<AutoCloseable> filled = new ArrayList<>();
        Throwable failure = null;
        try {
            hurry((ConfigurationAdmin) value(ConfigurationAdmin.class, "", context, filled));
            fill(type, test, context, filled);
            for (Method method : methods(type, BeforeEach.class)) {
                call(method, test);
            }
            List<Method> found = methods(type, m -> m.getName().equals(methodName) && m.getParameterCount() == arguments.length);
            call(found.get(found.size() - 1), test, arguments);
        } catch (Exception | Error e) {
            failure = e;
        }
        for (Method method : methods(type, AfterEach.class)) {
            failure = Belongings.also(failure, () -> call(method, test));
        }
        // what was filled later may use what was filled earlier
        Collections.reverse(filled);
        for (AutoCloseable each : filled) {
            failure = Belongings.also(failure, each);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Tests put files in their places as one step, so the host need not wait long until they hold still. */
    private static void hurry(ConfigurationAdmin configurations) throws IOException {
        Configuration host = configurations.getConfiguration("org.granary.plugin.host", "?");
        host.updateIfDifferent(new Hashtable<>(Map.of("still.millis", STILL_MILLIS)));
    }

    private static void fill(Class<?> type, Object test, BundleContext context, List<AutoCloseable> filled) throws Exception {
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                FromFramework wanted = field.getAnnotation(FromFramework.class);
                if (wanted != null) {
                    field.setAccessible(true);
                    field.set(test, value(field.getType(), wanted.filter(), context, filled));
                }
            }
        }
    }

    private static Object value(Class<?> type, String filter, BundleContext context, List<AutoCloseable> filled)
            throws Exception {
        if (type == BundleContext.class) {
            return context;
        }
        if (type == Path.class) {
            return Path.of(context.getProperty(FrameworkRun.WATCHED));
        }
        if (type == Belongings.class) {
            Belongings belongings = new Belongings(context, (Path) value(Path.class, "", context, filled),
                    (PluginHost) value(PluginHost.class, "", context, filled),
                    (ConfigurationAdmin) value(ConfigurationAdmin.class, "", context, filled));
            filled.add(belongings);
            return belongings;
        }
        String wanted = "(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")";
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter(wanted), null);
        tracker.open();
        filled.add(tracker::close);
        Object service = tracker.waitForService(WAIT_MILLIS);
        if (service == null) {
            throw new AssertionError("no service " + wanted + " within " + WAIT_MILLIS + " ms");
        }
        return service;
    }

    private static List<Method> methods(Class<?> type, Class<? extends Annotation> annotation) {
        return methods(type, m -> m.isAnnotationPresent(annotation));
    }

    /** Those of super classes first. */
    private static List<Method> methods(Class<?> type, Predicate<Method> wanted) {
        List<Method> found = new ArrayList<>();
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (!method.isSynthetic() && wanted.test(method)) {
                    method.setAccessible(true);
                    found.add(0, method);
                }
            }
        }
        return found;
    }

    private static void call(Method method, Object test, Object... arguments) throws Exception {
        try {
            method.invoke(test, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
