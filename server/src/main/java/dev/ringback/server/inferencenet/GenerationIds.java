package dev.ringback.server.inferencenet;

import dev.ringback.kernel.model.EventId;
import dev.ringback.server.endpoints.Nanoid;
import java.util.random.RandomGenerator;

/**
 * The source of generation ids: 21 characters of the URL-safe alphabet, 126 random bits, the shape
 * that clients of inference.net know.
 */
public final class GenerationIds {

    private static final int LENGTH = 21;

    private final RandomGenerator random;

    /**
     * Makes a source.
     *
     * @param random unpredictable in production, for an id also serves as the id of an event
     */
    public GenerationIds(RandomGenerator random) {
        this.random = random;
    }

    public String next() {
        String id = Nanoid.next(random, LENGTH);
        // One in 16 million would be taken for the id of an event that was given none.
        return id.startsWith(EventId.PREFIX) ? next() : id;
    }
}
