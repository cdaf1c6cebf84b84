package org.granary.itests;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/**
 * A framework over one directory that can be stopped and started again: its storage and its watched folder stay. It holds what
 * {@code granary.bndrun} ships, without the shell, and a probe bundle with all test classes. Used from outside the framework.
 */
final class FrameworkRun implements AutoCloseable {

    /** Framework property that tells the watched folder. */
    static final String WATCHED = "felix.fileinstall.dir";

    /** Whether FileInstall writes to files of configurations. */
    private static final String CONFIG_SAVE = "felix.fileinstall.enableConfigSave";

    private final ExamSystem system;
    private final TestContainer container;
    private final Path deploy;
    private TestAddress driver;
    private boolean running;

    FrameworkRun(Path directory, Option... further) throws IOException {
        deploy = Files.createDirectories(directory.resolve("deploy"));
        List<Option> options = new ArrayList<>(List.of(further));
        Path shipped = Path.of("..", "cnf", "granary.bndrun");
        options.add(DeployedBundles.fromBndrun(shipped, "org.apache.felix.gogo.shell"));
        options.add(CoreOptions.frameworkProperty(CONFIG_SAVE).value(DeployedBundles.property(shipped, CONFIG_SAVE)));
        // these come from the class path, so an assertion that fails in there is the same class out here
        options.add(CoreOptions.systemPackages("org.junit.jupiter.api", "org.junit.jupiter.api.function",
                "org.junit.jupiter.api.extension", "org.junit.jupiter.params", "org.junit.jupiter.params.provider",
                "org.opentest4j", "org.slf4j;version=1.7.36"));
        options.add(CoreOptions.frameworkProperty(WATCHED).value(deploy.toString()));
        options.add(CoreOptions.frameworkProperty("felix.fileinstall.poll").value("20"));
        options.add(CoreOptions.frameworkProperty("felix.fileinstall.noInitialDelay").value("true"));
        options.add(CoreOptions.frameworkProperty("org.apache.felix.log.maxSize").value("1000"));
        options.add(CoreOptions.frameworkProperty("equinox.log.history.max").value("1000"));
        options.add(CoreOptions.keepCaches());
        options.add(CoreOptions.workingDirectory(directory.resolve("storage").toString()));
        system = PaxExamRuntime.createTestSystem(options.toArray(Option[]::new));
        container = PaxExamRuntime.createContainer(system);
    }

    /** The watched folder. */
    Path deploy() {
        return deploy;
    }

    /** Starts the framework; every bundle has been started when this returns. */
    void start() throws IOException {
        container.start();
        running = true;
        // stopping takes the probe away, and nothing else
        TestProbeBuilder probe = system.createProbe();
        driver = probe.addTest(ProbeDriver.class, "run");
        container.install(probe.build().getStream());
    }

    /** Stops the framework and waits for its end. */
    void stop() {
        if (running) {
            running = false;
            container.stop();
        }
    }

    /** Calls a method of a new object of that class inside the framework, and throws what it throws. */
    void call(Class<?> type, String method, Object... arguments) throws Throwable {
        try {
            container.call(new Call(driver, "call-" + UUID.randomUUID(), type.getName(), method, arguments));
        } catch (TestContainerException e) {
            Throwable cause = e;
            while (cause instanceof TestContainerException || cause instanceof InvocationTargetException) {
                cause = cause.getCause();
            }
            throw cause == null ? e : cause;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private record Call(TestAddress root, String identifier, Object... arguments) implements TestAddress {

        Call(TestAddress root, String identifier, String testClass, String method, Object[] arguments) {
            this(root, identifier, new Object[] {testClass, method, arguments});
        }

        @Override
        public String caption() {
            return identifier;
        }
    }
}
