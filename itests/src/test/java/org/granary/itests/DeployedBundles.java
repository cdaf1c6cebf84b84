package org.granary.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** Finds bundles by symbolic name on the test class path, so that nothing has to be installed in a repository. */
final class DeployedBundles {

    // Pax Exam goes up to level 5, where its probe starts
    private static final int INFRASTRUCTURE = 3;
    private static final int OURS = 4;

    // name;version='[a,b)';… the quoted range holds a comma, so the clauses are matched, not split
    private static final Pattern CLAUSE = Pattern.compile("([\\w.-]+);version='[^']*'");

    private DeployedBundles() {}

    /** What a .bndrun ships (its resolved -runbundles) at its start levels, without the named ones. */
    static Option fromBndrun(Path bndrun, String... without) throws IOException {
        Properties run = read(bndrun);
        Map<String, String> known = onClassPath();
        List<Option> options = new ArrayList<>();
        Matcher clause = CLAUSE.matcher(run.getProperty("-runbundles"));
        while (clause.find()) {
            String name = clause.group(1);
            if (List.of(without).contains(name)) {
                continue;
            }
            String url = known.get(name);
            if (url == null) {
                throw new IllegalStateException(bndrun + " ships " + name + ", which is not among " + known.keySet());
            }
            options.add(CoreOptions.bundle(url).startLevel(name.startsWith("org.granary.") ? OURS : INFRASTRUCTURE));
        }
        if (options.isEmpty()) {
            throw new IllegalStateException(bndrun + " has no -runbundles that could be read");
        }
        return CoreOptions.composite(options.toArray(Option[]::new));
    }

    /** A framework property that a .bndrun sets. */
    static String property(Path bndrun, String name) throws IOException {
        for (String one : read(bndrun).getProperty("-runproperties").split(",")) {
            if (one.startsWith(name + "=")) {
                return one.substring(name.length() + 1);
            }
        }
        throw new IllegalStateException(bndrun + " does not set " + name);
    }

    private static Properties read(Path bndrun) throws IOException {
        Properties run = new Properties();
        try (Reader in = Files.newBufferedReader(bndrun)) {
            run.load(in);
        }
        return run;
    }

    /** URL of each bundle jar of the class path, by symbolic name. */
    static Map<String, String> onClassPath() throws IOException {
        Map<String, String> byName = new TreeMap<>();
        for (URL url : Collections.list(DeployedBundles.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            if (!"jar".equals(url.getProtocol())) {
                continue;
            }
            try (InputStream in = url.openStream()) {
                String name = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
                if (name != null) {
                    String address = url.toString();
                    byName.put(name.split(";")[0].trim(), address.substring("jar:".length(), address.indexOf("!/")));
                }
            }
        }
        return byName;
    }
}
