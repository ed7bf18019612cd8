package dev.ringback.net.wire.guard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR form.
 *
 * @param four whether it is an IPv4 block; the address is then in the low 32 bits of {@code low}
 * @param high the first 64 bits of an IPv6 address, 0 for IPv4
 * @param low the rest of the address
 * @param prefix how many leading bits an address shares with the block
 */
public record Network(boolean four, long high, long low, int prefix) {

    private static final Pattern QUAD = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%.+)?");
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    public Network {
        if (prefix < 0 || prefix > (four ? 32 : 128)) {
            throw new IllegalArgumentException("prefix length out of range: " + prefix);
        }
    }

    /**
     * Reads {@code address/prefix}, such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException when the text is not a block of addresses
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a network, no prefix length: " + text);
        }
        boolean four = text.indexOf(':') < 0;
        byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return four
                ? new Network(true, 0, fourOf(address), prefix)
                : new Network(false, highOf(sixteen(address)), lowOf(sixteen(address)), prefix);
    }

    /**
     * Reads an address such as {@code 10.0.0.7} or {@code ::1}, or a network such as {@code
     * 10.0.0.0/8}; empty when the text is neither, or IPv4 in the clothes of IPv6, for such peers
     * are known by their IPv4 address.
     */
    public static Optional<Network> read(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!isAddress(address) || address.contains("%") || isMapped(address)) {
            return Optional.empty();
        }
        String whole = address.contains(":") ? "128" : "32";
        String prefix = slash < 0 ? whole : text.substring(slash + 1);
        boolean fits = PREFIX.matcher(prefix).matches();
        return fits && Integer.parseInt(prefix) <= Integer.parseInt(whole)
                ? Optional.of(parse(address + "/" + prefix))
                : Optional.empty();
    }

    /** Whether a text is an IP address as people write them in full, without brackets. */
    public static boolean isAddress(String text) {
        // The library also takes 127.1 and [::1], which people write by mistake.
        if (!QUAD.matcher(text).matches() && !COLONS.matcher(text).matches()) {
            return false;
        }
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isMapped(String address) {
        return address.contains(":") && InetAddress.ofLiteral(address) instanceof Inet4Address;
    }

    /** Whether the address lies in this block; IPv4 and IPv6 never contain each other. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (four != address instanceof Inet4Address) {
            return false;
        }
        if (four) {
            return sameBits(low, fourOf(bytes), prefix, 32);
        }
        return sameBits(high, highOf(bytes), Math.min(prefix, 64), 64)
                && sameBits(low, lowOf(bytes), Math.max(prefix - 64, 0), 64);
    }

    private static boolean sameBits(long left, long right, int bits, int width) {
        return bits == 0 || (left ^ right) >>> (width - bits) == 0;
    }

    /** The JDK turns an IPv4-mapped literal into an IPv4 address; this turns it back. */
    private static byte[] sixteen(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }

    private static long fourOf(byte[] address) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(address).getInt());
    }

    private static long highOf(byte[] address) {
        return ByteBuffer.wrap(address).getLong();
    }

    private static long lowOf(byte[] address) {
        return ByteBuffer.wrap(address).getLong(8);
    }
}
