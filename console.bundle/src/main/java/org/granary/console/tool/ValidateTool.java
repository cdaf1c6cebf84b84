package org.granary.console.tool;

import java.util.List;
import java.util.Set;
import org.granary.engine.Engine;
import org.granary.engine.ModuleException;
import org.granary.engine.Refusal;
import org.granary.plugin.PlainText;
import org.granary.text.script.ProposalSwitches;

/** {@code granary validate}: says whether modules are valid. */
final class ValidateTool implements Tool {
    @Override
    public String usage() {
        return """
                usage: granary validate [--features +NAME,-NAME...] FILE...

                Says of each module, binary or text, whether it is valid; of one that is not, what is wrong and where. Faults of custom
                sections (names, branch hints) are told as warnings.
                  --features F   proposals to switch on or off
                FILE may be -, standard input.
                Status: 0 when all are valid, 1 otherwise.""";
    }

    @Override
    public Options.Known options() {
        return new Options.Known(Set.of(), Set.of("--features"));
    }

    @Override
    public void run(Options asked, Streams streams) {
        if (asked.operands().isEmpty()) {
            throw new UselessException("expected files, found none");
        }
        int refused = 0;
        try (Engine engine = engine(asked)) {
            for (String file : asked.operands()) {
                try {
                    validate(engine, file, streams);
                } catch (FailedException e) {
                    if (asked.operands().size() == 1) {
                        throw e;
                    }
                    streams.err().println(e.getMessage());
                    refused++;
                }
            }
        }
        if (refused > 0) {
            throw new FailedException(refused + " of " + asked.operands().size() + " modules refused");
        }
    }

    private static Engine engine(Options asked) {
        try {
            ProposalSwitches features = asked.value("--features").map(ProposalSwitches::parse).orElse(ProposalSwitches.NONE);
            return Engine.create(features.builder().build());
        } catch (IllegalArgumentException e) {
            throw new UselessException(e.getMessage());
        }
    }

    private static void validate(Engine engine, String file, Streams streams) {
        String name = Modules.shown(file);
        try {
            List<Refusal> faults = engine.validateCustomSections(Modules.source(file, streams.in()));
            faults.forEach(fault -> streams.err().println(name + ": warning: " + PlainText.lines(fault.toString())));
            streams.out().println(name + ": valid");
        } catch (ModuleException e) {
            throw Modules.refusedUnlessSwitched(file, e);
        }
    }
}
