package dev.ringback.net.wire.guard;

import java.util.OptionalLong;

/**
 * The reading of a host as an IPv4 number, the way {@code inet_aton} and browsers do it: one to
 * four parts, each decimal, octal ({@code 0177}) or hexadecimal ({@code 0x7f}), the last one
 * filling the bytes that are left. {@code 127.1}, {@code 2130706433} and {@code 0x7f.1} all mean
 * 127.0.0.1.
 */
public final class Ipv4Number {

    private Ipv4Number() {}

    /** Whether a host ends in a number and so can only be an IPv4 address, never a name. */
    public static boolean looksNumeric(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return !last.isEmpty()
                && (last.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                        || part(last).isPresent());
    }

    /** The 32 bits it stands for; empty when it is no IPv4 address. */
    static OptionalLong parse(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length > 4) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            OptionalLong part = part(parts[i]);
            boolean last = i == parts.length - 1;
            int bits = last ? 8 * (5 - parts.length) : 8;
            if (part.isEmpty() || part.getAsLong() >= 1L << bits) {
                return OptionalLong.empty();
            }
            value = value << bits | part.getAsLong();
        }
        return OptionalLong.of(value);
    }

    /** The usual text: four decimal parts. */
    static String text(long value) {
        return (value >> 24 & 255)
                + "."
                + (value >> 16 & 255)
                + "."
                + (value >> 8 & 255)
                + "."
                + (value & 255);
    }

    private static OptionalLong part(String text) {
        int radix = 10;
        String digits = text;
        if (text.startsWith("0x") || text.startsWith("0X")) {
            radix = 16;
            digits = text.length() == 2 ? "0" : text.substring(2);
        } else if (text.length() > 1 && text.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty() || digits.length() > 16) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0 || digits.charAt(i) > 'f') {
                return OptionalLong.empty();
            }
            value = value * radix + digit;
        }
        return value < 1L << 32 ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
