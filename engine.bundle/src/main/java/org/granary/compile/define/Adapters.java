package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Functional interfaces implemented by a method handle. Each object has a hidden class of its own that holds the handle as a constant, so
 * the JIT compiler sees through it; a class for each is what makes a call cost nothing.
 */
public final class Adapters {
    private static final MethodHandles.Lookup OWN = MethodHandles.lookup();
    private static final Handle CLASS_DATA = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/MethodHandles", "classData",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;", false);
    private static final String HANDLE = "java/lang/invoke/MethodHandle";

    private Adapters() {
    }

    /**
     * The one method that an implementation has to give.
     *
     * @param type an interface
     * @return its abstract method
     * @throws IllegalArgumentException when there is not exactly one
     */
    public static Method method(Class<?> type) {
        List<Method> open = Arrays.stream(type.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers())
                && !isObjects(method)).toList();
        if (!type.isInterface() || open.size() != 1) {
            throw new IllegalArgumentException(type.getName()
                    + " is not a functional interface: expected an interface with 1 abstract method, found " + open.size());
        }
        return open.get(0);
    }

    private static boolean isObjects(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /**
     * Implements an interface.
     *
     * @param type   a functional interface, accessible or not
     * @param target a handle of exactly the method's type
     * @param <F>    the interface
     * @return the implementation
     * @throws IllegalArgumentException when the type is no functional interface or the handle's type is another
     */
    public static <F> F implement(Class<F> type, MethodHandle target) {
        Method method = method(type);
        MethodType wanted = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        if (!wanted.equals(target.type())) {
            throw new IllegalArgumentException(type.getName() + "." + method.getName() + ": expected " + wanted + ", found "
                    + target.type());
        }
        MethodHandles.Lookup home = home(type);
        if (home == null) {
            return MethodHandleProxies.asInterfaceInstance(type, target);
        }
        try {
            byte[] bytes = write(home.lookupClass().getPackageName(), type, method);
            MethodHandles.Lookup made = home.defineHiddenClassWithClassData(bytes, target, true);
            return type.cast(made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("adapter for " + type.getName(), e);
        }
    }

    /**
     * Where a class that implements the interface may live: beside ours when we see the same public interface, else beside the interface,
     * else nowhere.
     */
    private static MethodHandles.Lookup home(Class<?> type) {
        if (Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(type.getPackageName(), Adapters.class.getModule())
                && seen(type)) {
            return OWN;
        }
        try {
            return MethodHandles.privateLookupIn(type, OWN);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static boolean seen(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, Adapters.class.getClassLoader()) == type;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static byte[] write(String packageName, Class<?> type, Method method) {
        String name = (packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/") + "GranaryAdapter";
        String descriptor = Type.getMethodDescriptor(method);
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(V17, ACC_FINAL | ACC_SUPER, name, null, "java/lang/Object", new String[] {Type.getInternalName(type)});
        MethodVisitor init = out.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(RETURN);
        ShapeWriter.finish(init);
        MethodVisitor code = out.visitMethod(ACC_PUBLIC | ACC_FINAL, method.getName(), descriptor, null, null);
        code.visitCode();
        code.visitLdcInsn(new ConstantDynamic("_", "L" + HANDLE + ";", CLASS_DATA));
        int local = 1;
        for (Type parameter : Type.getArgumentTypes(descriptor)) {
            code.visitVarInsn(parameter.getOpcode(Opcodes.ILOAD), local);
            local += parameter.getSize();
        }
        code.visitMethodInsn(INVOKEVIRTUAL, HANDLE, "invokeExact", descriptor, false);
        code.visitInsn(Type.getReturnType(descriptor).getOpcode(IRETURN));
        ShapeWriter.finish(code);
        return out.toByteArray();
    }
}
