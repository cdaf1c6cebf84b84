package org.granary.artefact;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.granary.vm.VmStore;

/** Which routines of the runtime compiled code can call, by the list that artefacts are held to. */
public final class Reachable {
    private static final String VM = "org/granary/vm/";

    private Reachable() {
    }

    /**
     * All of them but those on numbers alone, which have nothing that could be left half-done.
     *
     * @return class, method and parameters by the first letters of their types: {@code Table.set(IL)}
     */
    public static Set<String> routines() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(VmStore.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve(VM);
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                of(Class.forName((VM + name).replace('/', '.'), false, Reachable.class.getClassLoader()), name, found);
            }
        }
        return found;
    }

    private static void of(Class<?> type, String owner, Set<String> found) {
        for (Method method : type.getDeclaredMethods()) {
            String use = Modifier.isStatic(method.getModifiers()) ? "static" : "virtual";
            MethodType shape = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
            if (AllowList.member(use, VM + owner, method.getName(), shape.descriptorString())) {
                found.add(owner + "." + method.getName() + letters(shape));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            MethodType shape = MethodType.methodType(void.class, constructor.getParameterTypes());
            if (AllowList.member("new", VM + owner, "<init>", shape.descriptorString())) {
                found.add(owner + ".<init>" + letters(shape));
            }
        }
    }

    private static String letters(MethodType shape) {
        StringBuilder letters = new StringBuilder("(");
        shape.parameterList().forEach(parameter -> letters.append(parameter.descriptorString().charAt(0)));
        return letters.append(')').toString();
    }
}
