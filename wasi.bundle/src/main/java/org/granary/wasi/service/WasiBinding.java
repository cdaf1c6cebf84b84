package org.granary.wasi.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.granary.host.HostBinding;
import org.granary.host.HostScope;
import org.granary.host.LineBudget;
import org.granary.host.LineBudgets;
import org.granary.store.Extern;
import org.granary.store.Func;
import org.granary.store.StoreContext;
import org.granary.wasi.GivenDirectory;
import org.granary.wasi.Wasi;
import org.granary.wasi.WasiConfig;
import org.granary.wasi.preview1.Functions;
import org.granary.wasi.preview1.State;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** What a plugin gets of the system interface, by its configuration. */
final class WasiBinding {
    /** Arguments, the program's name first: a list of texts. Without it the plugin's name is the only one. */
    static final String ARGUMENTS = "wasi.arguments";
    /** Environment: a list of {@code NAME=value}. */
    static final String ENVIRONMENT = "wasi.environment";
    /** Directories: a list of {@code HOST}, {@code HOST::GUEST}, either with {@code :ro} at the end for reading only. */
    static final String DIRECTORIES = "wasi.directories";
    /** Whether the plugin gets the process's standard streams. */
    static final String STDIO = "wasi.inherit.stdio";
    /** Whether the lines of standard output and standard error output go to the log, in the plugin's name. */
    static final String LOG = "wasi.log.stdio";
    /** A number, for random bytes that are the same in each run. */
    static final String SEED = "wasi.random.seed";

    private WasiBinding() {}

    /** What lines go to: the framework's log, and what each plugin may write to it. */
    record Log(LoggerFactory loggers, LineBudgets budgets) {
        /** Both streams of a plugin; what ends them is added to a list. */
        void take(HostScope scope, WasiConfig.Builder config, List<Runnable> ends) {
            Logger logger = loggers.getLogger(scope.plugin());
            LineBudget budget = budgets.begin(scope);
            Consumer<String> leftOut = text -> logger.warn("{}", text);
            LogLines out = new LogLines(line -> {
                if (logger.isInfoEnabled() && budget.take(line.length(), leftOut)) {
                    logger.info("{}", line);
                }
            });
            LogLines err = new LogLines(line -> {
                if (logger.isWarnEnabled() && budget.take(line.length(), leftOut)) {
                    logger.warn("{}", line);
                }
            });
            config.stdout(out.output()).stderr(err.output());
            ends.addAll(List.of(out::end, err::end, () -> budget.end(leftOut)));
        }
    }

    static HostBinding of(StoreContext<HostScope> store, Log log, String module) {
        HostScope scope = store.data();
        List<Runnable> ends = new ArrayList<>();
        Map<String, Extern> items = new LinkedHashMap<>();
        try {
            if (!store.hasExtension(State.KEY)) {
                WasiConfig.Builder config = configuration(scope);
                if (is(scope, LOG)) {
                    log.take(scope, config, ends);
                }
                Wasi.set(store, config.build());
            }
            for (Functions.Function function : Functions.of(module)) {
                items.put(function.name(), Func.create(store, function.type(), function.host()));
            }
        } catch (RuntimeException | Error e) {
            // nobody closes what was not bound
            try (Rest rest = () -> end(ends.iterator())) {
                throw e;
            }
        }
        return new HostBinding() {
            @Override
            public Map<String, Extern> items() {
                return items;
            }

            @Override
            public void closed() {
                end(ends.iterator());
            }
        };
    }

    /** What is left to end. */
    private interface Rest extends AutoCloseable {
        @Override
        void close();
    }

    /** Ends all, whichever fails. */
    private static void end(Iterator<Runnable> ends) {
        if (ends.hasNext()) {
            Runnable end = ends.next();
            try (Rest rest = () -> end(ends)) {
                end.run();
            }
        }
    }

    private static boolean is(HostScope scope, String key) {
        return Boolean.parseBoolean(Objects.toString(scope.configuration().get(key), "false"));
    }

    static WasiConfig.Builder configuration(HostScope scope) {
        Map<String, Object> given = scope.configuration();
        WasiConfig.Builder config = WasiConfig.builder();
        // a configuration tool saves a field that nobody has filled in as an empty list
        List<String> arguments = texts(given.get(ARGUMENTS));
        config.arguments(arguments.isEmpty() ? List.of(scope.plugin()) : arguments);
        for (String variable : texts(given.get(ENVIRONMENT))) {
            int equals = variable.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(ENVIRONMENT + ": expected NAME=value, found \"" + variable + "\"");
            }
            config.environment(variable.substring(0, equals), variable.substring(equals + 1));
        }
        texts(given.get(DIRECTORIES)).forEach(directory -> add(config, directory));
        if (is(scope, STDIO)) {
            if (is(scope, LOG)) {
                throw new IllegalArgumentException(LOG + ": expected without " + STDIO + ", found both");
            }
            config.inheritStdio();
        }
        if (given.containsKey(SEED)) {
            config.randomSeed(number(given.get(SEED)));
        }
        return config;
    }

    private static void add(WasiConfig.Builder config, String text) {
        GivenDirectory given;
        try {
            given = GivenDirectory.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(DIRECTORIES + ": " + e.getMessage(), e);
        }
        config.directory(given.host(), given.guest(), given.access());
    }

    private static long number(Object value) {
        try {
            return Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SEED + ": expected a number, found \"" + value + "\"", e);
        }
    }

    /** A property that holds one text, several in an array, or several in a collection. */
    private static List<String> texts(Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof Object[] several) {
            return Arrays.stream(several).map(Object::toString).toList();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            several.forEach(one -> texts.add(one.toString()));
        } else {
            texts.add(value.toString());
        }
        return texts;
    }
}
