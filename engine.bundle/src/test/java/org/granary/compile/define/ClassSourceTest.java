package org.granary.compile.define;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.granary.binary.ModuleDecoder;
import org.granary.compile.spi.KeptClasses;
import org.granary.engine.EngineConfig;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.op.CoreOp;
import org.granary.testing.ModuleBuilder;
import org.granary.type.ExternType;
import org.granary.type.FuncType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;
import org.granary.validate.ModuleValidator;
import org.granary.validate.ValidModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guest waits for is what a deadline can end; what its own thread writes has to be small. */
@Timeout(240)
class ClassSourceTest {
    private static final EngineConfig CONFIG = EngineConfig.builder().build();
    private static final Trap STOPPED = new Trap(TrapCode.DEADLINE);
    private static final Runnable STOP = () -> {
        throw STOPPED;
    };

    private final CountDownLatch open = new CountDownLatch(1);

    /** Looks for functions as long as it is not open, whoever interrupts it. */
    private final class Stuck implements KeptClasses {
        @Override
        public byte[] find(String name) {
            boolean interrupted = false;
            while (open.getCount() > 0) {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public void keep(String name, byte[] classFile) {
            // it keeps nothing
        }
    }

    /** As many functions of a shape, all of which may be called by way of a table. */
    private static ModulePlan plan(int functions, FuncType type) {
        ModuleBuilder module = new ModuleBuilder();
        for (int i = 0; i < functions; i++) {
            module.export("f" + i, ExternType.Kind.FUNC, module.func(type, w -> w.local(CoreOp.LOCAL_GET, 0)));
        }
        ValidModule valid = ModuleValidator.validate(ModuleDecoder.decode(module.build(), CONFIG), CONFIG, new TypeCanon());
        return new ModulePlan(valid, Bodies.of(valid, CONFIG), CONFIG, "0123456789abcdef".repeat(4));
    }

    /** The compiler's thread is held up: who needs it is stopped, who does not is not. */
    private ClassSource busy(ModulePlan plan) {
        ClassSource source = new ClassSource(plan, new Stuck());
        assertSame(STOPPED, assertThrows(Trap.class, () -> source.bytes(plan.functions(0, ""), STOP)));
        return source;
    }

    @Test
    void whatChoosesAmongFewFunctionsIsWrittenAtOnce() {
        ModulePlan plan = plan(100, FuncType.taking(ValType.I32).returning(ValType.I32));
        assertNotNull(busy(plan).bytes(plan.stubs(0, ""), STOP));
        open.countDown();
    }

    @Test
    void aDeadlineReachesWhoWaitsForWhatChoosesAmongMany() {
        ModulePlan plan = plan(5_000, FuncType.taking(ValType.I32).returning(ValType.I32));
        ClassSource source = busy(plan);
        assertSame(STOPPED, assertThrows(Trap.class, () -> source.bytes(plan.stubs(0, ""), STOP)));
        open.countDown();
        assertArrayEquals(new ClassSource(plan).bytes(plan.stubs(0, "")), source.bytes(plan.stubs(0, "")), "asked for again it is written");
    }

    @Test
    void functionsOfManyParametersCountForMore() {
        ValType[] many = new ValType[120];
        Arrays.fill(many, ValType.I64);
        ModulePlan plan = plan(100, FuncType.taking(many).returning(ValType.I64));
        ClassSource source = busy(plan);
        assertSame(STOPPED, assertThrows(Trap.class, () -> source.bytes(plan.stubs(0, ""), STOP)));
        open.countDown();
    }
}
