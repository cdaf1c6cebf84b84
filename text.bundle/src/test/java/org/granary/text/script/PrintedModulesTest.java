package org.granary.text.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.granary.binary.ModuleDecoder;
import org.granary.bytes.ByteReader;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.MalformedException;
import org.granary.engine.ModuleException;
import org.granary.engine.Proposal;
import org.granary.engine.UnsupportedException;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.Expression;
import org.granary.module.ParsedModule.LocalGroup;
import org.granary.module.ParsedModule.TypeDef;
import org.granary.op.Features;
import org.granary.op.OpReader;
import org.granary.op.OpVisitor;
import org.granary.text.Wat;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every module of the official scripts that can be decoded, the invalid ones too, goes through the printer and back: binary, text, binary.
 * What our own assembler made comes back in the same bytes; what others wrote comes back as the same module, instruction by instruction,
 * and from then on in the same bytes.
 */
class PrintedModulesTest {
    private static final List<String> DIRECTORIES = List.of("core", "legacy", "simd", "custom", "proposals/threads",
            "proposals/wide-arithmetic", "proposals/custom-page-sizes");

    private static final Engine ENGINE = Engine.create(config());

    private static EngineConfig config() {
        EngineConfig.Builder config = EngineConfig.builder();
        Arrays.stream(Proposal.values()).filter(proposal -> proposal != Proposal.CORE).forEach(proposal -> config.proposal(proposal, true));
        return config.build();
    }

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        Path suite = Suite.find().orElse(null);
        if (suite == null) {
            return Stream.of(DynamicTest.dynamicTest("no scripts", () -> abort(Suite.MISSING)));
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            try (Stream<Path> files = Files.list(suite.resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".wast")).sorted()
                        .forEach(file -> tests.add(DynamicTest.dynamicTest(directory + "/" + file.getFileName(), () -> check(file))));
            }
        }
        return tests.stream();
    }

    private static void check(Path file) throws IOException {
        for (Command command : ScriptParser.parse(Files.readAllBytes(file))) {
            ModuleForm form = command instanceof Command.Module module ? module.form()
                    : command instanceof Command.AssertRefused refused ? refused.form() : null;
            if (form != null) {
                try {
                    check(form);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(file.getFileName() + " line " + command.line() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static void check(ModuleForm form) {
        byte[] binary;
        List<Object> meaning;
        try {
            binary = form.bytes();
            meaning = meaning(ModuleDecoder.decode(binary, Features.BUILT));
        } catch (MalformedException | UnsupportedException e) {
            // nothing to print
            return;
        }
        print(form, binary, meaning);
    }

    private static void print(ModuleForm form, byte[] binary, List<Object> meaning) {
        String text;
        try {
            text = Wat.print(binary);
        } catch (MalformedException e) {
            assertThrows(MalformedException.class, () -> ENGINE.validate(binary));
            return;
        }
        byte[] again = assemble(text);
        assertEquals(meaning, meaning(ModuleDecoder.decode(again, Features.BUILT)), () -> "printed as " + text);
        if (!(form instanceof ModuleForm.Binary)) {
            assertArrayEquals(binary, again, () -> "printed as " + text);
        }
        assertArrayEquals(again, assemble(Wat.print(again)));
    }

    private static byte[] assemble(String text) {
        try {
            return Wat.toBinary(text.getBytes(StandardCharsets.UTF_8));
        } catch (ModuleException e) {
            throw new AssertionError("cannot be read back: " + e.getMessage() + "\n" + text, e);
        }
    }

    /** All of a module but offsets, the grouping of locals and the spare forms of segments. */
    private static List<Object> meaning(ParsedModule module) {
        List<Object> facts = new ArrayList<>();
        facts.add(module.types().stream().map(group -> group.stream().map(TypeDef::type).toList()).toList());
        module.imports().forEach(entry -> facts.add(List.of("import", entry.module(), entry.name(), entry.desc())));
        module.functions().forEach(function -> facts.add("function of type " + function.type()));
        module.tables().forEach(table -> facts.add(List.of("table", table.type(), code(module, table.init()))));
        module.memories().forEach(memory -> facts.add(memory.type()));
        module.tags().forEach(tag -> facts.add("tag of type " + tag.type()));
        module.globals().forEach(global -> facts.add(List.of("global", global.type(), code(module, global.init()))));
        module.exports().forEach(export -> facts.add(List.of("export", export.name(), export.kind(), export.index())));
        module.start().ifPresent(start -> facts.add("start " + start.function()));
        module.elements().forEach(segment -> facts.add(List.of("elem", segment.mode(), segment.table(), code(module, segment.at()),
                segment.type(), segment.functions() == null ? List.of() : Arrays.stream(segment.functions()).boxed().toList(),
                segment.expressions() == null ? List.of()
                        : segment.expressions().stream().map(expression -> code(module, expression)).toList())));
        module.data().forEach(segment -> facts.add(List.of("data", segment.mode(), segment.memory(), code(module, segment.at()),
                bytes(module, segment.from(), segment.from() + segment.length()))));
        for (Body body : module.bodies()) {
            facts.add(locals(body));
            facts.add(code(module, new Expression(body.code(), body.end())));
        }
        facts.add(module.names());
        module.customs().stream().filter(custom -> !custom.name().equals("name") && !custom.name().startsWith("metadata.code."))
                .forEach(custom -> facts.add(List.of("custom", custom.name(), bytes(module, custom.from(), custom.to()))));
        return facts;
    }

    private static List<Object> locals(Body body) {
        List<Object> locals = new ArrayList<>();
        for (LocalGroup group : body.locals()) {
            for (int i = 0; i < group.count(); i++) {
                locals.add(group.type());
            }
        }
        return locals;
    }

    private static String bytes(ParsedModule module, int from, int to) {
        return Arrays.toString(Arrays.copyOfRange(module.bytes(), from, to));
    }

    /** What a visitor is told of an expression. */
    private static List<String> code(ParsedModule module, Expression expression) {
        if (expression == null) {
            return List.of("none");
        }
        List<String> told = new ArrayList<>();
        OpVisitor visitor = (OpVisitor) Proxy.newProxyInstance(OpVisitor.class.getClassLoader(), new Class<?>[] {OpVisitor.class},
                (proxy, method, arguments) -> told.add(method.getName() + Arrays.deepToString(arguments)) ? null : null);
        OpReader reader = new OpReader(new ByteReader(module.bytes()).range(expression.from(), expression.to()), Features.BUILT);
        while (!reader.atEnd()) {
            reader.next(visitor);
        }
        assertTrue(told.size() > 0);
        return told;
    }
}
