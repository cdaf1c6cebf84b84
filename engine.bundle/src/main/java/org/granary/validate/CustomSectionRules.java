package org.granary.validate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.granary.bytes.ByteReader;
import org.granary.engine.Failure;
import org.granary.engine.MalformedException;
import org.granary.engine.Refusal;
import org.granary.module.ParsedModule;
import org.granary.module.ParsedModule.Body;
import org.granary.module.ParsedModule.CustomSection;
import org.granary.module.ParsedModule.FuncImport;
import org.granary.op.BlockType;
import org.granary.op.Bystander;
import org.granary.op.CoreOp;
import org.granary.op.Features;
import org.granary.op.Op;
import org.granary.op.OpReader;

/**
 * What the custom sections of names and of branch hints should hold. A module is never refused for them: their faults are told to those who
 * ask. Confined to one thread.
 *
 * <p>Source: WebAssembly core specification, appendix A.7 (custom sections).
 */
public final class CustomSectionRules {
    private static final String NAMES = "name";
    private static final String HINTS = "metadata.code.branch_hint";
    private static final int MODULE_NAME = 0;
    /** Names of locals, labels and fields: a map for each function or type. */
    private static final Set<Integer> OF_PARTS = Set.of(2, 3, 10);
    /** Of tags; what comes after it is not known. */
    private static final int LAST_SUBSECTION = 11;

    private final ParsedModule module;
    private final int imported;
    private final List<Refusal> faults = new ArrayList<>();

    private CustomSectionRules(ParsedModule module) {
        this.module = module;
        imported = (int) module.imports().stream().filter(entry -> entry.desc() instanceof FuncImport).count();
    }

    /**
     * Looks through the custom sections of a module.
     *
     * @param module a valid module
     * @return at most one fault for each section, in the order of the sections
     */
    public static List<Refusal> faults(ValidModule module) {
        CustomSectionRules rules = new CustomSectionRules(module.parsed());
        Set<String> seen = new HashSet<>();
        for (CustomSection section : module.parsed().customs()) {
            if (section.name().equals(NAMES) || section.name().equals(HINTS)) {
                rules.section(section, seen.add(section.name()));
            }
        }
        return List.copyOf(rules.faults);
    }

    private void section(CustomSection section, boolean first) {
        boolean names = section.name().equals(NAMES);
        Failure failure = names ? Failure.MALFORMED_NAME_SECTION : Failure.MALFORMED_BRANCH_HINTS;
        if (!first) {
            faults.add(Refusal.of(failure).at(section.from()).expected("one such section", "another"));
            return;
        }
        ByteReader in = module.binary().range(section.from(), section.to());
        try {
            if (names) {
                names(in);
            } else {
                hints(in);
            }
        } catch (MalformedException e) {
            Refusal inner = e.refusal();
            faults.add(Refusal.of(failure).detail(inner.failure().phrase()).at(inner.offset().orElse(section.from()))
                    .expected(inner.expected(), inner.found()));
        } catch (Fault e) {
            faults.add(e.refusal);
        }
    }

    private static void names(ByteReader in) {
        int last = -1;
        while (!in.atEnd()) {
            int at = in.position();
            int id = in.u8();
            if (id <= last) {
                throw misnamed(at, "a subsection above " + last, String.valueOf(id));
            }
            last = id;
            ByteReader part = in.slice(in.u32());
            if (id <= LAST_SUBSECTION) {
                subsection(part, id);
                if (!part.atEnd()) {
                    throw misnamed(part.position(), "the end of subsection " + id, part.remaining() + " bytes more");
                }
            }
        }
    }

    private static void subsection(ByteReader part, int id) {
        if (id == MODULE_NAME) {
            part.name();
        } else if (OF_PARTS.contains(id)) {
            int last = -1;
            for (int i = part.count(2); i > 0; i--) {
                last = above(part, last);
                map(part);
            }
        } else {
            map(part);
        }
    }

    private static void map(ByteReader part) {
        int last = -1;
        for (int i = part.count(2); i > 0; i--) {
            last = above(part, last);
            part.name();
        }
    }

    /** Reads an index; each name belongs to one thing, and they come in order. */
    private static int above(ByteReader part, int last) {
        int at = part.position();
        int index = part.u32();
        if (index <= last) {
            throw misnamed(at, "an index above " + last, Integer.toUnsignedString(index));
        }
        return index;
    }

    private static Fault misnamed(int at, String expected, String found) {
        return new Fault(Refusal.of(Failure.MALFORMED_NAME_SECTION).at(at).expected(expected, found));
    }

    private void hints(ByteReader in) {
        int start = in.position();
        if (!module.bodies().isEmpty() && start > module.bodies().start(0)) {
            throw malformed(start, "a section before the code", "one behind it");
        }
        int last = -1;
        for (int i = in.count(2); i > 0; i--) {
            int at = in.position();
            int function = in.u32();
            if (function <= last || function < imported || function - imported >= module.bodies().size()) {
                throw malformed(at, "a function of the module's own above " + last, Integer.toUnsignedString(function));
            }
            last = function;
            function(in, function, module.bodies().get(function - imported));
        }
        if (!in.atEnd()) {
            throw malformed(in.position(), "the end of the section", in.remaining() + " bytes more");
        }
    }

    private void function(ByteReader in, int function, Body body) {
        Set<Integer> branches = branches(body);
        int last = -1;
        for (int i = in.count(3); i > 0; i--) {
            int at = in.position();
            int offset = in.u32();
            if (offset <= last) {
                throw malformed(at, "an offset above " + last, Integer.toUnsignedString(offset));
            }
            last = offset;
            int size = in.u32();
            int hint = size == 1 ? in.u8() : -1;
            if (hint < 0 || hint > 1) {
                throw malformed(at, "one byte of 0 or 1", size == 1 ? String.valueOf(hint) : Integer.toUnsignedString(size) + " bytes");
            }
            int target = body.start() + offset;
            if (!branches.contains(target)) {
                throw new Fault(Refusal.of(Failure.INVALID_HINT_TARGET).detail("@" + HINTS).at(target).in(function)
                        .expected("if or br_if", "another instruction or none"));
            }
        }
    }

    /** Where the instructions are that take one of two ways. */
    private Set<Integer> branches(Body body) {
        Set<Integer> found = new HashSet<>();
        OpReader reader = new OpReader(module.binary().range(body.code(), body.end()), Features.BUILT);
        int[] at = new int[1];
        Bystander branches = new Bystander() {
            @Override
            public void block(Op op, BlockType type) {
                branch(op, 0);
            }

            @Override
            public void branch(Op op, int label) {
                if (op == CoreOp.IF || op == CoreOp.BR_IF) {
                    found.add(at[0]);
                }
            }
        };
        while (!reader.atEnd()) {
            at[0] = reader.position();
            reader.next(branches);
        }
        return found;
    }

    private static Fault malformed(int at, String expected, String found) {
        return new Fault(Refusal.of(Failure.MALFORMED_BRANCH_HINTS).at(at).expected(expected, found));
    }

    /** Ends the reading of a section. */
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        Fault(Refusal refusal) {
            super(refusal.toString(), null, false, false);
            this.refusal = refusal;
        }
    }
}
