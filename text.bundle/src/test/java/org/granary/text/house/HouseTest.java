package org.granary.text.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the arrows between this bundle's packages and to other bundles: the text format knows nothing of stores, the engine's insides
 * nobody here.
 */
class HouseTest {
    private static final String BASE = "org.granary.";
    private static final Set<String> ENGINE = Set.of("type", "engine", "bytes", "op");

    /** What each package may know of ours beside {@link #ENGINE}. */
    private static final Map<String, Set<String>> KNOWS = Map.of(
            "text.lex", Set.of(),
            "text.syntax", Set.of("text.lex"),
            "text.resolve", Set.of("text.lex", "text.syntax"),
            "text.encode", Set.of("text.lex", "text.syntax", "text.resolve"),
            "text.outline", Set.of("module", "binary"),
            "text.print", Set.of("text.lex", "module", "binary"),
            "text", Set.of("text.lex", "text.syntax", "text.resolve", "text.encode", "text.print"),
            "text.script", Set.of("text", "text.lex", "text.syntax", "text.encode", "store"));

    @Test
    void packagesKnowOnlyWhatTheyMay() {
        JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.granary.text");
        Set<String> offences = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (JavaClass from : classes) {
            String here = from.getPackageName().substring(BASE.length());
            seen.add(here);
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String there = dependency.getTargetClass().getPackageName();
                if (there.startsWith(BASE) && !mayKnow(here, there.substring(BASE.length()))) {
                    offences.add(here + " -> " + there.substring(BASE.length()) + ": " + dependency.getDescription());
                }
            }
        }
        assertFalse(seen.isEmpty());
        assertEquals(KNOWS.keySet(), seen);
        assertEquals(Set.of(), offences);
    }

    private static boolean mayKnow(String here, String there) {
        return here.equals(there) || ENGINE.contains(there) || KNOWS.getOrDefault(here, Set.of()).contains(there);
    }
}
