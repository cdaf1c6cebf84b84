package org.granary.console.main;

import java.io.File;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;

/** What FileInstall makes of the files of the folder that it watches, apart from modules, of which the plugin host itself tells. */
final class WatchedFolder {
    private static final String OURS = "org\\.granary\\..+\\.(cfg|config)";

    private final BundleContext context;

    WatchedFolder(BundleContext context) {
        this.context = context;
    }

    private Optional<File> folder() {
        return Optional.ofNullable(context.getProperty("felix.fileinstall.dir")).map(name -> new File(name).getAbsoluteFile());
    }

    /** Whether each of our configurations that lie there has come to whom it configures, each of which is a service. */
    boolean isConfigured() {
        File[] files = folder().map(folder -> folder.listFiles((in, name) -> name.matches(OURS))).orElse(null);
        return files == null || Stream.of(files).allMatch(this::isTaken);
    }

    private boolean isTaken(File configuration) {
        // an address has neither of the signs that mean something in a filter, but parentheses and stars
        String address = configuration.toURI().toString().replaceAll("[()*\\\\]", "\\\\$0");
        try {
            return context.getAllServiceReferences(null, "(felix.fileinstall.filename=" + address + ")") != null;
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
