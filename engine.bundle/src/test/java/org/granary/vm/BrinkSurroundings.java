package org.granary.vm;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.granary.type.ArrayType;
import org.granary.type.DefType;
import org.granary.type.FieldType;
import org.granary.type.FuncType;
import org.granary.type.Limits;
import org.granary.type.MemoryType;
import org.granary.type.NumType;
import org.granary.type.StorageType;
import org.granary.type.StructType;
import org.granary.type.SubType;
import org.granary.type.TableType;
import org.granary.type.TypeCanon;
import org.granary.type.ValType;

/** An instance with one of everything that routines work on, in a store that counts. */
final class BrinkSurroundings {
    static final int ARRAY = 0;
    static final int LARGE = 1;
    static final int SHARED = 2;
    static final int FUNCTIONS = 4_000;
    static final int ELEMENTS = 1_000;
    private static final int PAGES = 520;
    private static final long CHUNK = 1_000;

    final TypeCanon types = new TypeCanon();
    final DefType nothing = types.function(FuncType.of(List.of(), List.of()));
    final Store store = new Store();
    final Instance instance = new Instance(store, null, new int[] {FUNCTIONS, 3, 2, 0}) {
        @Override
        public void bind() {
            // no code runs in it
        }

        @Override
        protected FuncRef reference(int index) {
            return plain(store, this, index, nothing);
        }
    };

    BrinkSurroundings() {
        instance.memories[ARRAY] = new ArrayMemory(store, MemoryType.of(PAGES), false);
        instance.memories[LARGE] = new LargeMemory(store, MemoryType.of(PAGES));
        instance.memories[SHARED] = new SharedMemory(MemoryType.shared(PAGES, 2_000));
        instance.tables[0] = table(ValType.EXTERNREF, ELEMENTS);
        instance.tables[1] = table(ValType.FUNCREF, FUNCTIONS);
        instance.data = new byte[][] {new byte[16 * ELEMENTS], {1}};
        instance.elements = new Object[][] {new Object[ELEMENTS], {"one"}};
        instance.tags = new Tag[] {new Tag(store, nothing), new Tag(store, nothing)};
    }

    private static FuncRef plain(VmStore store, Instance instance, int index, DefType type) {
        return new FuncRef(store, instance, index, type) {
            @Override
            public Object[] apply(Object[] arguments) {
                return arguments;
            }
        };
    }

    private Table table(org.granary.type.RefType type, int elements) {
        return new Table(store, new TableType(type, new Limits(elements, OptionalLong.empty()), NumType.I32), null);
    }

    DefType arrayType(StorageType storage) {
        return types.group(List.of(SubType.plain(new ArrayType(new FieldType(storage, true))))).get(0);
    }

    GcStruct structure() {
        return new GcStruct(types.group(List.of(SubType.plain(new StructType(List.of())))).get(0)) {
        };
    }

    /** Everything may be had, and everything is counted. */
    static final class Store extends UnlimitedStore {
        private long full;
        private long asked;

        Store() {
            refuel(Long.MAX_VALUE >> 1);
            epoch = new AtomicLong();
            seen = new AtomicLong();
            epochDeadline = 1;
            beginChunk(new Object(), CHUNK);
        }

        /** What objects have taken. */
        long taken() {
            return full + CHUNK - chunkLeft();
        }

        /** How often somebody was asked whether to go on. */
        long asked() {
            return asked;
        }

        /** The next to look finds the deadline reached. */
        void tick() {
            epochDeadline = epoch.incrementAndGet();
        }

        /** Who looks for fuel finds none. */
        void drain() {
            fuel = 0;
        }

        @Override
        protected void outOfFuel() {
            fuel += 1_000_000;
        }

        @Override
        protected void epochReached() {
            asked++;
        }

        @Override
        protected void chunkFull() {
            Object next = new Object();
            long used = CHUNK - chunkLeft();
            beginChunk(next, CHUNK);
            full += used;
        }
    }
}
