package dev.ringback.kernel.model;

import java.util.OptionalLong;

/**
 * The text form of a 64-bit, time-ordered number: thirteen characters of Crockford's base 32 in
 * lower case, so that texts sort like the numbers and can be read aloud.
 */
public final class Sequence {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 13;

    private Sequence() {}

    /**
     * Writes a number.
     *
     * @param prefix what the text starts with, such as {@code call_}
     * @param value zero or greater
     */
    public static String text(String prefix, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("sequence is negative: " + value);
        }
        char[] text = new char[prefix.length() + LENGTH];
        prefix.getChars(0, prefix.length(), text, 0);
        long rest = value;
        for (int i = text.length - 1; i >= prefix.length(); i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }

    /** Reads what {@link #text} wrote; empty when the text is anything else. */
    public static OptionalLong parse(String prefix, String text) {
        if (text.length() != prefix.length() + LENGTH || !text.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = prefix.length(); i < text.length(); i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            boolean overflows = i == prefix.length() && digit > 7;
            if (digit < 0 || overflows) {
                return OptionalLong.empty();
            }
            value = (value << 5) | digit;
        }
        return OptionalLong.of(value);
    }
}
