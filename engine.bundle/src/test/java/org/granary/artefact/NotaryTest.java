package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.granary.engine.ArtefactTrust;
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
    void theUsualPlaceIsTheUsersFolderOfConfigurations() {
        Path key = Path.of("granary", "host.key");
        Assertions.assertEquals(Optional.of(Path.of("c").resolve(key)), HostKey.usualPlace(Map.of("XDG_CONFIG_HOME", "c", "HOME", "h")));
        Assertions.assertEquals(Optional.of(Path.of("a").resolve(key)), HostKey.usualPlace(Map.of("APPDATA", "a")));
        Assertions.assertEquals(Optional.of(Path.of("h", ".config").resolve(key)), HostKey.usualPlace(Map.of("HOME", "h", "XDG_CONFIG_HOME",
                " ")));
        Assertions.assertEquals(Optional.empty(), HostKey.usualPlace(Map.of()));
    }
}
