package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;
import org.granary.engine.ArtefactTrust;
import org.granary.engine.Engine;
import org.granary.engine.EngineConfig;
import org.granary.engine.ValidationException;
import org.granary.engine.WasmException;
import org.granary.engine.WasmModule;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.ValType;
import org.granary.vm.Instance;
import org.granary.vm.Instantiable;
import org.granary.vm.UnlimitedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Modules of artefacts, whose bodies stay packed until somebody needs one. */
@Timeout(120)
class PackedBodiesTest {
    private static final int EXPORTED = 750;
    private static final FuncType NUMBER = new FuncType(List.of(), List.of(ValType.I32));

    @TempDir
    Path folder;

    private Engine engine(boolean interpreter) {
        return Engine.create(EngineConfig.builder().interpreter(interpreter)
                .artefacts(ArtefactTrust.builder().hostKeyFile(folder.resolve("host.key")).build()).build());
    }

    /** So many functions, each giving its number; the last of each 750 is exported. Data and names stand behind them. */
    private static byte[] module(int functions) {
        ModuleBuilder module = new ModuleBuilder();
        int type = module.type(NUMBER);
        for (int i = 0; i < functions; i++) {
            int number = i;
            int index = module.func(type, List.of(ValType.I64, ValType.F32), code -> code.number(CoreOp.I32_CONST, number));
            if (i == functions - 1 || i % EXPORTED == EXPORTED - 1) {
                module.export("f" + i, ExternType.Kind.FUNC, index);
            }
        }
        module.passiveData(new byte[] {1, 2, 3});
        module.names("numbers", Map.of(0, "first"));
        module.custom("after", new byte[] {4, 5});
        return module.build();
    }

    private static Artefact parts(Engine engine, byte[] artefact) {
        Artefact parts = ArtefactFormat.parts(ArtefactInput.of(artefact));
        ArtefactFormat.checkCompatible(parts, HexFormat.of().parseHex(engine.compatibilityHash()));
        return parts;
    }

    /** The same artefact with another packed source and other classes, sealed with the host's key. */
    private static byte[] sealed(Engine engine, Artefact original, byte[] packedSource, SortedMap<String, byte[]> classes) {
        byte[] plain = ArtefactFormat.write(original.compatibility(), original.facts(), original.sourceSha256(), packedSource, classes,
                List.of());
        return ArtefactFormat.sealed(plain, new Notary(engine.config().artefacts()).seals(plain));
    }

    private static Instance instance(WasmModule module) {
        return ((Instantiable) module).instantiate(new UnlimitedStore(), new Object[0]);
    }

    private static Object call(Instance instance, int function) {
        return instance.function(function).apply(new Object[0])[0];
    }

    @Test
    void aLoadedModuleIsTheOneThatWasWritten() {
        for (boolean interpreter : new boolean[] {false, true}) {
            Engine engine = engine(interpreter);
            for (int functions : new int[] {0, 1, 3, 500}) {
                byte[] source = module(functions);
                byte[] artefact = engine.precompileModule(source);
                WasmModule module = engine.deserialize(artefact);
                assertArrayEquals(source, module.binary());
                assertArrayEquals(artefact, module.serialize());
                assertEquals(engine.compile(source).sha256(), module.sha256());
                assertEquals(engine.compile(source).name(), module.name());
                if (functions > 0) {
                    assertEquals(2, ((Instantiable) module).localCount(functions - 1));
                    assertEquals(functions - 1, call(instance(module), functions - 1));
                    assertEquals("first", ((Instantiable) module).functionName(0).orElseThrow());
                }
            }
        }
    }

    @Test
    void aHundredThousandBodiesComeBack() {
        byte[] source = module(100_000);
        Engine engine = engine(false);
        Artefact small = parts(engine, engine.precompileModule(module(1)));
        byte[] plain = ArtefactFormat.write(small.compatibility(), small.facts(), source, new TreeMap<>(), List.of());
        byte[] artefact = ArtefactFormat.sealed(plain, new Notary(engine.config().artefacts()).seals(plain));
        WasmModule module = engine.deserialize(artefact);
        assertArrayEquals(source, module.binary());
        assertEquals(99_999, call(instance(module), 99_999));
    }

    /** Bodies that cannot be unpacked, sealed all the same: nobody notices until one is needed. */
    @Test
    void aLoadAndItsCallsUnpackNothing() {
        Engine engine = engine(false);
        Artefact genuine = parts(engine, engine.precompileModule(module(3)));
        byte[] broken = genuine.packedSource().clone();
        broken[new PackedSource(broken, 0).lengthsEnd()] = -1;
        WasmModule module = engine.deserialize(sealed(engine, genuine, broken, genuine.unpacked()));
        assertEquals(2, call(instance(module), 2));
        assertEquals("first", ((Instantiable) module).functionName(0).orElseThrow());
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, module::binary).reason());
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, module::serialize).reason());
        WasmModule compiled = engine.deserialize(sealed(engine, genuine, genuine.packedSource(), new TreeMap<>()));
        assertEquals(2, call(instance(compiled), 2));
        byte[] without = sealed(engine, genuine, broken, genuine.unpacked());
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, () -> engine.deserialize(without, module(3))).reason());
        Engine interpreting = engine(true);
        Artefact interpreted = parts(interpreting, interpreting.precompileModule(module(3)));
        byte[] validated = sealed(interpreting, interpreted, broken, new TreeMap<>());
        assertSame(Reason.STRUCTURE, assertThrows(ArtefactException.class, () -> interpreting.deserialize(validated)).reason());
    }

    /** What is packed is said by numbers, which whoever has sealed them may have wrong: sections that they do not fit to are refused. */
    @Test
    void whatIsPackedMustBeTheBodies() {
        Engine engine = engine(false);
        Artefact genuine = parts(engine, engine.precompileModule(module(3)));
        byte[] part = genuine.packedSource();
        int places = 0;
        for (int from = 0; from <= new PackedSource(part, 0).outside(); from++) {
            if (from != new PackedSource(part, 0).from()) {
                byte[] moved = part.clone();
                ByteBuffer.wrap(moved).putInt(part.length - 16, from);
                byte[] artefact = sealed(engine, genuine, moved, genuine.unpacked());
                assertThrows(WasmException.class, () -> engine.deserialize(artefact), "bodies at " + from);
                places++;
            }
        }
        assertEquals(new PackedSource(part, 0).outside(), places);
        byte[] longer = part.clone();
        longer[new PackedSource(part, 0).outside()]++;
        byte[] artefact = sealed(engine, genuine, longer, genuine.unpacked());
        assertThrows(WasmException.class, () -> engine.deserialize(artefact));
    }

    /** Nothing proves it: then bodies are looked at when it is loaded, as ever. */
    @Test
    void bodiesOfAnUnprovenOneAreUnpackedAndValidated() {
        EngineConfig.Builder config = EngineConfig.builder();
        Engine trusting = Engine.create(config.artefacts(ArtefactTrust.builder().noHostKey().trustUnsigned(true).build()).build());
        Artefact genuine = parts(trusting, trusting.precompileModule(module(3)));
        ModuleBuilder invalid = new ModuleBuilder();
        int type = invalid.type(NUMBER);
        invalid.func(type, List.of(), code -> code.number(CoreOp.I64_CONST, 1));
        byte[] source = invalid.build();
        byte[] plain = ArtefactFormat.write(genuine.compatibility(), genuine.facts(), source, genuine.unpacked(), List.of());
        ValidationException refused = assertThrows(ValidationException.class, () -> trusting.deserialize(plain));
        String compiled = assertThrows(ValidationException.class, () -> trusting.compile(source)).getMessage();
        assertEquals(compiled, refused.getMessage());
        byte[] another = ArtefactFormat.write(genuine.compatibility(), genuine.facts(), genuine.sourceSha256(),
                PackedSource.pack(module(4)), genuine.unpacked(), List.of());
        assertSame(Reason.TAMPERED, assertThrows(ArtefactException.class, () -> trusting.deserialize(another)).reason());
        assertEquals(2, call(instance(trusting.deserialize(trusting.precompileModule(module(3)))), 2));
    }

    @Test
    void threadsMayNeedBodiesAtTheSameTime() throws Exception {
        int threads = 4;
        Engine engine = engine(false);
        Artefact genuine = parts(engine, engine.precompileModule(module(threads * EXPORTED)));
        byte[] artefact = sealed(engine, genuine, genuine.packedSource(), new TreeMap<>());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            WasmModule module = engine.deserialize(artefact);
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Object>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int function = (i + 1) * EXPORTED - 1;
                results.add(pool.submit(() -> {
                    Instance instance = instance(module);
                    start.await();
                    return call(instance, function);
                }));
            }
            for (int i = 0; i < threads; i++) {
                assertEquals((i + 1) * EXPORTED - 1, results.get(i).get());
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
