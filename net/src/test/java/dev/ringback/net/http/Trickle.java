package dev.ringback.net.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.random.RandomGenerator;

/** Bytes that arrive in slices of random lengths, as from a network. */
public final class Trickle extends InputStream {

    private final ByteArrayInputStream bytes;
    private final RandomGenerator random;
    private final int longest;

    public Trickle(byte[] bytes, RandomGenerator random, int longest) {
        this.bytes = new ByteArrayInputStream(bytes);
        this.random = random;
        this.longest = longest;
    }

    @Override
    public int read() {
        return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return bytes.read(into, offset, Math.min(length, random.nextInt(1, longest + 1)));
    }
}
