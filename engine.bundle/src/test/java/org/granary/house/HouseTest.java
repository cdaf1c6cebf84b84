package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the arrows between this bundle's packages, as ARCHITECTURE.md draws them. */
class HouseTest {

    private static final String BASE = "org.granary.";

    /** What each package may know; one that is not listed here has to be thought about first. */
    private static final Map<String, Set<String>> KNOWS = Map.ofEntries(
            Map.entry("type", Set.of()),
            Map.entry("engine", Set.of("type")),
            Map.entry("bytes", Set.of("type", "engine")),
            Map.entry("op", Set.of("type", "engine", "bytes")),
            Map.entry("module", Set.of("type", "engine", "bytes", "op")),
            Map.entry("binary", Set.of("type", "engine", "bytes", "op", "module")),
            Map.entry("validate", Set.of("type", "engine", "bytes", "op", "module")),
            Map.entry("vm.op", Set.of("type", "engine")),
            Map.entry("vm.op.simd", Set.of("type", "engine", "op", "vm.op")),
            Map.entry("artefact", Set.of("type", "engine")),
            Map.entry("dwarf", Set.of("engine")),
            Map.entry("vm", Set.of("type", "engine", "vm.op")),
            Map.entry("compile.ir", front()),
            Map.entry("compile.build", front("compile.ir")),
            Map.entry("compile.shape", front("compile.ir", "compile.build")),
            Map.entry("compile.emit", front("vm", "vm.op", "vm.op.simd", "compile.ir", "compile.build", "compile.shape")),
            Map.entry("compile.spi", Set.of("type", "engine", "validate", "vm")),
            Map.entry("interpret", front("vm", "vm.op", "vm.op.simd", "compile.spi")),
            Map.entry("compile.define",
                    front("vm", "vm.op", "vm.op.simd", "compile.spi", "compile.ir", "compile.build", "compile.shape", "compile.emit")),
            Map.entry("compile", front("vm", "vm.op", "vm.op.simd", "compile.spi", "compile.ir", "compile.build", "compile.shape",
                    "compile.emit", "compile.define")),
            Map.entry("engine.impl",
                    front("artefact", "binary", "dwarf", "vm", "vm.op", "vm.op.simd", "compile", "compile.spi", "compile.ir",
                    "compile.build", "compile.shape", "compile.emit", "compile.define", "interpret")));

    /** What comes before the compiler, and more. */
    private static Set<String> front(String... more) {
        Set<String> known = new TreeSet<>(List.of("type", "engine", "bytes", "op", "module", "validate"));
        known.addAll(List.of(more));
        return known;
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.granary");

    @Test
    void packagesKnowOnlyWhatTheyMay() {
        Set<String> offences = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            String knower = name(from);
            seen.add(knower);
            Set<String> allowed = KNOWS.get(knower);
            if (allowed == null) {
                offences.add("package " + knower + " is not listed");
                continue;
            }
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (to.getPackageName().startsWith(BASE) && !name(to).equals(knower) && !allowed.contains(name(to))) {
                    offences.add(from.getName() + " must not know " + to.getName());
                }
            }
        }
        assertEquals(Set.of(), offences);
        assertTrue(seen.contains("type") && seen.contains("validate"), () -> "only these were looked at: " + seen);
    }

    @Test
    void theListHasNoCycle() {
        for (Map.Entry<String, Set<String>> entry : KNOWS.entrySet()) {
            for (String known : entry.getValue()) {
                assertFalse(KNOWS.get(known).contains(entry.getKey()), entry.getKey() + " and " + known + " know each other");
            }
        }
    }

    /** What a module becomes on its way, and the package of the arrow that makes it: nobody enters sideways. */
    @Test
    void nounsAreMadeByTheArrowBeforeThem() {
        Map<String, String> makers = Map.of("org.granary.module.ParsedModule", "binary", "org.granary.validate.ValidModule", "validate",
                "org.granary.compile.define.DefinedModule", "compile", "org.granary.engine.impl.ModuleImpl", "engine.impl");
        Map<String, Set<String>> met = new TreeMap<>();
        for (JavaClass from : CLASSES) {
            for (JavaConstructorCall call : from.getConstructorCallsFromSelf()) {
                String made = call.getTargetOwner().getName();
                if (makers.containsKey(made) && !made.equals(from.getName())) {
                    met.computeIfAbsent(made, key -> new TreeSet<>()).add(name(from));
                }
            }
        }
        Map<String, Set<String>> allowed = new TreeMap<>();
        makers.forEach((noun, maker) -> allowed.put(noun, Set.of(maker)));
        assertEquals(allowed, met);
    }

    @Test
    void noPackageCycle() {
        SlicesRuleDefinition.slices().matching("org.granary.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheEmitterAndTheDefinerTalkToAsm() {
        List<String> allowed = List.of("compile.emit", "compile.define");
        Set<String> offences = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            boolean asm = from.getDirectDependenciesFromSelf().stream()
                    .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.objectweb.asm"));
            if (asm && !allowed.contains(name(from))) {
                offences.add(from.getName());
            }
        }
        assertEquals(Set.of(), offences);
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(BASE.length());
    }
}
