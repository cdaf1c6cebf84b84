package org.granary.engine.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompatibilityTest {
    /** Settings that change code, each with a change. */
    private static final Map<String, Function<EngineConfig.Builder, EngineConfig.Builder>> CHANGES = Map.ofEntries(
            Map.entry("interruptable", builder -> builder.interruptable(true)),
            Map.entry("consumeFuel", builder -> builder.consumeFuel(true)),
            Map.entry("fuelCosts", builder -> builder.fuelCosts(Map.of("nop", 1))),
            Map.entry("epochInterruption", builder -> builder.epochInterruption(true)),
            Map.entry("canonicalizeNans", builder -> builder.canonicalizeNans(true)),
            Map.entry("deterministic", builder -> builder.deterministic(true)),
            Map.entry("largeMemories", builder -> builder.largeMemories(true)),
            Map.entry("splitBudget", builder -> builder.splitting(6_000, 4_000)),
            Map.entry("splitTarget", builder -> builder.splitting(7_000, 3_000)),
            Map.entry("proposal", builder -> builder.proposal(Proposal.SIMD, false)));
    /** Settings that do not. */
    private static final Set<String> OTHERS = Set.of("async", "interpreter", "artefacts", "cacheDirectory", "cacheBytes",
            "cacheAge", "builder", "asyncThreads", "asyncWaiting", "coreDumpOnTrap", "exceptionFrames");

    private static String text(EngineConfig config, boolean interprets) {
        return Compatibility.text("build", config, interprets);
    }

    @Test
    void theBuildIsTheSameEachTime() {
        assertEquals(Build.fingerprint(), Build.fingerprint());
        assertTrue(Build.fingerprint().matches("[0-9a-f]{16}"));
    }

    @Test
    void whatTheClassPathSaysIsWhereTheClassesAre(@TempDir Path work) throws IOException {
        URL folder = Build.class.getProtectionDomain().getCodeSource().getLocation();
        assertEquals(Build.class.getResource("Build.class").toString(), Build.self(folder).toString());
        assertEquals(Build.fingerprint(Build.class.getResource("Build.class")), Build.fingerprint());
        URL jar = work.resolve("the jar#1.jar").toUri().toURL();
        assertEquals("jar:" + jar + "!/org/granary/engine/impl/Build.class", Build.self(jar).toString());
    }

    /** Some of our classes, in a jar whose name is one that URLs cannot have as it is, or in a folder. */
    @Test
    void theBuildIsTheSameInAJarAndInAFolder(@TempDir Path work) throws IOException {
        URL self = Build.class.getResource("Build.class");
        Path classes = Files.createDirectories(work.resolve("classes/org/granary/engine/impl"));
        Path jar = work.resolve("the jar#1.jar");
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : List.of("Build", "Early", "Digest")) {
                byte[] file = Build.class.getResourceAsStream(name + ".class").readAllBytes();
                Files.write(classes.resolve(name + ".class"), file);
                zip.putNextEntry(new ZipEntry("org/granary/engine/impl/" + name + ".class"));
                zip.write(file);
            }
            zip.putNextEntry(new ZipEntry("org/granary/engine/impl/no.class.really"));
        }
        URL inFolder = classes.resolve("Build.class").toUri().toURL();
        URL inJar = new URL("jar:" + jar.toUri() + "!/org/granary/engine/impl/Build.class");
        assertEquals(Build.fingerprint(inFolder), Build.fingerprint(inJar));
        assertNotEquals(Build.fingerprint(self), Build.fingerprint(inJar));
        assertEquals(Build.fingerprint(inJar), Build.fingerprint(nested(jar)));
        Files.write(classes.resolve("Early.class"), new byte[] {1});
        assertNotEquals(Build.fingerprint(inFolder), Build.fingerprint(inJar));
    }

    /** A jar inside of another, as loaders have it that bring their own URLs: the file system knows no such place. */
    private static URL nested(Path inner) throws IOException {
        String place = "jar:" + inner.resolveSibling("app.jar").toUri() + "!/lib/inner.jar!/org/granary/engine/impl/Build.class";
        return new URL(null, place, new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) throws IOException {
                return new JarURLConnection(url) {
                    @Override
                    public JarFile getJarFile() throws IOException {
                        return new JarFile(inner.toFile());
                    }

                    @Override
                    public void connect() {
                        connected = true;
                    }
                };
            }
        });
    }

    @Test
    void everySettingThatChangesCodeChangesTheHash() {
        String usual = text(EngineConfig.builder().build(), false);
        assertEquals(usual, text(EngineConfig.builder().async(true).build(), false));
        assertNotEquals(usual, text(EngineConfig.builder().build(), true));
        CHANGES.forEach((setting, change) -> assertNotEquals(usual, text(change.apply(EngineConfig.builder()).build(), false),
                setting));
    }

    @Test
    void noSettingIsForgotten() {
        Set<String> unknown = new TreeSet<>();
        for (Method method : EngineConfig.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !CHANGES.containsKey(method.getName()) && !OTHERS.contains(method.getName())) {
                unknown.add(method.getName());
            }
        }
        assertEquals(Set.of(), unknown, "does it change code? Then it belongs into Compatibility.text, and here");
    }

    @Test
    void everyProposalIsSaid() {
        String text = text(EngineConfig.builder().build(), false);
        Arrays.stream(Proposal.values()).filter(Proposal::onByDefault).forEach(proposal -> assertTrue(text.contains(proposal.toString())));
    }
}
