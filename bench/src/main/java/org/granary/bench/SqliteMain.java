package org.granary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.granary.engine.Engine;
import org.granary.engine.WasmModule;
import org.granary.store.Instance;
import org.granary.store.Linker;
import org.granary.store.Memory;
import org.granary.store.Store;
import org.granary.type.FuncType;
import org.granary.type.ImportType;
import org.granary.type.ValType;

/**
 * SQLite (sql.js) as a guest of ours. Arguments: MODULE SECONDS ROUNDS. Prints LOAD, then a line for each round: IT milliseconds
 * hash-of-all-answers.
 */
final class SqliteMain {
    private static final int ROW = 100;
    private static final int DONE = 101;
    private static final List<String> SETUP = List.of("CREATE TABLE t(a INTEGER PRIMARY KEY,b TEXT,c BLOB)",
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<5000) INSERT INTO t SELECT "
                    + "x,'k'||(x*7919%10007),zeroblob(x%50) FROM c");
    private static final List<String> QUERIES = List.of("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<200000) "
            + "SELECT sum(x*x%7), count(*), max(x&1023) FROM c",
            "SELECT count(*), sum(a%13), min(b), max(length(c)) FROM t WHERE a%3=1 AND b LIKE 'k%5%'",
            "SELECT t1.a%10 g, count(*), sum(t2.a) FROM t t1 JOIN t t2 ON t2.a=t1.a*7%5000 GROUP BY g ORDER BY g",
            "SELECT group_concat(x) FROM (SELECT DISTINCT a%97 x FROM t ORDER BY x DESC)");

    private final Store<Void> store;
    private final Instance guest;
    private final Memory memory;
    private final int out;
    private int database;

    private SqliteMain(Store<Void> store, WasmModule module) {
        this.store = store;
        guest = link(store, module);
        memory = guest.memory("memory");
        call("emscripten_stack_init");
        call("__wasm_call_ctors");
        call("__set_stack_limits", call("emscripten_stack_get_base"), call("emscripten_stack_get_end"));
        out = call("malloc", 16);
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream print = System.out;
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        long began = System.nanoTime();
        List<String> words = List.of(arguments).subList(3, arguments.length);
        try (Engine engine = Engine.create(GuestMain.config(words)); Store<Void> store = Store.create(engine)) {
            SqliteMain sqlite = new SqliteMain(store, engine.compile(bytes));
            print.println("LOAD " + GuestMain.milliseconds(began));
            sqlite.open();
            long start = System.nanoTime();
            for (int round = 0; round < rounds && (round < 5 || GuestMain.milliseconds(start) < seconds * 1000); round++) {
                long before = System.nanoTime();
                StringBuilder answers = new StringBuilder();
                for (String query : QUERIES) {
                    answers.append(sqlite.query(query)).append(';');
                }
                print.println("IT " + GuestMain.milliseconds(before) + " " + answers.toString().hashCode());
            }
        }
    }

    private static Instance link(Store<Void> store, WasmModule module) {
        Linker<Void> linker = Linker.create(store.engine());
        Instance[] made = new Instance[1];
        for (ImportType wanted : module.imports()) {
            FuncType type = (FuncType) wanted.type();
            linker.func(wanted.module(), wanted.name(), type, (caller, given) -> {
                Number answer = stub(made[0], wanted.name(), given);
                return type.results().isEmpty() ? new Object[0] : new Object[] {as(type.results().get(0), answer)};
            });
        }
        made[0] = linker.instantiate(store, module);
        return made[0];
    }

    private static Object as(ValType type, Number value) {
        if (type == ValType.I32) {
            return value.intValue();
        }
        if (type == ValType.I64) {
            return value.longValue();
        }
        return type == ValType.F32 ? (Object) value.floatValue() : (Object) value.doubleValue();
    }

    /** What the module asks of its host, as far as an in-memory database needs it. */
    private static Number stub(Instance guest, String name, Object[] given) {
        return switch (name) {
            case "emscripten_resize_heap" -> {
                Memory memory = guest.memory("memory");
                long pages = (Integer.toUnsignedLong((Integer) given[0]) + 65_535) / 65_536 - memory.size();
                try {
                    if (pages > 0) {
                        memory.grow(pages);
                    }
                    yield 1;
                } catch (RuntimeException e) {
                    yield 0;
                }
            }
            case "emscripten_get_heap_max" -> 1 << 30;
            case "emscripten_date_now", "emscripten_get_now" -> 1.7e12;
            case "clock_time_get" -> 0;
            case "environ_sizes_get" -> {
                guest.memory("memory").writeInt(address(given[0]), 0);
                guest.memory("memory").writeInt(address(given[1]), 0);
                yield 0;
            }
            case "__syscall_getcwd" -> {
                guest.memory("memory").writeBytes(address(given[0]), new byte[] {'/', 0});
                yield 2;
            }
            case "__assert_fail", "_abort_js" -> throw new IllegalStateException(name);
            default -> -44;
        };
    }

    private static long address(Object value) {
        return Integer.toUnsignedLong((Integer) value);
    }

    private int call(String name, Object... given) {
        Object[] result = guest.func(name).call(given);
        return result.length == 0 ? 0 : (Integer) result[0];
    }

    private void open() {
        call("sqlite3_open", toGuest(":memory:"), out);
        database = memory.readInt(out);
        SETUP.forEach(this::query);
    }

    private int toGuest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = call("malloc", bytes.length + 1);
        memory.writeBytes(at, Arrays.copyOf(bytes, bytes.length + 1));
        return at;
    }

    private String toHost(int at) {
        if (at == 0) {
            return "NULL";
        }
        int length = 0;
        while (memory.readByte(at + length) != 0) {
            length++;
        }
        return memory.readUtf8(at, length);
    }

    private String query(String sql) {
        int text = toGuest(sql);
        if (call("sqlite3_prepare_v2", database, text, -1, out, 0) != 0) {
            return "ERR " + toHost(call("sqlite3_errmsg", database));
        }
        int statement = memory.readInt(out);
        StringBuilder answer = new StringBuilder();
        int code = call("sqlite3_step", statement);
        while (code == ROW) {
            int columns = call("sqlite3_column_count", statement);
            for (int i = 0; i < columns; i++) {
                answer.append(toHost(call("sqlite3_column_text", statement, i))).append('|');
            }
            code = call("sqlite3_step", statement);
        }
        call("sqlite3_finalize", statement);
        call("free", text);
        return code == DONE ? answer.toString() : "RC " + code + toHost(call("sqlite3_errmsg", database));
    }
}
