package org.granary.console.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.granary.engine.WasmModule;
import org.granary.plugin.PlainText;
import org.granary.store.Linker;
import org.granary.store.Store;
import org.granary.type.ImportType;
import org.granary.wasi.GivenDirectory;
import org.granary.wasi.Wasi;
import org.granary.wasi.WasiConfig;
import org.granary.wasi.stream.Input;
import org.granary.wasi.stream.Output;

/** What a program gets of the system, by the options. Stateless. */
final class Program {
    private static final int LAST_PORT = 0xffff;
    private static final Set<String> PROVIDED = Set.of("wasi_snapshot_preview1", "wasi_unstable");

    private Program() {
    }

    /** The imports that nothing provides. */
    static List<ImportType> missing(WasmModule module) {
        return module.imports().stream().filter(one -> !PROVIDED.contains(one.module())).toList();
    }

    /** What a program is called after its file. */
    static String name(String file) {
        Path last = Path.of(file).getFileName();
        return last == null ? file : last.toString();
    }

    static void define(Linker<Void> linker, Store<Void> store, Options asked, Stdio stdio) {
        Wasi.define(linker);
        WasiConfig.Builder config = WasiConfig.builder().stdin(stdio.in()).stdout(output(stdio.out())).stderr(output(stdio.err()));
        List<String> arguments = new ArrayList<>(asked.operands());
        arguments.set(0, name(arguments.get(0)));
        config.arguments(arguments);
        for (String variable : asked.values("--env")) {
            int equals = variable.indexOf('=');
            if (equals <= 0) {
                throw new UselessException("--env: expected NAME=VALUE, found " + variable);
            }
            config.environment(variable.substring(0, equals), variable.substring(equals + 1));
        }
        asked.values("--dir").forEach(directory -> directory(config, directory));
        List<ServerSocketChannel> sockets = new ArrayList<>();
        boolean given = false;
        try {
            // loops, since each program begins here, and lambdas take a new process longer
            for (String address : asked.values("--listen")) {
                sockets.add(listening("--listen", address));
            }
            for (String address : RunLimits.allTheirs(asked, "-S", "tcplisten")) {
                sockets.add(listening("-S tcplisten", address));
            }
            for (ServerSocketChannel socket : sockets) {
                config.socket(socket);
            }
            Wasi.set(store, config.build());
            given = true;
        } catch (UncheckedIOException e) {
            throw new FailedException(PlainText.lines(e.getCause().getMessage()), e);
        } finally {
            if (!given) {
                // no store closes them, and a shell goes on with its ports taken
                sockets.forEach(Program::close);
            }
        }
    }

    private static void close(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // whoever wants its port next is told; what kept the program from running is to be told now
            return;
        }
    }

    /** This process's own, and the streams given for output. */
    static Stdio inherited(PrintStream out, PrintStream err) {
        return new Stdio(Input.inherited(terminal()), out, err);
    }

    /** Whether a person sits there, as far as Java knows. */
    private static boolean terminal() {
        // from 22 on there is a console also without a terminal
        return Runtime.version().feature() < 22 && System.console() != null;
    }

    /** The process's own output, or a stream that tells when nobody reads it any more, which print streams keep to themselves. */
    private static Output output(PrintStream stream) {
        if (stream instanceof ProcessStream own) {
            own.flush();
            return own.errors() ? Output.inheritedErr(false) : Output.inheritedOut(terminal());
        }
        return Output.stream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int at, int count) throws IOException {
                stream.write(bytes, at, count);
                if (stream.checkError()) {
                    throw new IOException("Broken pipe");
                }
            }
        });
    }

    private static void directory(WasiConfig.Builder config, String text) {
        GivenDirectory given;
        try {
            given = GivenDirectory.of(text);
        } catch (IllegalArgumentException e) {
            throw new UselessException("--dir: " + e.getMessage());
        }
        if (!Files.isDirectory(given.host())) {
            // its name may end like the sign for reading only
            boolean meant = !text.contains("::") && Files.isDirectory(Path.of(text));
            throw new FailedException("--dir " + PlainText.line(given.host().toString())
                    + (Files.exists(given.host()) ? ": not a directory" : ": no such directory")
                    + (meant ? " (:ro at the end means for reading only; the directory " + PlainText.line(text) + " is given as "
                            + PlainText.line(text) + "::NAME, by the name that the program knows it by)" : ""));
        }
        config.directory(given.host(), given.guest(), given.access());
    }

    private static ServerSocketChannel listening(String option, String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        // a number alone could be meant as either, and one of them listens to the whole network
        if (colon <= 0 || !port.matches("[0-9]{1,5}")) {
            throw new UselessException(option + ": expected ADDRESS:PORT, as 127.0.0.1:8080, found " + text);
        }
        if (Integer.parseInt(port) > LAST_PORT) {
            throw new UselessException(option + ": expected ADDRESS:PORT with a port up to " + LAST_PORT + ", found " + text);
        }
        try {
            return bound(new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port)));
        } catch (UnresolvedAddressException e) {
            throw new FailedException(option + " " + PlainText.line(text) + ": no such address", e);
        } catch (IOException | RuntimeException e) {
            throw new FailedException(option + " " + PlainText.line(text) + ": " + PlainText.line(String.valueOf(e.getMessage())), e);
        }
    }

    private static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        boolean bound = false;
        try {
            socket.bind(address);
            bound = true;
            return socket;
        } finally {
            if (!bound) {
                socket.close();
            }
        }
    }
}
