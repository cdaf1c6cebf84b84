package org.granary.binary;

import java.util.Optional;
import org.granary.bytes.ByteReader;
import org.granary.engine.MalformedException;
import org.granary.module.FunctionNames;
import org.granary.module.Names;
import org.granary.module.ParsedModule.CustomSection;

/**
 * Custom sections. Of their content only the names are read, and leniently: what is broken there is not the module's fault. A function's
 * name is decoded when somebody asks for it; what of it is no UTF-8 is replaced.
 *
 * <p>Source: WebAssembly core specification, section 5.5.3 and appendix A.7 (custom sections).
 */
final class CustomSections {
    private static final int MODULE_NAME = 0;
    private static final int FUNCTION_NAMES = 1;

    private CustomSections() {
    }

    static void decode(SectionReader section, Draft draft) {
        ByteReader in = section.in;
        String name = in.name();
        CustomSection custom = new CustomSection(name, in.position(), in.limit());
        draft.customs.add(custom);
        if (name.equals("name") && draft.names == null) {
            draft.names = in;
        }
    }

    /**
     * What a name section says, once it is known how many functions there are: names of others cost nothing.
     *
     * @param in        the content of the section, or null
     * @param functions how many functions the module has, imported ones included
     */
    static Names names(ByteReader in, int functions) {
        if (in == null) {
            return Names.NONE;
        }
        Optional<String> module = Optional.empty();
        FunctionNames named = new FunctionNames(in.array(), functions);
        try {
            while (!in.atEnd()) {
                int id = in.u8();
                ByteReader part = in.slice(in.u32());
                if (id == MODULE_NAME) {
                    module = Optional.of(part.name());
                } else if (id == FUNCTION_NAMES) {
                    functions(part, functions, named);
                }
            }
        } catch (MalformedException e) {
            return Names.NONE;
        }
        return new Names(module, named);
    }

    private static void functions(ByteReader in, int functions, FunctionNames names) {
        int count = in.count(2);
        for (int i = 0; i < count; i += CodeSection.FEW) {
            some(in, functions, names, Math.min(CodeSection.FEW, count - i));
        }
    }

    private static void some(ByteReader in, int functions, FunctionNames names, int count) {
        for (int i = 0; i < count; i++) {
            int index = in.u32();
            int length = in.passName();
            if (index >= 0 && index < functions) {
                names.name(index, in.index() - length, length);
            }
        }
    }
}
