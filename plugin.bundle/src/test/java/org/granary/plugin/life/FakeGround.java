package org.granary.plugin.life;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.granary.engine.Engine;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.engine.TextPlace;
import org.granary.engine.Trap;
import org.granary.engine.TrapCode;
import org.granary.engine.WasmModule;
import org.granary.plugin.Plugin;
import org.granary.plugin.config.Settings;
import org.granary.plugin.source.Artefact;
import org.granary.type.ExportType;
import org.granary.type.FuncType;
import org.granary.type.ImportType;

/** A world of words: the content of an artefact says what becomes of it. Everything that is asked of it stands in {@link #log}. */
final class FakeGround implements Ground {
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final Set<String> offered = new ConcurrentSkipListSet<>();
    final List<FakeLive> lives = Collections.synchronizedList(new ArrayList<>());
    /** Run while a module is being started. */
    Pause whileStarting = module -> null;
    /** What starts depend on. */
    Object circumstances = 1;
    /** What plugins are configured to. */
    volatile int configuration;
    /** What of that cannot be read. */
    volatile Optional<String> unreadable = Optional.empty();
    /** Run when new calls are refused. */
    Runnable whileRefusing = () -> {};
    /** Run while calls are waited for. */
    Runnable whileDraining = () -> {};
    /** Told what is told, before it is logged. */
    Consumer<News> whileTelling = news -> {};
    /** Run while a service is being registered. */
    Runnable whileRegistering = () -> {};

    /** What happens while a module is being started. */
    interface Pause {
        Void in(String module) throws InterruptedException;
    }

    static Artefact artefact(String name, String content) {
        return new Artefact(name + ".wasm", name, Optional.empty(), () -> content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public WasmModule compile(Artefact artefact) throws IOException {
        String content = new String(artefact.content().read(), StandardCharsets.UTF_8);
        if (content.startsWith("malformed")) {
            throw new MalformedException(Refusal.of(Failure.MAGIC_NOT_DETECTED).at(0));
        }
        if (content.startsWith("(mistyped")) {
            TextPlace place = new TextPlace(1, 2, content, 1);
            throw new MalformedException(Refusal.of(Failure.UNEXPECTED_TOKEN).at(place).expected("module", "mistyped"));
        }
        if (content.startsWith("fault")) {
            throw new IllegalStateException("a fault of ours");
        }
        return new Words(content);
    }

    @Override
    public Optional<String> missing(WasmModule module) {
        return module.imports().stream().filter(i -> !offered.contains(i.module())).findFirst()
                .map(i -> "waits for " + i.module() + "." + i.name());
    }

    @Override
    public Object circumstances(String plugin, WasmModule module) {
        return circumstances;
    }

    @Override
    public Live start(Starting starting) {
        String content = starting.module().sha256();
        try {
            whileStarting.in(content);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (content.startsWith("traps")) {
            throw new Trap(TrapCode.UNREACHABLE);
        }
        FakeLive live = new FakeLive(content, starting.module().imports(), starting.ended());
        lives.add(live);
        return live;
    }

    @Override
    public Runnable register(Plugin service, Map<String, Object> properties) {
        whileRegistering.run();
        log.add("register " + properties.get(Plugin.SHA256));
        return () -> log.add("unregister " + properties.get(Plugin.SHA256));
    }

    /** What is to be done later, as seconds and task; called off ones are taken out. */
    final List<Map.Entry<Long, Runnable>> timers = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Runnable later(Duration pause, Runnable what) {
        Map.Entry<Long, Runnable> timer = Map.entry(pause.toSeconds(), what);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    }

    @Override
    public Settings settings(String plugin) {
        return Settings.DEFAULT;
    }

    @Override
    public Optional<String> unreadable(String plugin) {
        return unreadable;
    }

    @Override
    public void tell(News news) {
        whileTelling.accept(news);
        log.add(news.from() + ">" + news.to() + (news.trouble() ? "! " : " ") + news.cause());
    }

    /** A module whose content is its digest, too; {@code needs:env} is an import. */
    private record Words(String content) implements WasmModule {
        @Override
        public byte[] serialize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ImportType> imports() {
            int needs = content.indexOf("needs:");
            return needs < 0 ? List.of() : List.of(new ImportType(content.substring(needs + 6), "f", FuncType.taking()));
        }

        @Override
        public List<ExportType> exports() {
            return List.of(new ExportType("run", FuncType.taking()));
        }

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }

        @Override
        public byte[] binary() {
            return content.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String sha256() {
            return (content + "--------").substring(0, 8 + Math.max(0, content.length() - 8));
        }

        @Override
        public Engine engine() {
            throw new UnsupportedOperationException();
        }
    }

    final class FakeLive implements Live {
        private final String content;
        private final List<ImportType> imports;
        /** How many times it is not drained in time. */
        int stubborn;

        private final int configuredAs = configuration;
        private final Runnable ended;
        private OptionalInt exit = OptionalInt.empty();

        FakeLive(String content, List<ImportType> imports, Runnable ended) {
            this.content = content;
            this.imports = imports;
            this.ended = ended;
        }

        /** The guest ends itself in a call. */
        void exit(int code) {
            exit = OptionalInt.of(code);
            ended.run();
        }

        @Override
        public OptionalInt exit() {
            return exit;
        }

        @Override
        public Plugin service() {
            return null;
        }

        @Override
        public boolean isReconfigured() {
            return configuredAs != configuration;
        }

        @Override
        public Optional<String> lostSupply() {
            return imports.stream().map(ImportType::module).filter(m -> !offered.contains(m)).findFirst();
        }

        @Override
        public Map<ImportType, String> suppliers() {
            return Map.of();
        }

        @Override
        public List<String> refusals() {
            return List.of("granary_log: not given");
        }

        @Override
        public void refuseCalls() {
            whileRefusing.run();
        }

        @Override
        public boolean drain(Duration atMost) {
            whileDraining.run();
            log.add("drain " + content);
            return stubborn-- <= 0;
        }

        @Override
        public void interrupt() {
            log.add("interrupt " + content);
        }

        @Override
        public void close() {
            log.add("close " + content);
        }

        @Override
        public Counts counts() {
            return Counts.NONE;
        }
    }
}
