package org.granary.host;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.granary.store.Caller;

/** The ways between what guests pass and what methods take, as handles. */
final class Conversions {
    /** By class: (place, caller, address, length) value. */
    private static final Map<Class<?>, MethodHandle> FROM_BYTES = Map.of(
            String.class, find("text", String.class, Place.class, Caller.class, int.class, int.class),
            byte[].class, find("bytes", byte[].class, Place.class, Caller.class, int.class, int.class),
            ByteBuffer.class, find("buffer", ByteBuffer.class, Place.class, Caller.class, int.class, int.class),
            Span.class, find("span", Span.class, Place.class, Caller.class, int.class, int.class));
    /** By class, for guests with 64-bit addresses: (place, caller, address, length) value. */
    private static final Map<Class<?>, MethodHandle> FROM_WIDE_BYTES = Map.of(
            String.class, find("text", String.class, Place.class, Caller.class, long.class, long.class),
            byte[].class, find("bytes", byte[].class, Place.class, Caller.class, long.class, long.class),
            ByteBuffer.class, find("buffer", ByteBuffer.class, Place.class, Caller.class, long.class, long.class),
            Span.class, find("span", Span.class, Place.class, Caller.class, long.class, long.class));
    /** By class: (place, value, caller) i64. */
    private static final Map<Class<?>, MethodHandle> TO_BYTES = Map.of(
            String.class, find("give", long.class, Place.class, String.class, Caller.class),
            byte[].class, find("give", long.class, Place.class, byte[].class, Caller.class),
            ByteBuffer.class, find("give", long.class, Place.class, ByteBuffer.class, Caller.class));
    private static final MethodHandle MEMORY = find("memory", GuestMemory.class, Place.class, Caller.class);
    private static final MethodHandle TRUTH = find("truth", boolean.class, int.class);
    private static final MethodHandle NUMBER = find("number", int.class, boolean.class);
    private static final MethodHandle CODE = find("code", int.class, ErrorValue.class);

    private Conversions() {}

    /**
     * What a value is for.
     *
     * @param what     such as {@code Greeter.greet, parameter 1 (java.lang.String)}
     * @param function the annotation
     */
    record Place(String what, HostFunction function) {}

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.lookup().findStatic(Conversions.class, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * How a parameter is made.
     *
     * @return a handle that takes a caller, numbers, or both; null when the guest passes the class as it is
     * @throws IllegalArgumentException when there is no way
     */
    static MethodHandle parameter(Class<?> type, Place place) {
        if (type == boolean.class) {
            return TRUTH;
        }
        if (type == GuestMemory.class) {
            return MEMORY.bindTo(place);
        }
        if (FROM_BYTES.containsKey(type)) {
            return (place.function().wide() ? FROM_WIDE_BYTES : FROM_BYTES).get(type).bindTo(place);
        }
        if (isNumber(type) || type == Caller.class) {
            return null;
        }
        throw new IllegalArgumentException(place.what()
                + ": expected int, long, float, double, boolean, String, byte[], ByteBuffer, Span, GuestMemory or Caller, found "
                + type.getTypeName() + (narrow(type) ? "; int is what the guest passes" : ""));
    }

    /**
     * How a result is turned into what the guest gets.
     *
     * @return a handle that takes the value, or the value and a caller; null when the guest gets it as it is
     * @throws IllegalArgumentException when there is no way
     */
    static MethodHandle result(Class<?> type, Place place) {
        if (type == boolean.class) {
            return NUMBER;
        }
        if (TO_BYTES.containsKey(type)) {
            if (place.function().wide()) {
                throw new IllegalArgumentException(place.what() + ": expected a number, found " + type.getTypeName()
                        + "; one i64 has no room for an address of 64 bits and a length: take a Span to write to");
            }
            if (place.function().allocator().isEmpty()) {
                throw new IllegalArgumentException(place.what() + ": expected the name of the guest's allocator for " + type.getTypeName()
                        + ", found none; @HostFunction(allocator = \"…\") names it");
            }
            return TO_BYTES.get(type).bindTo(place);
        }
        if (isNumber(type) || type == void.class) {
            return null;
        }
        throw new IllegalArgumentException(place.what() + ": expected void, int, long, float, double, boolean, String, byte[] or "
                + "ByteBuffer, found " + type.getTypeName());
    }

    /** A handle that makes a result of an error value, or null for types that cannot carry one. */
    static MethodHandle errors(Class<?> result) {
        return result == int.class || result == long.class ? CODE.asType(MethodType.methodType(result, ErrorValue.class)) : null;
    }

    private static boolean isNumber(Class<?> type) {
        return type == int.class || type == long.class || type == float.class || type == double.class;
    }

    private static boolean narrow(Class<?> type) {
        return type == byte.class || type == short.class || type == char.class || type == Integer.class;
    }

    static boolean truth(int value) {
        return value != 0;
    }

    static int number(boolean value) {
        return value ? 1 : 0;
    }

    static int code(ErrorValue error) {
        return error.code();
    }

    static GuestMemory memory(Place place, Caller<?> caller) {
        return GuestMemory.of(caller, place.function().memory());
    }

    static Span span(Place place, Caller<?> caller, int address, int length) {
        return memory(place, caller).span(Integer.toUnsignedLong(address), length);
    }

    static Span span(Place place, Caller<?> caller, long address, long length) {
        GuestMemory memory = memory(place, caller);
        memory.inside(address, length);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(place.what() + ": expected at most " + Integer.MAX_VALUE + " bytes, found " + length);
        }
        return memory.span(address, (int) length);
    }

    static byte[] bytes(Place place, Caller<?> caller, int address, int length) {
        return bytes(place, span(place, caller, address, length));
    }

    static byte[] bytes(Place place, Caller<?> caller, long address, long length) {
        return bytes(place, span(place, caller, address, length));
    }

    private static byte[] bytes(Place place, Span found) {
        if (found.length() > place.function().maxBytes()) {
            throw new IllegalArgumentException(place.what() + ": expected at most " + place.function().maxBytes() + " bytes, found "
                    + found.length() + "; @HostFunction(maxBytes = …) sets the limit");
        }
        return found.toBytes();
    }

    static ByteBuffer buffer(Place place, Caller<?> caller, int address, int length) {
        return buffer(place, span(place, caller, address, length));
    }

    static ByteBuffer buffer(Place place, Caller<?> caller, long address, long length) {
        return buffer(place, span(place, caller, address, length));
    }

    private static ByteBuffer buffer(Place place, Span found) {
        return ByteBuffer.wrap(bytes(place, found)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static String text(Place place, Caller<?> caller, int address, int length) {
        return text(place, span(place, caller, address, length));
    }

    static String text(Place place, Caller<?> caller, long address, long length) {
        return text(place, span(place, caller, address, length));
    }

    private static String text(Place place, Span found) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(buffer(place, found)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(place.what() + ": expected UTF-8, found other bytes at 0x"
                    + Long.toHexString(found.address())
                    + " of " + found.length(), e);
        }
    }

    static long give(Place place, byte[] value, Caller<?> caller) {
        return Allocator.give(place.function().allocator(), place.function().memory(), value, caller);
    }

    static long give(Place place, String value, Caller<?> caller) {
        if (value != null) {
            requirePairs(place, value);
        }
        return give(place, value == null ? null : value.getBytes(StandardCharsets.UTF_8), caller);
    }

    /** Refuses text that has no UTF-8: the JDK would put question marks in it. */
    private static void requirePairs(Place place, String text) {
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(place.what() + ": expected surrogates in pairs, found U+"
                        + Integer.toHexString(point).toUpperCase(Locale.ROOT) + " alone at index " + i);
            }
        }
    }

    static long give(Place place, ByteBuffer value, Caller<?> caller) {
        byte[] bytes = value == null ? null : new byte[value.remaining()];
        if (value != null) {
            value.duplicate().get(bytes);
        }
        return give(place, bytes, caller);
    }
}
