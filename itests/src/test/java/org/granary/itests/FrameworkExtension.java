package org.granary.itests;

import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.ops4j.pax.exam.Option;

/**
 * What {@link InFramework} does: one framework for a test class, each test method called in there. Pax Exam 4 has a JUnit 4 driver only.
 */
final class FrameworkExtension implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {

    private FrameworkRun run;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class<?> type = context.getRequiredTestClass();
        run = new FrameworkRun(Directories.fresh(Path.of("target", "runs", type.getSimpleName())), further(type));
        run.start();
    }

    private static Option[] further(Class<?> type) throws ReflectiveOperationException {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("options") && method.getParameterCount() == 0) {
                method.setAccessible(true);
                return (Option[]) method.invoke(null);
            }
        }
        return new Option[0];
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (run != null) {
            run.close();
        }
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        inside(invocation, call);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> call,
            ExtensionContext context) throws Throwable {
        inside(invocation, call);
    }

    private void inside(Invocation<Void> invocation, ReflectiveInvocationContext<Method> call) throws Throwable {
        invocation.skip();
        run.call(call.getTargetClass(), call.getExecutable().getName(), call.getArguments().toArray());
    }
}
