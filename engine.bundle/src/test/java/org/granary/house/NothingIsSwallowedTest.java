package org.granary.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * No path of ours swallows an {@link OutOfMemoryError} or an interrupt: who catches one throws it, hands it to somebody, or stands below
 * with the reason. Looks at the bundles' source, since a {@code finally} in a class file looks like one who catches everything.
 */
class NothingIsSwallowedTest {
    private static final Path TOP = Path.of("..");
    private static final Set<String> GRAVE = Set.of("Throwable", "Error", "VirtualMachineError", "OutOfMemoryError");
    /** They carry what another thread, or a method that was called by reflection, has thrown. */
    private static final Set<String> CARRIERS = Set.of("ExecutionException", "CompletionException", "InvocationTargetException");
    /** What makes words of a throwable keeps nothing of it. */
    private static final Set<String> WORDS = Set.of("valueOf", "format", "print", "println", "toString", "isInstance", "equals");
    /** Whose result tells of what was thrown, and nobody else. */
    private static final Set<String> KEEPERS = Set.of("submit", "schedule", "scheduleAtFixedRate", "scheduleWithFixedDelay");

    private static final String GROWTH = "what the JVM has no room for does not grow: -1, as the specification says";
    private static final String REFUSAL = "told as a limit, with what was asked for";
    /** Where it is meant, and why. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("ArrayMemory#grow", GROWTH),
            Map.entry("ArrayMemory#growing", "what is to spare is left out; where the memory alone does not fit either, that is thrown"),
            Map.entry("ArrayMemory#longer", "what is to spare is left out; where the memory alone does not fit either, that is thrown"),
            Map.entry("ArrayMemory#review", "the memory stays as it is, and is trimmed later"),
            Map.entry("LargeMemory#grow", GROWTH),
            Map.entry("SharedMemory#extend", "tells the growth around it, which answers -1"),
            Map.entry("Table#grow", GROWTH),
            Map.entry("Instantiator#memory", REFUSAL),
            Map.entry("Instantiator#table", REFUSAL),
            Map.entry("Memory#make", REFUSAL),
            Map.entry("SharedMemory#create", REFUSAL),
            Map.entry("CheckpointSite#calmLater", "the thread that is not to be had is not needed: what was for later is done at once"),
            Map.entry("Begun#begin", "the thread that is not to be had is not needed: whoever asks for the class has it written"),
            Map.entry("Beside#begin", "the thread that is not to be had is not needed: whoever asks for the result does the work"),
            Map.entry("Alarms#run", "the alarm is rung again a moment later"),
            Map.entry("Alarms#step", "the thread is the alarms' own"),
            Map.entry("Alarms#tell", "the JVM does not tell either what is thrown by who is told of the uncaught"),
            Map.entry("Begun#run", "whoever asks for the class has it written anew, and is told then"),
            Map.entry("StillFiles#unchanged", "the file is looked at once more at once, and that failure is reported"),
            Map.entry("EpochTicker#tick", "the thread is the ticker's own"),
            Map.entry("Shell#converse", "the interrupt was meant for the command, and has ended it"),
            Map.entry("PumpedOutput#await", "its callers set it again when they leave"),
            Map.entry("Sleeper#sleep", "set again by end()"));

    /** What a source does not pass on: the place, and what it is that is lost. */
    private static final class Look extends TreePathScanner<Void, Void> {
        private final Map<String, String> lost = new TreeMap<>();
        private int handlers;

        @Override
        public Void visitTry(TryTree tree, Void none) {
            boolean covered = false;
            for (CatchTree handler : tree.getCatches()) {
                Set<String> types = types(handler);
                boolean grave = types.stream().anyMatch(GRAVE::contains);
                String variable = handler.getParameter().getName().toString();
                if (grave && !covered) {
                    handlers++;
                    tell(!passesOn(handler.getBlock(), variable), "OutOfMemoryError");
                    covered = true;
                }
                if (types.contains("InterruptedException")) {
                    handlers++;
                    tell(!restores(handler.getBlock(), variable), "InterruptedException");
                } else if (types.contains("Exception") && !covered) {
                    handlers++;
                    tell(!passesOn(handler.getBlock(), variable), "an exception that may be an InterruptedException");
                }
                if (types.stream().anyMatch(CARRIERS::contains)) {
                    handlers++;
                    tell(!opens(handler.getBlock()) && !passesOn(handler.getBlock(), variable), "what was carried");
                }
            }
            return super.visitTry(tree, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
            if (tree.toString().equals("Thread.interrupted()")) {
                handlers++;
                tell(!interrupts(around()), "the interrupt flag");
            }
            return super.visitMethodInvocation(tree, none);
        }

        @Override
        public Void visitExpressionStatement(ExpressionStatementTree tree, Void none) {
            if (tree.getExpression() instanceof MethodInvocationTree call) {
                tell(KEEPERS.contains(name(call.getMethodSelect())), "what a task throws");
            }
            return super.visitExpressionStatement(tree, none);
        }

        private void tell(boolean wrong, String what) {
            if (wrong) {
                lost.put(place(), what);
            }
        }

        private String place() {
            String method = "";
            String type = "";
            for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
                if (path.getLeaf() instanceof MethodTree tree && method.isEmpty()) {
                    method = "#" + tree.getName();
                } else if (path.getLeaf() instanceof ClassTree tree && !tree.getSimpleName().isEmpty()) {
                    type = type.isEmpty() ? tree.getSimpleName().toString() : tree.getSimpleName() + "." + type;
                }
            }
            return type + method;
        }

        /** The method that is looked at, or the class where there is none. */
        private Tree around() {
            TreePath path = getCurrentPath();
            while (path.getParentPath() != null && !(path.getLeaf() instanceof MethodTree) && !(path.getLeaf() instanceof ClassTree)) {
                path = path.getParentPath();
            }
            return path.getLeaf();
        }

        private static Set<String> types(CatchTree handler) {
            Set<String> names = new TreeSet<>();
            Tree type = handler.getParameter().getType();
            for (Tree one : type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type)) {
                names.add(one.toString().substring(one.toString().lastIndexOf('.') + 1));
            }
            return names;
        }

        private static String name(ExpressionTree method) {
            return method instanceof MemberSelectTree select ? select.getIdentifier().toString() : method.toString();
        }

        /** Whether what was caught is thrown, kept, or given to somebody, before anything leaves the handler in another way. */
        private boolean passesOn(BlockTree block, String variable) {
            boolean[] passed = new boolean[1];
            boolean[] left = new boolean[1];
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitIdentifier(IdentifierTree tree, Void none) {
                    if (tree.getName().contentEquals(variable) && !left[0]) {
                        passed[0] |= goesOn(getCurrentPath().getParentPath().getLeaf(), tree);
                    }
                    return null;
                }

                @Override
                public Void visitReturn(ReturnTree tree, Void none) {
                    super.visitReturn(tree, none);
                    left[0] |= !passed[0];
                    return null;
                }

                @Override
                public Void visitContinue(ContinueTree tree, Void none) {
                    left[0] |= !passed[0];
                    return null;
                }

                @Override
                public Void visitBreak(BreakTree tree, Void none) {
                    left[0] |= !passed[0];
                    return null;
                }
            }.scan(new TreePath(getCurrentPath(), block), null);
            return passed[0];
        }

        private static boolean goesOn(Tree parent, IdentifierTree caught) {
            if (parent instanceof MethodInvocationTree call) {
                return call.getArguments().contains(caught) && !WORDS.contains(name(call.getMethodSelect()));
            }
            if (parent instanceof NewClassTree made) {
                return made.getArguments().contains(caught);
            }
            return parent instanceof ThrowTree || parent instanceof ReturnTree
                    || parent instanceof AssignmentTree assignment && assignment.getExpression() == caught;
        }

        /** Whether the thread's flag is set again: here, at the end of the method, or by whoever is thrown the exception. */
        private boolean restores(BlockTree block, String variable) {
            if (interrupts(block)) {
                return true;
            }
            boolean[] found = new boolean[1];
            Tree method = around();
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitThrow(ThrowTree tree, Void none) {
                    found[0] |= tree.getExpression().toString().equals(variable);
                    return super.visitThrow(tree, none);
                }

                @Override
                public Void visitAssignment(AssignmentTree tree, Void none) {
                    found[0] |= tree.getExpression().toString().equals("true") && interrupts(method);
                    return super.visitAssignment(tree, none);
                }
            }.scan(block, null);
            return found[0];
        }

        private static boolean interrupts(Tree tree) {
            boolean[] found = new boolean[1];
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
                    found[0] |= call.toString().endsWith("currentThread().interrupt()");
                    return super.visitMethodInvocation(call, none);
                }

                @Override
                public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
                    // runs on another thread perhaps
                    return null;
                }
            }.scan(tree, null);
            return found[0];
        }

        /** Whether errors are told from exceptions. */
        private static boolean opens(BlockTree block) {
            boolean[] found = new boolean[1];
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitInstanceOf(InstanceOfTree tree, Void none) {
                    found[0] |= GRAVE.contains((tree.getPattern() == null ? tree.getType() : tree.getPattern()).toString().split(" ")[0]);
                    return super.visitInstanceOf(tree, none);
                }

                @Override
                public Void visitTypeCast(TypeCastTree tree, Void none) {
                    found[0] |= GRAVE.contains(tree.getType().toString());
                    return super.visitTypeCast(tree, none);
                }
            }.scan(block, null);
            return found[0];
        }
    }

    private static Look look(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Look look = new Look();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        for (CompilationUnitTree unit : task.parse()) {
            look.scan(unit, null);
        }
        return look;
    }

    @Test
    void whatIsCaughtIsThrownOrHandedOver() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(TOP)) {
            for (Path folder : modules.filter(module -> module.toString().endsWith(".bundle"))
                    .map(module -> module.resolve("src").resolve("main")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    sources.addAll(files.filter(file -> file.toString().endsWith(".java")).toList());
                }
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Look look = look(files.getJavaFileObjectsFromPaths(sources));
            Map<String, String> lost = new TreeMap<>(look.lost);
            Set<String> gone = new TreeSet<>(MEANT.keySet());
            gone.removeAll(lost.keySet());
            lost.keySet().removeAll(MEANT.keySet());
            assertEquals(Map.of(), lost);
            assertEquals(Set.of(), gone, "in the list, but not in the source any more");
            assertTrue(sources.size() > 500 && look.handlers > 60, sources.size() + " files, " + look.handlers + " places");
        }
    }

    private static Map<String, String> lostBy(String body) throws IOException {
        String source = "class A { void m() throws Exception { " + body + " } }";
        return look(List.of(new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean lenient) {
                return source;
            }
        })).lost;
    }

    private static void swallows(String what, String body) throws IOException {
        assertEquals(Map.of("A#m", what), lostBy(body), body);
    }

    private static void passesOn(String body) throws IOException {
        assertEquals(Map.of(), lostBy(body), body);
    }

    @Test
    void theRuleFindsWhatIsSwallowed() throws IOException {
        String memory = "OutOfMemoryError";
        swallows(memory, "try { f(); } catch (Throwable e) { }");
        swallows(memory, "try { f(); } catch (RuntimeException | Error e) { log(\"failed: \" + e); }");
        swallows(memory, "try { f(); } catch (Error e) { log(e.getMessage()); }");
        swallows(memory, "try { f(); } catch (java.lang.OutOfMemoryError e) { throw new RuntimeException(String.valueOf(e)); }");
        swallows(memory, "try { f(); } catch (Error e) { if (quiet) { return; } log(e); }");
        passesOn("try { f(); } catch (Error e) { log(e); }");
        passesOn("try { f(); } catch (Throwable e) { failure = e; }");
        passesOn("try { f(); } catch (VirtualMachineError e) { throw e; } catch (Throwable e) { }");
        passesOn("try { f(); } catch (RuntimeException e) { } finally { g(); }");
        String interrupt = "InterruptedException";
        swallows(interrupt, "try { f(); } catch (InterruptedException e) { return; }");
        swallows(interrupt, "try { f(); } catch (InterruptedException e) { throw new RuntimeException(e); }");
        swallows(interrupt, "boolean was = false; try { f(); } catch (InterruptedException e) { was = true; }");
        passesOn("try { f(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }");
        passesOn("try { f(); } catch (InterruptedException e) { throw e; }");
        passesOn("boolean was = false; try { f(); } catch (InterruptedException e) { was = true; }"
                + " if (was) { Thread.currentThread().interrupt(); }");
        swallows("an exception that may be an InterruptedException", "try { f(); } catch (Exception e) { g(); }");
        passesOn("try { f(); } catch (Exception e) { throw new IllegalStateException(e); }");
        swallows("the interrupt flag", "Thread.interrupted();");
        passesOn("if (Thread.interrupted()) { Thread.currentThread().interrupt(); }");
        swallows("what was carried", "try { f(); } catch (ExecutionException e) { throw new IOException(e.getCause()); }");
        passesOn("try { f(); } catch (ExecutionException e) { if (e.getCause() instanceof Error grave) { throw grave; } }");
        swallows("what a task throws", "pool.submit(task);");
        passesOn("pool.execute(task);");
    }
}
