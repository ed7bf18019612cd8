package dev.ringback.protocol.providers.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Undoes a {@code Content-Encoding}, up to a bound: a small body may unpack to a huge one. */
public final class Unpacking {

    private Unpacking() {}

    /**
     * Unpacks a body.
     *
     * @param coding the encoding's name: {@code gzip}, {@code deflate}, or {@code identity}
     * @param most how many bytes may come out
     * @return nothing when the coding is not known, the stream is broken, or more would come out
     */
    public static Optional<byte[]> unpack(byte[] body, String coding, int most) {
        try {
            return switch (coding.strip().toLowerCase(Locale.ROOT)) {
                case "", "identity" -> Optional.of(body);
                case "gzip", "x-gzip" ->
                        bounded(new GZIPInputStream(new ByteArrayInputStream(body)), most);
                case "deflate" ->
                        bounded(new InflaterInputStream(new ByteArrayInputStream(body)), most);
                default -> Optional.empty();
            };
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> bounded(InputStream packed, int most) throws IOException {
        try (packed) {
            byte[] out = packed.readNBytes(most);
            return packed.read() < 0 ? Optional.of(out) : Optional.empty();
        }
    }
}
