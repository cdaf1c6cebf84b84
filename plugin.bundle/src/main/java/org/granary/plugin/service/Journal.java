package org.granary.plugin.service;

import org.granary.plugin.PlainText;
import org.granary.plugin.life.Ground;
import org.granary.plugin.source.SourceName;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Writes one line for each change of a plugin's state, in the plugin's own name. Thread-safe. */
final class Journal {
    private static final String HOST = "org.granary.plugin";

    private final LoggerFactory loggers;

    Journal(LoggerFactory loggers) {
        this.loggers = loggers;
    }

    void tell(Ground.News news) {
        String name = PlainText.line(news.plugin());
        String cause = PlainText.line(news.cause());
        Logger logger = loggers.getLogger(SourceName.isLegal(news.plugin()) ? HOST + "." + name : HOST);
        String change = news.from() == news.to() ? news.to().name() : news.from() + " -> " + news.to();
        if (news.thrown() != null) {
            logger.warn("plugin {} ({}): {}: {}", name, news.id(), change, cause, PlainThrowable.of(news.thrown()));
        } else if (news.trouble()) {
            logger.warn("plugin {} ({}): {}: {}", name, news.id(), change, cause);
        } else {
            logger.info("plugin {} ({}): {}: {}", name, news.id(), change, cause);
        }
    }

    /** Something of ours went wrong beside any plugin's life. */
    void fault(String what, Throwable thrown) {
        loggers.getLogger(Granary.class).warn("{}", PlainText.line(what), PlainThrowable.of(thrown));
    }
}
