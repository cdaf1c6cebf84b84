package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
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
 * all methods that it may call; of a method that is overridden, through all of them.
 */
class InitialisersTest {
    private static final String INITIALISER = "<clinit>";
    private static final String NOTHING = "()V";

    private final Map<String, ClassNode> classes = new TreeMap<>();
    private final Map<String, List<ClassNode>> below = new HashMap<>();

    @Test
    void noTwoClassesNeedEachOtherToBeInitialised() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target/classes/org/granary"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassNode node = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                classes.put(node.name, node);
            }
        }
        for (ClassNode node : classes.values()) {
            List<String> above = new ArrayList<>(node.interfaces);
            above.add(node.superName);
            above.forEach(name -> below.computeIfAbsent(name, none -> new ArrayList<>()).add(node));
        }
        Map<String, Set<String>> needs = new TreeMap<>();
        classes.values().forEach(node -> needs.put(node.name, needs(node)));
        assertTrue(needs.get("org/granary/op/Ops").contains("org/granary/op/SimdOp"), "nothing was followed");
        assertEquals(Set.of(), circles(needs));
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
            } else if (instruction instanceof FieldInsnNode field && field.getOpcode() <= Opcodes.PUTSTATIC) {
                needed.add(field.owner);
            } else if (instruction instanceof MethodInsnNode call) {
                call(call.getOpcode() == Opcodes.INVOKESTATIC, call.owner, call.name + call.desc, needed, seen);
            } else if (instruction instanceof InvokeDynamicInsnNode dynamic) {
                for (Object argument : dynamic.bsmArgs) {
                    if (argument instanceof Handle handle) {
                        needed.add(handle.getOwner());
                        call(false, handle.getOwner(), handle.getName() + handle.getDesc(), needed, seen);
                    }
                }
            }
        }
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
