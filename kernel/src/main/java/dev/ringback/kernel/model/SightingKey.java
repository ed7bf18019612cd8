package dev.ringback.kernel.model;

/**
 * Names what is seen once: the first 128 bits of a SHA-256 of what it is, whose it is and its
 * value, so that nobody can find two things of the same name, and none is longer on disk than
 * another.
 *
 * @param high the first 64 bits
 * @param low the other 64 bits
 */
public record SightingKey(long high, long low) implements Comparable<SightingKey> {

    /** How many bytes one has. */
    public static final int BYTES = 16;

    /** The key that begins a digest of {@value #BYTES} bytes or more. */
    public static SightingKey of(byte[] digest) {
        return new SightingKey(read(digest, 0), read(digest, Long.BYTES));
    }

    private static long read(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** Its bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = Long.SIZE - Byte.SIZE * (i + 1);
            bytes[i] = (byte) (high >> shift);
            bytes[Long.BYTES + i] = (byte) (low >> shift);
        }
        return bytes;
    }

    /** In the order of the bytes, as databases have it. */
    @Override
    public int compareTo(SightingKey other) {
        int first = Long.compareUnsigned(high, other.high);
        return first == 0 ? Long.compareUnsigned(low, other.low) : first;
    }
}
