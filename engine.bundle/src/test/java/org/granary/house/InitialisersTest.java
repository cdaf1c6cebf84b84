package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * No two classes need each other to be initialised: the compiler and whoever makes instances meet the engine's classes in any order, on
 * two threads, and where a circle is entered at two places at once both wait for ever. What an initialiser may come to is followed through
 * all methods that it may call; of a method that is overridden, through all of them. What the JDK, or another's library, calls on an object
 * (a function, a key of a map) is followed where the object is made: all its methods that one of their types has, too, but for the one that
 * puts it in words, which nobody asks for there.
 */
class InitialisersTest {
    private static final String INITIALISER = "<clinit>";
    private static final String NOTHING = "()V";

    private final Map<String, ClassNode> classes = new TreeMap<>();
    private final Map<String, List<ClassNode>> below = new HashMap<>();
    /** What others than ours may call, by the class that is made. */
    private final Map<String, Set<String>> theirs = new HashMap<>();

    /** What each class under a folder needs, of those. */
    private Map<String, Set<String>> needs(Path folder, String from) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassNode node = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                if (node.name.startsWith(from)) {
                    classes.put(node.name, node);
                }
            }
        }
        for (ClassNode node : classes.values()) {
            List<String> above = new ArrayList<>(node.interfaces);
            above.add(node.superName);
            above.forEach(name -> below.computeIfAbsent(name, none -> new ArrayList<>()).add(node));
        }
        Map<String, Set<String>> needs = new TreeMap<>();
        classes.values().forEach(node -> needs.put(node.name, needs(node)));
        return needs;
    }

    @Test
    void noTwoClassesNeedEachOtherToBeInitialised() throws IOException {
        Map<String, Set<String>> needs = needs(Path.of("target/classes"), "org/granary/");
        assertTrue(needs.get("org/granary/op/Ops").contains("org/granary/op/SimdOp"), "nothing was followed");
        assertEquals(Set.of(), circles(needs));
    }

    /** Pairs that need each other in the ways that classes can, and who needs one of a pair. None of them is ever initialised. */
    private static final class MadeUp {
        private static final class Plain {
            static final Object OTHER = PlainToo.NUMBER;
        }

        private static final class PlainToo {
            static final Integer NUMBER = Plain.OTHER.hashCode();
        }

        private static final class Outside {
            static final Object OTHER = Plain.OTHER;
        }

        private record Key(int number) {
            @Override
            public int hashCode() {
                return ByKeyToo.NUMBER;
            }
        }

        private static final class ByKey {
            static final Set<Object> KEYS = Set.of(new Key(1));
        }

        private static final class ByKeyToo {
            static final Integer NUMBER = ByKey.KEYS.size();
        }

        private static final class Asked implements Function<String, Integer> {
            @Override
            public Integer apply(String text) {
                return ByFunctionToo.NUMBER;
            }
        }

        private static final class ByFunction {
            static final Integer NUMBER = Optional.of("").map(new Asked()).get();
        }

        private static final class ByFunctionToo {
            static final Integer NUMBER = ByFunction.NUMBER;
        }

        /** Has handles on its fields. */
        private record Plainly(String text) {
        }

        private static final class Alone {
            static final Set<Object> KEYS = Set.of(new Plainly(""));
        }
    }

    @Test
    void whatNeedsEachOtherIsFound() throws IOException {
        String name = MadeUp.class.getName().replace('.', '/') + "$";
        Map<String, Set<String>> needs = needs(Path.of("target/test-classes/org/granary/house"), name);
        assertEquals(Stream.of("Plain", "PlainToo", "ByKey", "ByKeyToo", "ByFunction", "ByFunctionToo").map(name::concat)
                .collect(Collectors.toCollection(TreeSet::new)), circles(needs));
        assertTrue(needs.keySet().containsAll(Set.of(name + "Outside", name + "Alone")));
    }

    /** What is left when all is taken away, again and again, that needs nothing of what is left, or that nothing of it needs. */
    private static Set<String> circles(Map<String, Set<String>> needs) {
        Set<String> left = new TreeSet<>(needs.keySet());
        boolean fewer = true;
        while (fewer) {
            Set<String> needed = new HashSet<>();
            left.forEach(name -> needed.addAll(needs.get(name)));
            fewer = left.removeIf(name -> !needed.contains(name) || needs.get(name).stream().noneMatch(left::contains));
        }
        return left;
    }

    private Set<String> needs(ClassNode node) {
        Set<String> needed = new TreeSet<>();
        needed.add(node.superName);
        if ((node.access & Opcodes.ACC_INTERFACE) == 0) {
            interfaces(node, needed);
        }
        MethodNode initialiser = method(node, INITIALISER, NOTHING);
        if (initialiser != null) {
            follow(node, initialiser, needed, new HashSet<>());
        }
        needed.retainAll(classes.keySet());
        needed.remove(node.name);
        return needed;
    }

    /** With a class only those interfaces are initialised that have a method with a body. */
    private void interfaces(ClassNode node, Set<String> needed) {
        for (String name : node.interfaces) {
            ClassNode known = classes.get(name);
            if (known != null) {
                if (known.methods.stream().anyMatch(method -> (method.access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT)) == 0)) {
                    needed.add(name);
                }
                interfaces(known, needed);
            }
        }
    }

    private static MethodNode method(ClassNode node, String name, String desc) {
        return node.methods.stream().filter(method -> method.name.equals(name) && method.desc.equals(desc)).findFirst().orElse(null);
    }

    private void follow(ClassNode owner, MethodNode method, Set<String> needed, Set<String> seen) {
        if (!seen.add(owner.name + "." + method.name + method.desc)) {
            return;
        }
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof TypeInsnNode made && made.getOpcode() == Opcodes.NEW) {
                needed.add(made.desc);
                made(made.desc, needed, seen);
            } else if (instruction instanceof FieldInsnNode field && field.getOpcode() <= Opcodes.PUTSTATIC) {
                needed.add(field.owner);
            } else if (instruction instanceof MethodInsnNode call) {
                call(call.getOpcode() == Opcodes.INVOKESTATIC, call.owner, call.name + call.desc, needed, seen);
            } else if (instruction instanceof InvokeDynamicInsnNode dynamic) {
                for (Object argument : dynamic.bsmArgs) {
                    if (argument instanceof Handle handle && handle.getTag() < Opcodes.H_INVOKEVIRTUAL) {
                        if (handle.getTag() == Opcodes.H_GETSTATIC || handle.getTag() == Opcodes.H_PUTSTATIC) {
                            needed.add(handle.getOwner());
                        }
                    } else if (argument instanceof Handle handle) {
                        needed.add(handle.getOwner());
                        call(false, handle.getOwner(), handle.getName() + handle.getDesc(), needed, seen);
                    }
                }
            }
        }
    }

    /** An object is made: others than ours may call what their types have. */
    private void made(String name, Set<String> needed, Set<String> seen) {
        ClassNode node = classes.get(name);
        if (node == null) {
            return;
        }
        Set<String> known = theirs.computeIfAbsent(name, none -> {
            Set<String> signatures = new HashSet<>();
            theirs(name, signatures);
            return signatures;
        });
        for (ClassNode one = node; one != null; one = classes.get(one.superName)) {
            for (MethodNode method : one.methods) {
                if ((method.access & Opcodes.ACC_STATIC) == 0 && !method.name.equals("toString")
                        && known.contains(method.name + parameters(method.desc))) {
                    follow(one, method, needed, seen);
                }
            }
        }
    }

    /** The methods of the types above a class that are not ours; without their results, which may be narrower. */
    private void theirs(String name, Set<String> signatures) {
        ClassNode node = classes.get(name);
        if (node != null) {
            theirs(node.superName, signatures);
            node.interfaces.forEach(above -> theirs(above, signatures));
            return;
        }
        try {
            Class<?> type = Class.forName(name.replace('/', '.'), false, InitialisersTest.class.getClassLoader());
            List<Method> methods = new ArrayList<>(List.of(type.getMethods()));
            for (Class<?> one = type; one != null; one = one.getSuperclass()) {
                methods.addAll(List.of(one.getDeclaredMethods()));
            }
            methods.forEach(method -> signatures.add(method.getName() + parameters(Type.getMethodDescriptor(method))));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String parameters(String desc) {
        return desc.substring(0, desc.indexOf(')') + 1);
    }

    private void call(boolean isStatic, String owner, String signature, Set<String> needed, Set<String> seen) {
        ClassNode node = classes.get(owner);
        if (node == null) {
            return;
        }
        if (isStatic) {
            needed.add(owner);
        }
        int desc = signature.indexOf('(');
        MethodNode method = method(node, signature.substring(0, desc), signature.substring(desc));
        if (method != null) {
            follow(node, method, needed, seen);
        } else {
            call(isStatic, node.superName, signature, needed, seen);
            node.interfaces.forEach(name -> call(false, name, signature, needed, seen));
        }
        if (!isStatic) {
            overridden(owner, signature, needed, seen);
        }
    }

    private void overridden(String owner, String signature, Set<String> needed, Set<String> seen) {
        int desc = signature.indexOf('(');
        for (ClassNode lower : below.getOrDefault(owner, List.of())) {
            MethodNode method = method(lower, signature.substring(0, desc), signature.substring(desc));
            if (method != null) {
                follow(lower, method, needed, seen);
            }
            overridden(lower.name, signature, needed, seen);
        }
    }
}
