package org.granary.itests.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** The arrows between the bundles, as ARCHITECTURE.md has them in its table, and habits that hold in all of them. */
class ArrowsIT {

    private static final String ENGINE = "org.granary.engine";
    private static final String STORE = "org.granary.store";
    private static final String TEXT = "org.granary.text";
    private static final String HOST = "org.granary.host";
    private static final String WASI = "org.granary.wasi";
    private static final String PLUGIN = "org.granary.plugin";
    private static final String CONSOLE = "org.granary.console";
    private static final String DEMO = "org.granary.demo";

    private static final Map<String, Set<String>> KNOWS = Map.of(
            ENGINE, Set.of(),
            STORE, Set.of(ENGINE),
            TEXT, Set.of(ENGINE, STORE),
            HOST, Set.of(ENGINE, STORE),
            WASI, Set.of(ENGINE, STORE, HOST),
            PLUGIN, Set.of(ENGINE, STORE, HOST),
            CONSOLE, Set.of(PLUGIN, ENGINE, TEXT, STORE, WASI),
            DEMO, Set.of(PLUGIN, ENGINE, STORE));

    /** Exported by the engine and promised to nobody; what modules are decoded to is for the text printer alone. */
    private static final Set<String> INSIDES = Set.of("org.granary.vm", "org.granary.module", "org.granary.binary");

    /** What no bundle uses of {@link System}. */
    private static final Set<String> STREAMS_AND_PROPERTIES = Set.of("out", "err", "in", "setOut", "setErr", "setIn", "getProperty",
            "getProperties", "setProperty", "exit");

    /** Entry points of processes. */
    private static final Set<String> TOOLS = Set.of("org.granary.text.script.WastMain", "org.granary.console.tool.ToolMain",
            "org.granary.console.tool.Rehearsal");

    /** Bundle of each package. */
    private static final Map<String, String> OWNER = new HashMap<>();
    private static final Set<String> EXPORTED = new TreeSet<>();
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws Exception {
        ClassFileImporter importer = new ClassFileImporter();
        Map<String, BuiltBundle> bundles = new HashMap<>();
        for (BuiltBundle bundle : BuiltBundle.all()) {
            if (KNOWS.containsKey(bundle.name())) {
                bundles.put(bundle.name(), bundle);
                bundle.packages().forEach(p -> OWNER.put(p, bundle.name()));
                bundle.clauses("Export-Package").forEach(clause -> EXPORTED.add(clause.get(0)));
            }
        }
        assertEquals(KNOWS.keySet(), bundles.keySet());
        // not by their paths: a jar is no folder, and nothing would be found in it
        List<JarFile> jars = new ArrayList<>();
        for (BuiltBundle bundle : bundles.values()) {
            jars.add(new JarFile(bundle.jar().toFile()));
        }
        classes = importer.importJars(jars);
        for (JarFile jar : jars) {
            jar.close();
        }
        Set<String> met = classes.stream().map(type -> OWNER.get(type.getPackageName())).collect(Collectors.toSet());
        assertEquals(KNOWS.keySet(), met, "bundles of which a class was looked at");
    }

    @Test
    void bundlesKnowOnlyWhatTheyMay() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass from : classes) {
            String bundle = OWNER.get(from.getPackageName());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                String other = OWNER.get(to.getPackageName());
                if (other != null && !other.equals(bundle) && !allowed(bundle, from, other, to)) {
                    offences.add(from.getName() + " must not know " + to.getName());
                }
            }
        }
        assertEquals(Set.of(), offences);
    }

    private static boolean allowed(String bundle, JavaClass from, String other, JavaClass to) {
        if (!KNOWS.get(bundle).contains(other) || !EXPORTED.contains(to.getPackageName())) {
            return false;
        }
        // the text format works without stores, and plugins without the engine's insides
        boolean scripts = !bundle.equals(TEXT) || !other.equals(STORE) || from.getPackageName().startsWith("org.granary.text.script");
        boolean insides = !INSIDES.contains(to.getPackageName()) || (bundle.equals(TEXT) || to.getPackageName().equals("org.granary.vm"))
                && !Set.of(PLUGIN, DEMO, CONSOLE).contains(bundle);
        return scripts && insides;
    }

    @Test
    void noPackageCycle() {
        SlicesRuleDefinition.slices().matching("org.granary.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void noStandardStreamsAndNoSystemProperties() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass from : classes) {
            // tools with a main method of their own write to the terminal
            boolean tool = TOOLS.stream().anyMatch(from.getName()::startsWith);
            from.getAccessesFromSelf().stream()
                    .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                    .filter(access -> STREAMS_AND_PROPERTIES.contains(access.getName()))
                    .filter(access -> !tool)
                    .forEach(access -> offences.add(from.getName() + " uses System." + access.getName()));
        }
        assertEquals(Set.of(), offences);
    }

    @Test
    void noStaticMutableState() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaField field : type.getFields()) {
                Set<JavaModifier> modifiers = field.getModifiers();
                if (modifiers.contains(JavaModifier.STATIC) && !modifiers.contains(JavaModifier.FINAL)
                        && !modifiers.contains(JavaModifier.SYNTHETIC)) {
                    offences.add(field.getFullName());
                }
            }
        }
        assertEquals(Set.of(), offences);
    }

    /** What bnd compares versions by: without it an interface that we alone implement could not get a method but by a new major version. */
    @Test
    void exportedInterfacesSayWhoImplementsThem() {
        Set<String> offences = new TreeSet<>();
        int told = 0;
        for (JavaClass type : classes) {
            boolean open = type.isInterface() && !type.isAnnotation() && type.getModifiers().contains(JavaModifier.PUBLIC)
                    && type.getEnclosingClass().isEmpty() && !type.reflect().isSealed();
            if (open && EXPORTED.contains(type.getPackageName()) && !INSIDES.contains(type.getPackageName())) {
                boolean said = type.isAnnotatedWith(ProviderType.class) || type.isAnnotatedWith(ConsumerType.class);
                told += said ? 1 : 0;
                if (!said) {
                    offences.add(type.getName());
                }
            }
        }
        assertEquals(Set.of(), offences);
        assertTrue(told > 15, "only so many were looked at: " + told);
    }

    @Test
    void namesSayWhatThingsAre() {
        Set<String> offences = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.getSimpleName().matches(".*(Utils?|Helper|Manager)")) {
                offences.add(type.getName());
            }
        }
        assertEquals(Set.of(), offences);
    }
}
