package dev.ringback.net.http;

import java.io.IOException;

/**
 * Thrown by reading a body that is not taken: it is too long, or not what it should be. A handler
 * that lets it pass has it answered in its surface's words.
 */
public final class BodyRefused extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public BodyRefused(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    public static BodyRefused tooLong(long limit) {
        return new BodyRefused(
                Refusal.of(413, "too_large", "The body is longer than " + limit + " bytes."));
    }

    /** What is wrong with the body, ready to be worded. */
    public Refusal refusal() {
        return refusal;
    }
}
