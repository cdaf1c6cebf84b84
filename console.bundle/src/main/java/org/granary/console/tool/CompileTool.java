package org.granary.console.tool;

import java.io.UncheckedIOException;
import java.util.Set;
import org.granary.engine.Engine;
import org.granary.engine.ModuleException;

/** {@code granary compile}: a module, precompiled. */
final class CompileTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary compile -o OUT [--key KEY.pem] [--features +NAME,-NAME...] FILE

                Compiles a module, binary or text, ahead of time. This user on this machine runs the result as it is; others need its
                signature and the signer's public key.
                  -o OUT          where the artefact goes; - is standard output, as FILE standard input
                  --key K         signs it with a private Ed25519 key (openssl genpkey -algorithm ed25519)
                  --features F    proposals to switch on or off; whoever loads it must use the same
                  --host-key FILE where this user's own key is, if not granary/host.key in the folder of configurations""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of(), Set.of("-o", "--key", "--features", "--host-key"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        String to = asked.value("-o").orElseThrow(() -> new UselessException("-o OUT is missing"));
        String file = asked.operand();
        Modules.apart(to, file);
        byte[] module = Modules.source(file, streams.in());
        try (Engine engine = ToolEngine.create(asked)) {
            Modules.write(to, engine.precompileModule(module), streams.out());
        } catch (ModuleException e) {
            throw Modules.refusedUnlessSwitched(file, e);
        } catch (UncheckedIOException | IllegalStateException e) {
            // the host's key
            throw ToolEngine.failed(e);
        }
    }
}
