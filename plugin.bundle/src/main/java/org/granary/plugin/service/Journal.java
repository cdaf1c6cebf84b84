package org.granary.plugin.service;

import org.granary.plugin.life.Ground;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Writes one line for each change of a plugin's state, in the plugin's own name. Thread-safe. */
final class Journal {
    private static final String PREFIX = "org.granary.plugin.";

    private final LoggerFactory loggers;

    Journal(LoggerFactory loggers) {
        this.loggers = loggers;
    }

    void tell(Ground.News news) {
        Logger logger = loggers.getLogger(PREFIX + news.plugin());
        String change = news.from() == news.to() ? news.to().name() : news.from() + " -> " + news.to();
        if (news.thrown() != null) {
            logger.warn("plugin {} ({}): {}: {}", news.plugin(), news.id(), change, news.cause(), news.thrown());
        } else if (news.trouble()) {
            logger.warn("plugin {} ({}): {}: {}", news.plugin(), news.id(), change, news.cause());
        } else {
            logger.info("plugin {} ({}): {}: {}", news.plugin(), news.id(), change, news.cause());
        }
    }

    /** Something of ours went wrong beside any plugin's life. */
    void fault(String what, Throwable thrown) {
        loggers.getLogger(Granary.class).warn("{}", what, thrown);
    }
}
