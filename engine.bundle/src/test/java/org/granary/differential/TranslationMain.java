package org.granary.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.Proposal;

/** Compiles modules ahead of time and tells the hash of what came out; {@code OtherJdkTest} starts it on another JDK. */
final class TranslationMain {
    /** Each holds some dozens of functions; together they have all instructions. */
    private static final int RANDOM = 12;
    private static final long SEED = 7_000;

    private TranslationMain() {
    }

    /**
     * Tells a line for each module and configuration.
     *
     * @param arguments the folder of further modules
     */
    public static void main(String[] arguments) throws Exception {
        translations(Path.of(arguments[0])).forEach(System.out::println);
    }

    static List<String> translations(Path folder) throws IOException, NoSuchAlgorithmException {
        Map<String, byte[]> modules = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".wasm")).toList()) {
                modules.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        for (int i = 0; i < RANDOM; i++) {
            modules.put("random " + i, new RandomModule(SEED + i, i % 2 == 0).bytes);
        }
        List<String> told = new ArrayList<>();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Map<String, EngineConfig.Builder> configs = configs();
        for (Map.Entry<String, EngineConfig.Builder> config : configs.entrySet()) {
            try (Engine engine = Engine.create(config.getValue().build())) {
                for (Map.Entry<String, byte[]> module : modules.entrySet()) {
                    byte[] artefact = engine.precompileModule(module.getValue());
                    told.add(module.getKey() + ", " + config.getKey() + ": " + artefact.length + " bytes, "
                            + HexFormat.of().formatHex(sha256.digest(artefact)));
                }
            }
        }
        return told;
    }

    private static Map<String, EngineConfig.Builder> configs() {
        Map<String, EngineConfig.Builder> configs = new TreeMap<>();
        configs.put("plain", config());
        configs.put("interruptable, cut", config().interruptable(true).splitting(300, 150));
        configs.put("with fuel and epochs", config().consumeFuel(true).epochInterruption(true));
        return configs;
    }

    /** Without a key of this machine: what proves an artefact is not what it holds. */
    private static EngineConfig.Builder config() {
        return EngineConfig.builder().proposal(Proposal.LEGACY_EXCEPTIONS, true)
                .artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build());
    }
}
