package org.granary.artefact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The forms of names and descriptors, against regular expressions that say the same. */
class AllowListTest {
    private static final String VM = "org/granary/vm/";
    private static final String SHAPE = "org/granary/shape/";
    private static final List<String> TYPES = List.of("(", ")", "I", "J", "F", "D", "Z", "V", "S", "C", "[B", "[BI", "L", ";", "II",
            "Ljava/lang/Object;", "Lorg/granary/vm/Instance;", "Lorg/granary/type/DefType;", "Lorg/granary/vm/GcArray;", " ", "\n", "é");
    private static final List<String> NAMES = List.of("f", "h", "g", "a", "0", "1", "12", "F", "P", "x", "$", "Stubs", "Instance", "call$",
            "$p", "b", "123456789", "get", "set", "put", "8", "64", "Signed", "low", VM, "FuncRef", "Array", "Frame", "_", SHAPE, "C$",
            "V$", "G$", "T$", "I", "3L", "Int", "\n", "é", "-");

    /** Strings of a few of some pieces, many of which begin as those do that are allowed. */
    private static void same(String expected, List<String> begins, List<String> pieces, Predicate<String> actual) {
        Pattern pattern = Pattern.compile(expected);
        Random random = new Random(expected.hashCode());
        int allowed = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(begins.get(random.nextInt(begins.size())));
            for (int k = random.nextInt(6); k > 0; k--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            boolean matches = pattern.matcher(text).matches();
            allowed += matches ? 1 : 0;
            assertEquals(matches, actual.test(text.toString()), () -> expected + " and " + text);
        }
        assertTrue(allowed > 20, expected + " was met " + allowed + " times");
    }

    private static void descriptors(String expected, List<String> begins, String use, String owner, String name) {
        same(expected, begins, TYPES, type -> AllowList.member(use, owner, name, type));
    }

    @Test
    void descriptorsAreAllowedByForm() {
        String view = "java/lang/invoke/VarHandle";
        descriptors("\\(\\[BI\\)[SCIJFD]", List.of("", "(", "([BI)"), "virtual", view, "get");
        descriptors("\\(\\[BI[SCIJFD]\\)V", List.of("", "(", "([BI", "([BIJ", "([BIJ)V"), "virtual", view, "set");
        descriptors("\\([IJFDZ]*\\)[IJFDZ]", List.of("", "(", "(I", "(JJ)"), "static", VM + "op/Operators", "any");
        String routine = "\\([IJFD]*(Ljava/lang/Object;)?[IJFD]*Lorg/granary/vm/Instance;I*\\)[IJV]";
        List<String> begins = List.of("", "(", "(IJLorg/granary/vm/Instance;", "(ILjava/lang/Object;DLorg/granary/vm/Instance;I)");
        descriptors(routine, begins, "static", VM + "Routines", "any");
        descriptors(routine, begins, "static", VM + "Atomics", "any");
        descriptors("\\((Ljava/lang/Object;|I|Z|Lorg/granary/type/DefType;)*\\)(I|Z|Ljava/lang/Object;)",
                List.of("", "(", "(I)", "(Ljava/lang/Object;Z"), "static", VM + "References", "any");
        descriptors("\\([!-~]*Lorg/granary/vm/Instance;[!-~]*\\)Lorg/granary/vm/GcArray;"
                + "|\\(Ljava/lang/Object;I+(Ljava/lang/Object;IILorg/granary/vm/Instance;|Lorg/granary/vm/Instance;I)\\)V",
                List.of("", "(", "(I)Lorg/granary/vm/GcArray;", "(ILorg/granary/vm/Instance;)Lorg/granary/vm/GcArray;",
                        "(Ljava/lang/Object;IILjava/lang/Object;IILorg/granary/vm/Instance;)",
                        "(Ljava/lang/Object;ILorg/granary/vm/Instance;"),
                "static", VM + "IntArray", "any");
    }

    @Test
    void namesAreAllowedByForm() {
        same("(get|put)(8|16|32|64)", List.of("", "get", "put"), NAMES,
                name -> AllowList.member("virtual", VM + "LargeMemory", name, "()V"));
        same("get|getSigned|getUnsigned|low|high|set|fill", List.of("", "get", "low"), NAMES,
                name -> AllowList.member("virtual", VM + "IntArray", name, "()V"));
        same("f[0-9]+h?", List.of("", "f", "f1"), NAMES, name -> AllowList.member("get", SHAPE + "V$I", name, "I"));
        same("[ialstcg][0-9]+h?", List.of("", "g", "a1"), NAMES, name -> AllowList.numbered(name, "ialstcg"));
        same("org/granary/vm/FuncRef|org/granary/vm/[A-Za-z]+Array|org/granary/shape/[VGCS]\\$[!-~]*", List.of("", VM, SHAPE, SHAPE + "C$"),
                NAMES, AllowList::cast);
        same("org/granary/shape/[V]\\$[!-~]*|org/granary/vm/ArrayFrame", List.of("", VM, SHAPE, SHAPE + "V$"), NAMES, AllowList::made);
        same("org/granary/shape/[C]\\$[!-~]*", List.of(SHAPE, SHAPE + "C$", SHAPE + "V$"), NAMES,
                owner -> AllowList.member("interface", owner, "call", "()V"));
    }

    @Test
    void ownNamesHaveTheirForms() {
        same("[FP][0-9]+[x0-9]*\\$[a-z]+", List.of("", "F1", "P12x", "F3$x"), NAMES, OwnNames::isFunctions);
        same("Instance|([FP][0-9]+[x0-9]*|Stubs[0-9]*)\\$[a-z]+", List.of("", "F1", "Stubs", "Stubs2$"), NAMES, OwnNames::isOwn);
        same("call\\$[^$]*\\$[^$]*", List.of("", "call$", "call$I$"), NAMES, OwnNames::isStub);
    }

    @Test
    void partsAreToldByTheEndOfTheirNames() {
        Pattern pattern = Pattern.compile("\\$p([0-9]{1,9})(?:b[0-9]{1,4})?\\z");
        same("(?s).+\\$p[0-9]*[1-9][0-9]*(b[0-9]+)?", List.of("f$p", "f", "f$p1b"), List.of("1", "20", "b3", "b", "$p4"), name -> {
            int dollar = name.lastIndexOf("$p");
            Matcher found = pattern.matcher(name);
            int expected = dollar > 0 && found.find(dollar) ? Integer.parseInt(found.group(1)) : 0;
            assertEquals(expected, OwnNames.part(name), name);
            return Pattern.matches("(?s).+\\$p[0-9]*[1-9][0-9]*(b[0-9]+)?", name);
        });
        assertEquals(123_456_789, OwnNames.part("f$p123456789"));
        assertEquals(0, OwnNames.part("f$p1234567890"));
        assertEquals(7, OwnNames.part("f$p7b1234"));
        assertEquals(0, OwnNames.part("f$p7b12345"));
    }
}
