package org.granary.console.main;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;

/** What FileInstall makes of the files of the folder that it watches, apart from modules, of which the plugin host itself tells. */
final class WatchedFolder {
    /** What a configuration has the address of its file under. */
    static final String FILE_NAME = "felix.fileinstall.filename";

    private static final String OURS = "org\\.granary\\..+\\.(cfg|config)";
    private static final Duration STARTING = Duration.ofSeconds(3);
    // it reads a file at its second look, and is not alone on the machine
    private static final int LOOKS = 10;
    private static final long USUAL_MILLIS = 200;

    private final BundleContext context;

    WatchedFolder(BundleContext context) {
        this.context = context;
    }

    private Optional<File> folder() {
        return Optional.ofNullable(context.getProperty("felix.fileinstall.dir")).map(name -> new File(name).getAbsoluteFile());
    }

    /** How long what lies there when the host starts may take to have been read, and started: three seconds, more where it looks seldom. */
    Duration reading() {
        String told = context.getProperty("felix.fileinstall.poll");
        long millis = told != null && told.matches("\\d{1,9}") ? Long.parseLong(told) : USUAL_MILLIS;
        Duration looks = Duration.ofMillis(LOOKS * millis);
        return looks.compareTo(STARTING) < 0 ? STARTING : looks;
    }

    /** The file of a configuration, if one lies there. */
    Optional<Path> configuration(String pid) {
        return folder().stream().flatMap(folder -> Stream.of(".cfg", ".config").map(end -> folder.toPath().resolve(pid + end)))
                .filter(Files::isRegularFile).findFirst();
    }

    /** Which of our configurations that lie there have not come to whom they configure, each of which is a service. */
    List<String> untaken() {
        File[] files = folder().map(folder -> folder.listFiles((in, name) -> name.matches(OURS))).orElse(null);
        return files == null ? List.of() : Stream.of(files).filter(file -> !isTaken(file)).map(File::getName).sorted().toList();
    }

    private boolean isTaken(File configuration) {
        // an address has neither of the signs that mean something in a filter, but parentheses and stars
        String address = configuration.toURI().toString().replaceAll("[()*\\\\]", "\\\\$0");
        try {
            return context.getAllServiceReferences(null, "(" + FILE_NAME + "=" + address + ")") != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether each bundle that lies there has been started; fragments never are. */
    boolean isStarted() {
        String watched = folder().map(folder -> folder.toURI().toString()).orElse(null);
        return watched == null || Stream.of(context.getBundles()).filter(bundle -> bundle.getLocation().startsWith(watched))
                .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null);
    }
}
