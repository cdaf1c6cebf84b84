package org.granary.itests.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The headers and the module descriptor of every bundle jar. */
class BundleJarsIT {

    /** What each bundle exports, and nothing else. */
    private static final Map<String, Set<String>> EXPORTS = Map.of(
            "org.granary.engine", Set.of("org.granary.engine", "org.granary.type", "org.granary.op", "org.granary.bytes", "org.granary.vm",
                    "org.granary.module", "org.granary.binary"),
            "org.granary.store", Set.of("org.granary.store"),
            "org.granary.text", Set.of("org.granary.text", "org.granary.text.outline", "org.granary.text.script"),
            "org.granary.host", Set.of("org.granary.host"),
            "org.granary.wasi", Set.of("org.granary.wasi", "org.granary.wasi.fs", "org.granary.wasi.stream"),
            "org.granary.plugin", Set.of("org.granary.plugin", "org.granary.plugin.dto"),
            "org.granary.console", Set.of(),
            "org.granary.demo", Set.of("org.granary.demo"));

    /** Promised to nobody: only with the mandatory attribute. */
    private static final Set<String> INSIDES = Set.of("org.granary.vm", "org.granary.module", "org.granary.binary");

    /** What each bundle can do without, by the beginnings of names; it needs all else that it imports. */
    private static final Map<String, Set<String>> OPTIONAL = Map.of(
            "org.granary.engine", Set.of("org.osgi.framework"),
            "org.granary.text", Set.of("org.granary.store"),
            "org.granary.host", Set.of("org.h2.mvstore"),
            "org.granary.plugin", Set.of("org.apache.felix.fileinstall"),
            "org.granary.console", Set.of("org.granary.text", "org.granary.wasi"));

    /** Services that no component offers but our code registers, for whoever resolves a bundle that refers to them. */
    private static final Map<String, String> BY_HAND = Map.of("org.granary.plugin", "org.granary.plugin.Plugin", "org.granary.demo",
            "org.granary.demo.Formatter");

    static Stream<BuiltBundle> bundles() throws Exception {
        return BuiltBundle.all().stream();
    }

    @Test
    void allWereBuilt() throws Exception {
        assertEquals(EXPORTS.keySet(), bundles().map(BuiltBundle::name).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void saysWhatItIs(BuiltBundle bundle) {
        assertEquals("2", bundle.header("Bundle-ManifestVersion"));
        assertTrue(bundle.header("Bundle-Version").matches("\\d+\\.\\d+\\.\\d+(\\.\\w+)?"), bundle.header("Bundle-Version"));
        for (String header : List.of("Bundle-Name", "Bundle-Description", "Bundle-Vendor")) {
            assertNotNull(bundle.header(header), header);
        }
        assertTrue(bundle.header("Bundle-License").startsWith("Apache-2.0"), bundle.header("Bundle-License"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bringsItsLicence(BuiltBundle bundle) throws Exception {
        assertEquals(Files.readString(Path.of("..", "LICENSE")), bundle.text("META-INF/LICENSE"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsItsContractsWithVersionsAndNothingElse(BuiltBundle bundle) throws Exception {
        Set<String> exported = new HashSet<>();
        for (List<String> clause : bundle.clauses("Export-Package")) {
            String name = clause.get(0);
            exported.add(name);
            assertTrue(clause.stream().anyMatch(part -> part.equals("version=\"0.1.0\"")), "docs/decisions/versions.md: " + clause);
            boolean restricted = clause.contains("granary=internal") && clause.contains("mandatory:=granary");
            assertEquals(INSIDES.contains(name), restricted, clause.toString());
        }
        assertEquals(EXPORTS.get(bundle.name()), exported);
        assertTrue(bundle.packages().containsAll(exported), () -> "empty exports among " + exported);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsNothingOfItsOwnAndEverythingOfOthersByRange(BuiltBundle bundle) throws Exception {
        Set<String> own = bundle.packages();
        for (List<String> clause : bundle.clauses("Import-Package")) {
            String name = clause.get(0);
            assertTrue(!own.contains(name), "imports its own " + name);
            assertTrue(!name.startsWith("java."), name);
            if (name.startsWith("org.")) {
                assertTrue(clause.stream().anyMatch(part -> part.matches("version=\"\\[[\\d.]+,[\\d.]+\\)\"")), "no range: " + clause);
            }
            if (INSIDES.contains(name)) {
                assertTrue(clause.contains("granary=internal"), clause.toString());
                // promised to nobody: no minor version but the one it was built with
                assertTrue(clause.contains("version=\"[0.1,0.2)\""), clause.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsAreOptionalWhereItCanDoWithoutThem(BuiltBundle bundle) throws Exception {
        Set<String> missable = OPTIONAL.getOrDefault(bundle.name(), Set.of());
        for (List<String> clause : bundle.clauses("Import-Package")) {
            boolean may = missable.stream().anyMatch(name -> clause.get(0).equals(name) || clause.get(0).startsWith(name + "."));
            assertEquals(may, clause.contains("resolution:=optional"), clause.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void whatItRegistersByHandIsAmongItsCapabilities(BuiltBundle bundle) {
        String service = BY_HAND.get(bundle.name());
        String provided = String.valueOf(bundle.header("Provide-Capability"));
        assertTrue(service == null || provided.contains("objectClass:List<String>=\"" + service + "\""), provided);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void needsJava17(BuiltBundle bundle) {
        String wanted = "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"";
        assertTrue(bundle.header("Require-Capability").contains(wanted), bundle.header("Require-Capability"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void componentsAreDescribedAndTheirRuntimeIsRequired(BuiltBundle bundle) throws Exception {
        Set<String> described = new TreeSet<>();
        for (List<String> clause : bundle.clauses("Service-Component")) {
            described.add(clause.get(0));
        }
        Set<String> components = bundle.entries().stream()
                .filter(e -> e.startsWith("OSGI-INF/") && e.endsWith(".xml") && !e.startsWith("OSGI-INF/metatype/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(components, described);
        String required = bundle.header("Require-Capability");
        assertEquals(!components.isEmpty(), required.contains("osgi.extender=osgi.component"), required);
    }

    /** The properties in the first cells of a page's table. */
    private static Set<String> properties(String page, String prefix) throws Exception {
        Set<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", page))) {
            if (line.startsWith("| `" + prefix)) {
                Matcher matcher = Pattern.compile("`(" + prefix + "[a-z.]+)`").matcher(line.split("\\|")[1]);
                matcher.results().map(result -> result.group(1)).forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void whatAPluginCanBeGivenIsDescribedForConfigurationTools() throws Exception {
        BuiltBundle plugin = bundles().filter(bundle -> bundle.name().equals("org.granary.plugin")).findFirst().orElseThrow();
        Set<String> described = new TreeSet<>();
        String designated = "";
        for (String entry : plugin.entries()) {
            if (entry.startsWith("OSGI-INF/metatype/")) {
                String xml = String.join("\n", plugin.lines(entry));
                Pattern.compile("id=\"((?:host|wasi)\\.[a-z.]+)\"").matcher(xml).results().map(result -> result.group(1))
                        .forEach(described::add);
                designated += xml;
            }
        }
        Set<String> told = properties("host-modules.md", "host.");
        told.addAll(properties("wasi.md", "wasi."));
        assertEquals(told, described);
        assertTrue(designated.contains("factoryPid=\"org.granary.plugin\""), designated);
        assertTrue(described.contains("host.kv.value.bytes") && described.contains("wasi.directories"), described.toString());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasAModuleDescriptorThatSaysTheSame(BuiltBundle bundle) throws Exception {
        ModuleDescriptor module = bundle.module();
        assertEquals(bundle.name(), module.name());
        Set<String> exported = module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
        assertEquals(EXPORTS.get(bundle.name()), exported);
        // what works on a class path by META-INF/services has to work on a module path too
        for (String entry : bundle.entries()) {
            if (entry.startsWith("META-INF/services/")) {
                String service = entry.substring("META-INF/services/".length());
                List<String> providers = module.provides().stream().filter(p -> p.service().equals(service))
                        .flatMap(p -> p.providers().stream()).toList();
                assertEquals(bundle.lines(entry), providers, "providers of " + service);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void holdsNoSourceAndNoForeignClass(BuiltBundle bundle) throws Exception {
        for (String name : bundle.packages()) {
            assertTrue(name.startsWith("org.granary."), bundle + " holds package " + name);
        }
    }
}
