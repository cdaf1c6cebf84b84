package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.granary.binary.ModuleDecoder;
import org.granary.engine.EngineConfig;
import org.granary.op.BlockType;
import org.granary.op.CoreOp;
import org.granary.op.MemArg;
import org.granary.op.OpWriter;
import org.granary.testing.ModuleBuilder;
import org.granary.type.FuncType;
import org.granary.type.MemoryType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** The bytecode of a few functions as text. The property {@code granary.bless} writes it anew; what has changed is then looked at. */
class GoldenTest {
    private static final FuncType BINARY = FuncType.taking(ValType.I32, ValType.I32).returning(ValType.I32);

    private static void golden(String name, String variant, Consumer<OpWriter> body) throws IOException {
        ModuleBuilder module = new ModuleBuilder();
        module.memory(MemoryType.of(1));
        module.func(BINARY, body);
        EngineConfig config = EngineConfig.builder().interruptable(true).build();
        var valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), config), config, new TypeCanon());
        ModulePlan plan = new ModulePlan(valid, Bodies.of(valid, config), config, "0".repeat(64));
        byte[] bytes = new ClassSource(plan).bytes(plan.functions(0, variant));
        StringWriter text = new StringWriter();
        new ClassReader(bytes).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0);
        String actual = text.toString().replace("\r\n", "\n");
        String resource = name + "-" + variant + ".txt";
        if (System.getProperty("granary.bless") != null) {
            Path folder = Path.of("src/test/resources/org/granary/compile/define");
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(resource), actual);
            return;
        }
        try (InputStream expected = GoldenTest.class.getResourceAsStream(resource)) {
            assertEquals(new String(expected.readAllBytes(), StandardCharsets.UTF_8), actual, resource);
        }
    }

    @Test
    void aComparisonBecomesItsBranchAndABackEdgeAnIf() throws IOException {
        golden("countdown", "x", w -> {
            w.block(CoreOp.LOOP, BlockType.EMPTY);
            w.local(CoreOp.LOCAL_GET, 1);
            w.local(CoreOp.LOCAL_GET, 0);
            w.plain(CoreOp.I32_ADD);
            w.local(CoreOp.LOCAL_SET, 1);
            w.local(CoreOp.LOCAL_GET, 0);
            w.number(CoreOp.I32_CONST, 1);
            w.plain(CoreOp.I32_SUB);
            w.local(CoreOp.LOCAL_TEE, 0);
            w.number(CoreOp.I32_CONST, 10);
            w.plain(CoreOp.I32_GT_U);
            w.branch(CoreOp.BR_IF, 0);
            w.end();
            w.local(CoreOp.LOCAL_GET, 1);
        });
    }

    @Test
    void aLoadAndAStoreInEachRepresentation() throws IOException {
        for (String variant : List.of("x", "r", "l")) {
            golden("access", variant, w -> {
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 1);
                w.access(CoreOp.I32_STORE16, new MemArg(1, 6, 0));
                w.local(CoreOp.LOCAL_GET, 0);
                w.local(CoreOp.LOCAL_GET, 1);
                w.plain(CoreOp.I32_ADD);
                w.access(CoreOp.I32_LOAD, new MemArg(2, 16, 0));
            });
        }
    }

    @Test
    void aSelectOfValuesThatCannotTrapComputesOneOfThem() throws IOException {
        golden("select", "x", w -> {
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 1);
            w.local(CoreOp.LOCAL_GET, 0);
            w.local(CoreOp.LOCAL_GET, 1);
            w.plain(CoreOp.I32_LT_S);
            w.plain(CoreOp.SELECT);
        });
    }
}
