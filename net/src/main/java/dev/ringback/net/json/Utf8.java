package dev.ringback.net.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks bytes for being UTF-8 as RFC 3629 has it: shortest forms only, and no surrogates. */
public final class Utf8 {

    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Offset of the first character that is wrong, or -1. */
    public static int firstInvalid(byte[] bytes) {
        int at = pastAscii(bytes, 0);
        while (at < bytes.length) {
            int length = length(bytes, at);
            if (length == 0) {
                return at;
            }
            at = pastAscii(bytes, at + length);
        }
        return -1;
    }

    private static int pastAscii(byte[] bytes, int from) {
        int at = from;
        while (at + 8 <= bytes.length && ((long) EIGHT.get(bytes, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** How long the character of two to four bytes is that begins here; 0 when it is none. */
    static int length(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        if (first < 0xe0) {
            return first >= 0xc2 && goesOn(bytes, at, 2) ? 2 : 0;
        }
        if (first < 0xf0) {
            boolean tooLong = first == 0xe0 && second < 0xa0;
            boolean surrogate = first == 0xed && second > 0x9f;
            return !tooLong && !surrogate && goesOn(bytes, at, 3) ? 3 : 0;
        }
        boolean tooLong = first == 0xf0 && second < 0x90;
        boolean beyond = first > 0xf4 || (first == 0xf4 && second > 0x8f);
        return !tooLong && !beyond && goesOn(bytes, at, 4) ? 4 : 0;
    }

    private static boolean goesOn(byte[] bytes, int at, int length) {
        if (at + length > bytes.length) {
            return false;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
