package org.granary.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes objects of one functional interface, each for something that handles know how to call. Thread-safe.
 *
 * @param <F> the interface
 */
public interface Functional<F> {
    /**
     * The type of the interface's one abstract method.
     *
     * @return never null
     */
    MethodType type();

    /**
     * Makes an object.
     *
     * @param self    what it is made for, never null
     * @param way     stands for what the handles do: asked for with an equal one, a handle for all may be used again
     * @param handles gives them
     * @return the object
     * @throws IllegalArgumentException when a handle's type is another than said
     */
    F of(Object self, Object way, Handles handles);

    /** What calls through the interface come to. */
    interface Handles {
        /**
         * A handle.
         *
         * @param alone for what the object is made for alone, with exactly the types of the method; else for all that objects are made for,
         *              which is given it first: {@code (Object, parameters) result}
         * @return never null
         */
        MethodHandle get(boolean alone);
    }

    /**
     * The one abstract method of a functional interface.
     *
     * @param type any class
     * @return the method; of several that say the same, one
     * @throws IllegalArgumentException when it is no interface, or has none or several such methods
     */
    static Method method(Class<?> type) {
        List<Method> found = new ArrayList<>();
        if (type.isInterface()) {
            for (Method method : type.getMethods()) {
                if (Modifier.isAbstract(method.getModifiers()) && !ofObject(method)
                        && found.stream().noneMatch(known -> sameCall(known, method))) {
                    found.add(method);
                }
            }
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(type.getName() + ": expected an interface with one abstract method, found "
                    + (type.isInterface() ? found.size() + " methods" : "a class"));
        }
        return found.get(0);
    }

    private static boolean sameCall(Method one, Method other) {
        return one.getName().equals(other.getName()) && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
    }

    private static boolean ofObject(Method method) {
        try {
            return Modifier.isPublic(Object.class.getMethod(method.getName(), method.getParameterTypes()).getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /**
     * The type of a method.
     *
     * @param method any method
     * @return its parameters and result, without a receiver
     */
    static MethodType type(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    /**
     * Makes sure that a handle fits.
     *
     * @param method the interface's method
     * @param target the handle
     * @param alone  whether it takes exactly what the method takes; else an object before that
     * @return the handle
     * @throws IllegalArgumentException when it takes or gives anything else
     */
    static MethodHandle fitting(Method method, MethodHandle target, boolean alone) {
        MethodType wanted = alone ? type(method) : type(method).insertParameterTypes(0, Object.class);
        if (!wanted.equals(target.type())) {
            throw new IllegalArgumentException(method.getDeclaringClass().getName() + "." + method.getName() + ": expected " + wanted
                    + ", found " + target.type());
        }
        return target;
    }
}
