package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotaryTest {
    @Test
    void theHostsCodeIsThatOfThePlatform(@TempDir Path folder) throws Exception {
        byte[] key = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.createFile(folder.resolve("host.key"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                "rw-------")));
        Files.write(file, key);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(new byte[] {1, 2, 3});
        byte[] expected = mac.doFinal(new byte[100]);
        assertArrayEquals(expected, new Notary(ArtefactTrust.builder().hostKeyFile(file).build()).hostCode(new byte[] {1, 2, 3},
                new byte[100]).orElseThrow());
    }

    @Test
    void whoOnlyLoadsMakesNoKey(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("mine").resolve("host.key");
        new Notary(ArtefactTrust.builder().hostKeyFile(file).build()).prepare();
        byte[] artefact = Engine.create(EngineConfig.builder().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key"))
                .build()).build()).precompileModule("\0asm\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        Engine other = Engine.create(EngineConfig.builder().artefacts(ArtefactTrust.builder().hostKeyFile(file).build()).build());
        ArtefactException refused = assertThrows(ArtefactException.class, () -> other.deserialize(artefact));
        assertSame(ArtefactException.Reason.UNTRUSTED, refused.reason());
        assertTrue(refused.getMessage().contains("the code of another host's key"), refused.getMessage());
        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    void aPlaceThatCannotBeLookedIntoIsToldAndNotTakenForAnotherHosts(@TempDir Path folder) throws Exception {
        byte[] artefact = Engine.create(EngineConfig.builder().artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key"))
                .build()).build()).precompileModule("\0asm\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        Path link = folder.resolve("itself");
        Path none = Files.createSymbolicLink(link, link).resolve("host.key");
        Engine other = Engine.create(EngineConfig.builder().artefacts(ArtefactTrust.builder().hostKeyFile(none).build()).build());
        UncheckedIOException told = assertThrows(UncheckedIOException.class, () -> other.deserialize(artefact));
        assertTrue(told.getMessage().contains(none.toString()), told.getMessage());
    }

    @Test
    void theUsualPlaceIsTheUsersFolderOfConfigurations() {
        Path key = Path.of("granary", "host.key");
        Assertions.assertEquals(Optional.of(Path.of("c").resolve(key)), HostKey.usualPlace(Map.of("XDG_CONFIG_HOME", "c", "HOME", "h")));
        Assertions.assertEquals(Optional.of(Path.of("a").resolve(key)), HostKey.usualPlace(Map.of("APPDATA", "a")));
        Assertions.assertEquals(Optional.of(Path.of("h", ".config").resolve(key)), HostKey.usualPlace(Map.of("HOME", "h", "XDG_CONFIG_HOME",
                " ")));
        Assertions.assertEquals(Optional.empty(), HostKey.usualPlace(Map.of()));
    }
}
