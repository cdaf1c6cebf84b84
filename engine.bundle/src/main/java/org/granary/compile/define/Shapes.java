package org.granary.compile.define;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.granary.compile.ir.CallShape;
import org.granary.compile.ir.Kind;
import org.granary.compile.ir.StructShape;
import org.granary.type.DefType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.FuncRef;
import org.granary.vm.GcStruct;
import org.granary.vm.HostTarget;
import org.granary.vm.Instance;
import org.granary.vm.StackRoom;
import org.granary.vm.Traps;
import org.granary.vm.Views;
import org.granary.vm.VmStore;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The classes behind shape names, one of each for an engine, made when first asked for. Thread-safe.
 *
 * <p>Each has a loader of its own and is held weakly: a class lives as long as a module that was linked with it, so engines that load
 * modules for ever keep nothing.
 */
public final class Shapes {
    private static final MethodType NEW = MethodType.methodType(Object.class);
    private static final MethodType NEW_HOST = MethodType.methodType(FuncRef.class, VmStore.class, DefType.class, HostTarget.class,
            Instance.class);
    private static final MethodType NEW_STRUCTURE = MethodType.methodType(GcStruct.class, DefType.class);
    private static final MethodType GET = MethodType.methodType(Object.class, Object.class);
    private static final MethodType SET = MethodType.methodType(void.class, Object.class, Object.class);
    private static final long STACK_BYTES = 4 << 20;
    private static final String LEAST = CallShape.PACKAGE + "Least";

    private final CompilerThread thread = new CompilerThread();
    private final CompilerThread.Task writer = new Writer();
    private final Map<String, WeakReference<Class<?>>> classes = new HashMap<>();
    private final AtomicReference<Thread> beside = new AtomicReference<>();
    private int purgeAt = 256;

    /** The shapes of a new engine. Defines a class, and finds the writer of classes: where that cannot be, it fails here. */
    public Shapes() {
        // written for nobody: what writes classes takes a new process long to load, and nobody needs it yet
        thread.begin(writer, CallShape.valuesClass(List.of(Kind.I32)), STACK_BYTES);
        if (!Views.ready() || !Traps.ready()) {
            throw new IllegalStateException("the runtime cannot be initialised");
        }
        // what waits for the compiler may be a guest at the end of its stack: by then all of it is initialised
        new ShapeLoader().define(LEAST.replace('/', '.'), least());
        Objects.requireNonNull(ClassWriter.class);
    }

    /** The file of a class with nothing in it (JVM specification, section 4.1), made by hand: it is there before what writes others. */
    private static byte[] least() {
        ByteBuffer file = ByteBuffer.allocate(128).putInt(0xcafe_babe).putShort((short) 0).putShort((short) Opcodes.V17);
        file.putShort((short) 5);
        for (String name : new String[] {LEAST, ShapeWriter.OBJECT}) {
            byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
            short index = name.equals(LEAST) ? (short) 2 : 4;
            file.put((byte) 7).putShort(index).put((byte) 1).putShort((short) text.length).put(text);
        }
        short access = Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT;
        // itself, the class above it; no interfaces, fields, methods, attributes
        file.putShort(access).putShort((short) 1).putShort((short) 3).putLong(0);
        return Arrays.copyOf(file.array(), file.position());
    }

    /** A class, since each engine needs it at once, and lambdas take longer. */
    private static final class Writer implements CompilerThread.Task {
        @Override
        public byte[] write(String name) {
            return ShapeWriter.write(name);
        }
    }

    /** The loader of one shape class, and the handles on it: both live as long as the class. */
    private final class ShapeLoader extends ClassLoader {
        private final Map<String, MethodHandle> handles = new HashMap<>();
        private Class<?> shape;

        ShapeLoader() {
            super("granary-shape", Shapes.class.getClassLoader());
            Access.open(this);
        }

        Class<?> define(String binaryName, byte[] bytes) {
            shape = defineClass(binaryName, bytes, 0, bytes.length);
            return shape;
        }

        @Override
        protected Class<?> findClass(String binaryName) throws ClassNotFoundException {
            return Shapes.this.find(binaryName);
        }

        /** The constructor, its result as wanted. */
        synchronized MethodHandle constructor(MethodType wanted) throws ReflectiveOperationException {
            MethodHandle known = handles.get("<init>");
            if (known == null) {
                known = MethodHandles.publicLookup().findConstructor(shape, wanted.changeReturnType(void.class)).asType(wanted);
                handles.put("<init>", known);
            }
            return known;
        }

        /** Reads a field: {@code (Object) Object}. */
        synchronized MethodHandle getter(String field) throws ReflectiveOperationException {
            MethodHandle known = handles.get(field);
            if (known == null) {
                known = MethodHandles.publicLookup().unreflectGetter(shape.getField(field)).asType(GET);
                handles.put(field, known);
            }
            return known;
        }

        Object read(String field, Object object) throws Throwable {
            return getter(field).invokeExact(object);
        }

        /** Writes a field: {@code (Object, Object) void}. */
        synchronized MethodHandle setter(String field) throws ReflectiveOperationException {
            MethodHandle known = handles.get(field + "=");
            if (known == null) {
                known = MethodHandles.publicLookup().unreflectSetter(shape.getField(field)).asType(SET);
                handles.put(field + "=", known);
            }
            return known;
        }
    }

    private static ShapeLoader loader(Class<?> shape) {
        return (ShapeLoader) shape.getClassLoader();
    }

    /** The engine's one place for a thread that writes what nobody has asked for yet. */
    AtomicReference<Thread> beside() {
        return beside;
    }

    /** Ends what is written that nobody has asked for yet; it does without the rest. */
    public void endBeside() {
        Thread thread = beside.get();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /**
     * Whether a class name belongs here.
     *
     * @param binaryName the name with dots
     * @return true for names in the shapes' package
     */
    public static boolean isShape(String binaryName) {
        return binaryName.startsWith("org.granary.shape.");
    }

    /**
     * Finds or makes a class.
     *
     * @param binaryName the name with dots
     * @return the class; the same one as long as it is used
     * @throws ClassNotFoundException when the name says nothing
     */
    public synchronized Class<?> find(String binaryName) throws ClassNotFoundException {
        WeakReference<Class<?>> known = classes.get(binaryName);
        Class<?> found = known == null ? null : known.get();
        if (found == null) {
            StackRoom.needForClass();
            byte[] bytes = isShape(binaryName)
                    ? thread.writeSmall(writer, binaryName.replace('.', '/'), STACK_BYTES, CompilerThread.NEVER) : null;
            if (bytes == null) {
                throw new ClassNotFoundException(binaryName);
            }
            found = new ShapeLoader().define(binaryName, bytes);
            purge();
            classes.put(binaryName, new WeakReference<>(found));
        }
        return found;
    }

    private void purge() {
        if (classes.size() >= purgeAt) {
            classes.values().removeIf(reference -> reference.get() == null);
            purgeAt = Math.max(256, classes.size() * 2);
        }
    }

    private Class<?> named(String internalName) {
        try {
            return find(internalName.replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes a host function.
     *
     * @param store  the owning store
     * @param type   its canonical type
     * @param target what runs
     * @return the function, bound to no caller
     */
    public FuncRef hostFunction(VmStore store, DefType type, HostTarget target) {
        Class<?> adapter = named(CallShape.PACKAGE + "H$" + CallShape.of(type.func()).suffix());
        try {
            return (FuncRef) loader(adapter).constructor(NEW_HOST).invokeExact(store, type, target, (Instance) null);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("host adapter " + adapter.getName(), e);
        }
    }

    /**
     * Makes a structure of zeros and nulls; slow, for where no code has been generated.
     *
     * @param type a canonical structure type
     * @return the structure, of the class that compiled code uses for the type
     */
    public GcStruct structure(DefType type) {
        Class<?> shape = named(StructShape.name(type));
        try {
            return (GcStruct) loader(shape).constructor(NEW_STRUCTURE).invokeExact(type);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("structure " + shape.getName(), e);
        }
    }

    /**
     * Makes the shape object of values; slow, for where no code has been generated.
     *
     * @param types  their types
     * @param values one for each, boxed as {@link org.granary.vm.Untyped} says
     * @return the object, or null without any
     */
    public Object packed(List<ValType> types, Object[] values) {
        if (types.isEmpty()) {
            return null;
        }
        Class<?> shape = named(CallShape.valuesClass(CallShape.kinds(types)));
        try {
            ShapeLoader loader = loader(shape);
            Object made = loader.constructor(NEW).invokeExact();
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof long[] halves) {
                    loader.setter("f" + i).invokeExact(made, (Object) halves[0]);
                    loader.setter("f" + i + "h").invokeExact(made, (Object) halves[1]);
                } else {
                    loader.setter("f" + i).invokeExact(made, values[i]);
                }
            }
            return made;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("values " + shape.getName(), e);
        }
    }

    /**
     * The other way round.
     *
     * @param types the types of the values
     * @param shape what {@link #packed} or generated code has made of them
     * @return one for each, boxed as {@link org.granary.vm.Untyped} says
     */
    public static Object[] unpacked(List<ValType> types, Object shape) {
        Object[] values = new Object[types.size()];
        if (values.length == 0) {
            return values;
        }
        ShapeLoader loader = loader(shape.getClass());
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = loader.read("f" + i, shape);
                if (types.get(i) == ValType.V128) {
                    values[i] = new long[] {(Long) values[i], (Long) loader.read("f" + i + "h", shape)};
                }
            }
            return values;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("values " + shape.getClass().getName(), e);
        }
    }

    /**
     * A handle on the typed call of functions.
     *
     * @param function their type
     * @return takes the function first
     */
    public MethodHandle handle(FuncType function) {
        CallShape shape = CallShape.of(function);
        Class<?> call = named(shape.callInterface());
        try {
            MethodType type = MethodType.fromMethodDescriptorString(shape.descriptor(""), call.getClassLoader());
            MethodHandle handle = MethodHandles.publicLookup().findVirtual(call, "call", type);
            return handle.asType(handle.type().changeParameterType(0, FuncRef.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("call interface " + call.getName(), e);
        }
    }
}
