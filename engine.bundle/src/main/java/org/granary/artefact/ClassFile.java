package org.granary.artefact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.granary.engine.ArtefactException;
import org.granary.engine.ArtefactException.Reason;

/**
 * A class file as far as it has to be looked through: constants, methods with their code, bootstrap methods. Everything that compiled
 * functions do not have (fields, interfaces, further attributes) is refused. Confined to one thread.
 *
 * <p>Source: Java Virtual Machine Specification, Java SE 17, sections 4.1, 4.4, 4.6, 4.7.
 */
final class ClassFile {
    static final int UTF8 = 1;
    static final int INTEGER = 3;
    static final int FLOAT = 4;
    static final int LONG = 5;
    static final int DOUBLE = 6;
    static final int CLASS = 7;
    static final int STRING = 8;
    static final int FIELD = 9;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int NAME_AND_TYPE = 12;
    static final int METHOD_HANDLE = 15;
    static final int DYNAMIC = 17;
    static final int INVOKE_DYNAMIC = 18;

    /** What the JVM's verifier may keep for a class, in places of eight bytes: it lets nothing go before it has seen all methods. */
    private static final long MOST_KEPT = 1 << 23;
    /** What it may compare for a class: so much takes it a tenth of a second. */
    private static final long MOST_COMPARED = 1 << 28;
    /** Of so few handlers each may cover all code; what more of them cover is added up where they are looked at one by one. */
    static final int FEW = 8;
    private static final int MAGIC = 0xcafe_babe;
    private static final int JAVA_17 = 61;
    private static final int FINAL_SUPER = 0x30;
    private static final int STATIC = 0x8;
    /** Bytes that follow the tag of a constant; 0 for those that are refused or need more than a length. */
    private static final int[] LENGTHS = {0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 0, 4, 4};

    /** A method's code: its name, places for locals and operands, and where in the file the bytecode stands. */
    record Method(String name, int places, int from, int length, int handlers, int handlerCount) {
    }

    /** A bootstrap method and its arguments, as indices of constants. */
    record Bootstrap(int handle, int[] arguments) {
    }

    final byte[] bytes;
    final int[] offsets;
    final byte[] tags;
    final List<Method> methods = new ArrayList<>();
    final List<Bootstrap> bootstraps = new ArrayList<>();
    private final String label;
    private final String[] names;
    /** Room for the jumps of a method, for {@link Instructions}. */
    final Instructions.Offsets jumps = new Instructions.Offsets();
    /** What the handlers of its methods cover; counted by {@link Instructions}. */
    long covered;
    private long kept;
    private long compared;
    private int at;

    /**
     * Reads a file.
     *
     * @param bytes    the file
     * @param expected the internal name that it must have
     * @throws ArtefactException when it is not a class of functions in its form
     */
    ClassFile(byte[] bytes, String expected) {
        this.bytes = bytes;
        this.label = expected.substring(expected.lastIndexOf('/') + 1);
        if (int32() != MAGIC || int32() != JAVA_17) {
            throw refused("expected a class file of version 61.0 (Java 17)");
        }
        int count = int16();
        offsets = new int[count];
        tags = new byte[count];
        names = new String[count];
        constants();
        head(expected);
        int methodCount = int16();
        for (int i = 0; i < methodCount; i++) {
            method();
        }
        attributes();
        if (at != bytes.length) {
            throw refused("expected the end of the file at offset 0x" + Integer.toHexString(at) + ", found " + (bytes.length - at)
                    + " more bytes");
        }
    }

    private void constants() {
        for (int i = 1; i < tags.length; i++) {
            int tag = int8();
            tags[i] = (byte) tag;
            offsets[i] = at;
            if (tag == UTF8) {
                skip(int16());
            } else if (tag < LENGTHS.length && LENGTHS[tag] > 0) {
                skip(LENGTHS[tag]);
            } else {
                throw refused("constant " + i + ": compiled functions have none of tag " + tag);
            }
            if (tag == LONG || tag == DOUBLE) {
                i++;
            }
        }
    }

    private void head(String expected) {
        int access = int16();
        String name = className(int16());
        String above = className(int16());
        int interfaces = int16();
        int fields = int16();
        if (access != FINAL_SUPER || !name.equals(expected) || !above.equals("java/lang/Object") || interfaces != 0 || fields != 0) {
            throw refused("expected a final class " + expected + " below java/lang/Object without interfaces and fields, found " + name
                    + " below " + above + " with access 0x" + Integer.toHexString(access) + ", " + interfaces + " interfaces, " + fields
                    + " fields");
        }
    }

    private void method() {
        int access = int16();
        String name = utf8(int16());
        int16();
        int attributes = int16();
        if (access != STATIC || name.startsWith("<") || attributes != 1 || !utf8(int16()).equals("Code")) {
            throw refused("method " + name + ": expected a static function with code, found access 0x" + Integer.toHexString(access)
                    + " and " + attributes + " attributes");
        }
        int end = int32() + at;
        int operands = int16();
        int locals = int16();
        int length = int32();
        int from = at;
        skip(length);
        int handlerCount = int16();
        int handlers = at;
        skip(handlerCount * 8);
        kept(name, operands + locals);
        compared(name, (1L + handlerCount) * length + (1L + Math.min(handlerCount, FEW)) * length * (operands + locals));
        int inner = int16();
        for (int i = 0; i < inner; i++) {
            String attribute = utf8(int16());
            if (!attribute.equals("LineNumberTable") && !attribute.equals("StackMapTable")) {
                throw refused("method " + name + ": compiled code has no attribute " + attribute);
            }
            int table = need(int32());
            if (at - table >= 2 && attribute.equals("StackMapTable")) {
                // each of the frames may have all locals
                kept(name, (long) int16(table) * locals);
            }
        }
        if (end != at || length <= 0 || length > 0xffff) {
            throw refused("method " + name + ": its parts do not fit its length");
        }
        methods.add(new Method(name, operands + locals, from, length, handlers, handlerCount));
    }

    /** Room for operands and locals, once for a method and locals again for each frame of its table. */
    private void kept(String method, long places) {
        kept += places;
        if (kept > MOST_KEPT) {
            throw refused("method " + method + ": operands and locals, and locals for each of its frames: expected at most " + MOST_KEPT
                    + " with the methods before, found " + kept);
        }
    }

    /**
     * Handlers are looked through for each instruction, and where an instruction goes to, and in each handler that covers it, operands and
     * locals are compared one by one.
     */
    void compared(String method, long times) {
        compared += times;
        if (compared > MOST_COMPARED) {
            throw refused("method " + method + ": operands, locals and handlers times bytes of code: expected at most " + MOST_COMPARED
                    + " with the methods before, found " + compared);
        }
    }

    /** What the JVM's verifier does for the class: what it compares, and what it makes room for. Known when all code has been looked at. */
    long work() {
        return compared + kept;
    }

    private void attributes() {
        int count = int16();
        for (int i = 0; i < count; i++) {
            String name = utf8(int16());
            int end = int32() + at;
            if (name.equals("BootstrapMethods") && bootstraps.isEmpty()) {
                int methodCount = int16();
                for (int k = 0; k < methodCount; k++) {
                    bootstrap();
                }
            } else if (name.equals("SourceFile")) {
                skip(2);
            } else {
                throw refused("compiled classes have no attribute " + name);
            }
            if (end != at) {
                throw refused("attribute " + name + ": its parts do not fit its length");
            }
        }
    }

    private void bootstrap() {
        int handle = int16();
        int count = int16();
        if (count > bytes.length - at) {
            throw refused("bootstrap method with " + count + " arguments");
        }
        int[] arguments = new int[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = int16();
        }
        bootstraps.add(new Bootstrap(handle, arguments));
    }

    private int need(int length) {
        if (length < 0 || length > bytes.length - at) {
            throw refused("it is cut off at offset 0x" + Integer.toHexString(at));
        }
        int from = at;
        at += length;
        return from;
    }

    private void skip(int length) {
        need(length);
    }

    private int int8() {
        return bytes[need(1)] & 0xff;
    }

    private int int16() {
        return int16(need(2));
    }

    private int int32() {
        return int32(need(4));
    }

    int int16(int offset) {
        return (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    }

    int int32(int offset) {
        return int16(offset) << 16 | int16(offset + 2);
    }

    /** Where a constant's content stands; refused when it has another tag. */
    int constant(int index, int tag) {
        if (index <= 0 || index >= tags.length || tags[index] != tag) {
            throw refused("constant " + index + ": expected one of tag " + tag);
        }
        return offsets[index];
    }

    /** The tag of a constant, 0 where there is none. */
    int tag(int index) {
        return index < tags.length ? tags[index] : 0;
    }

    /**
     * A name, a letter for each byte: all that are allowed are ASCII, and of others only this tells any two apart. The JVM writes
     * letters beyond 16 bits as two times three bytes, which are nothing in UTF-8: all such names would be one.
     */
    String utf8(int index) {
        int offset = constant(index, UTF8);
        if (names[index] == null) {
            names[index] = new String(bytes, offset + 2, int16(offset), StandardCharsets.ISO_8859_1);
        }
        return names[index];
    }

    String className(int index) {
        return utf8(int16(constant(index, CLASS)));
    }

    /** The name of a name and type. */
    String memberName(int nameAndType) {
        return utf8(int16(constant(nameAndType, NAME_AND_TYPE)));
    }

    /** The descriptor of a name and type. */
    String memberType(int nameAndType) {
        return utf8(int16(constant(nameAndType, NAME_AND_TYPE) + 2));
    }

    ArtefactException refused(String what) {
        return new ArtefactException(Reason.FORBIDDEN, "class " + label + ": " + what);
    }
}
