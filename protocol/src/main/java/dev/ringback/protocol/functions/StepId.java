package dev.ringback.protocol.functions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a step of a run is called on the wire: the SHA-1 of the id that its author gave it, in
 * lower-case hex. What an SDK sends is taken as it is.
 *
 * @param hash never empty
 */
public record StepId(String hash) implements Comparable<StepId> {

    /** Stands in a request where no step is asked for: the function is to go on. */
    public static final String NONE = "step";

    /** The step with an id; a repeat of it is called {@code id:1}, {@code id:2} and so on. */
    public static StepId of(String id) {
        return new StepId(sha1(id));
    }

    private static String sha1(String id) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1", e);
        }
    }

    @Override
    public int compareTo(StepId other) {
        return hash.compareTo(other.hash);
    }
}
