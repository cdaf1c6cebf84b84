package org.granary.compile.define;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.granary.vm.Functional;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A functional interface implemented by method handles, in hidden classes. The first few objects of a way have a class each, with a handle
 * of its own as a constant, so the JIT compiler sees through it and a call costs nothing; but to make such a class takes some tenths of a
 * millisecond. Those that come after them share one class, and one handle.
 *
 * @param <F> the interface
 */
public final class Adapter<F> implements Functional<F> {
    /** So many objects of a way have a class of their own: more than a host calls all the time through one interface. */
    static final int MOST_OWN = 16;

    private static final MethodHandles.Lookup OWN = MethodHandles.lookup();
    private static final Handle CLASS_DATA = new Handle(Opcodes.H_INVOKESTATIC, "java/lang/invoke/MethodHandles", "classData",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;", false);
    private static final String HANDLE = "java/lang/invoke/MethodHandle";
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final MethodType LOOKUP = MethodType.methodType(MethodHandles.Lookup.class);
    private static final MethodType MAKING = MethodType.methodType(Object.class, Object.class);

    private final Class<F> type;
    private final Method method;
    private final MethodHandles.Lookup home;
    private final Map<Object, Way> ways = new ConcurrentHashMap<>();

    /**
     * For an interface, accessible or not.
     *
     * @param type the interface
     * @throws IllegalArgumentException when it is not functional
     */
    public Adapter(Class<F> type) {
        this.type = type;
        this.method = Functional.method(type);
        this.home = home(type);
    }

    /** A way of calling: how many objects have a class of their own, and what makes the others. */
    private final class Way {
        private int own;
        private MethodHandle shared;

        synchronized MethodHandle maker(Handles handles) throws ReflectiveOperationException {
            if (own < MOST_OWN) {
                own++;
                return Adapter.this.maker(handles, true);
            }
            if (shared == null) {
                shared = Adapter.this.maker(handles, false);
            }
            return shared;
        }
    }

    @Override
    public MethodType type() {
        return Functional.type(method);
    }

    @Override
    public F of(Object self, Object way, Handles handles) {
        if (home == null) {
            return MethodHandleProxies.asInterfaceInstance(type, Functional.fitting(method, handles.get(true), true));
        }
        Way known = ways.computeIfAbsent(way, none -> new Way());
        try {
            return type.cast(known.maker(handles).invokeExact(self));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("adapter for " + type.getName(), e);
        }
    }

    private MethodHandle maker(Handles handles, boolean alone) throws ReflectiveOperationException {
        MethodHandle data = Functional.fitting(method, handles.get(alone), alone);
        byte[] bytes = write(home.lookupClass().getPackageName(), !alone);
        MethodHandles.Lookup made = home.defineHiddenClassWithClassData(bytes, data, true);
        return made.findConstructor(made.lookupClass(), MethodType.methodType(void.class, Object.class)).asType(MAKING);
    }

    /**
     * Where a class that implements the interface may live: beside ours when we see the same public interface, else beside the interface,
     * else nowhere.
     */
    private static MethodHandles.Lookup home(Class<?> type) {
        if (Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(type.getPackageName(), Adapter.class.getModule())
                && seen(type)) {
            return OWN;
        }
        try {
            MethodHandles.Lookup there = MethodHandles.privateLookupIn(type, OWN);
            return there.hasFullPrivilegeAccess() ? there : anchored(there);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * Each class loader has a module of its own at least, and in another module than ours we may define classes that everybody sees, but no
     * hidden ones: one of the former gives its own right to do so.
     */
    private static MethodHandles.Lookup anchored(MethodHandles.Lookup there) throws ReflectiveOperationException {
        Class<?> type = there.lookupClass();
        String name = (type.getPackageName().isEmpty() ? "" : type.getPackageName() + ".") + "GranaryAnchor";
        Class<?> anchor;
        try {
            anchor = there.defineClass(anchor(name.replace('.', '/')));
        } catch (LinkageError e) {
            // another engine was here before
            anchor = Class.forName(name, false, type.getClassLoader());
        }
        try {
            return (MethodHandles.Lookup) there.findStatic(anchor, "lookup", LOOKUP).invokeExact();
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] anchor(String name) {
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(V17, ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, name, null, "java/lang/Object", null);
        MethodVisitor code = out.visitMethod(ACC_STATIC, "lookup", LOOKUP.toMethodDescriptorString(), null, null);
        code.visitCode();
        code.visitMethodInsn(INVOKESTATIC, "java/lang/invoke/MethodHandles", "lookup", LOOKUP.toMethodDescriptorString(), false);
        code.visitInsn(ARETURN);
        ShapeWriter.finish(code);
        return out.toByteArray();
    }

    private static boolean seen(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, Adapter.class.getClassLoader()) == type;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private byte[] write(String packageName, boolean shared) {
        String name = (packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/") + "GranaryAdapter";
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(V17, ACC_FINAL | ACC_SUPER, name, null, "java/lang/Object", new String[] {Type.getInternalName(type)});
        if (shared) {
            out.visitField(ACC_PRIVATE | ACC_FINAL, "self", OBJECT, null, null).visitEnd();
        }
        MethodVisitor init = out.visitMethod(ACC_PUBLIC, "<init>", "(" + OBJECT + ")V", null, null);
        init.visitCode();
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        if (shared) {
            init.visitVarInsn(ALOAD, 0);
            init.visitVarInsn(ALOAD, 1);
            init.visitFieldInsn(PUTFIELD, name, "self", OBJECT);
        }
        init.visitInsn(RETURN);
        ShapeWriter.finish(init);
        call(out, name, shared);
        return out.toByteArray();
    }

    private void call(ClassWriter out, String name, boolean shared) {
        String descriptor = Type.getMethodDescriptor(method);
        MethodVisitor code = out.visitMethod(ACC_PUBLIC | ACC_FINAL, method.getName(), descriptor, null, null);
        code.visitCode();
        code.visitLdcInsn(new ConstantDynamic("_", "L" + HANDLE + ";", CLASS_DATA));
        if (shared) {
            code.visitVarInsn(ALOAD, 0);
            code.visitFieldInsn(GETFIELD, name, "self", OBJECT);
        }
        int local = 1;
        for (Type parameter : Type.getArgumentTypes(descriptor)) {
            code.visitVarInsn(parameter.getOpcode(Opcodes.ILOAD), local);
            local += parameter.getSize();
        }
        code.visitMethodInsn(INVOKEVIRTUAL, HANDLE, "invokeExact", shared ? "(" + OBJECT + descriptor.substring(1) : descriptor, false);
        code.visitInsn(Type.getReturnType(descriptor).getOpcode(IRETURN));
        ShapeWriter.finish(code);
    }
}
