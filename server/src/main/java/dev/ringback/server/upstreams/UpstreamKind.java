package dev.ringback.server.upstreams;

import java.util.Locale;
import java.util.Optional;

/** How an upstream answers. */
public enum UpstreamKind {
    /** At once, in OpenAI's protocol. */
    DIRECT,
    /** Replicate's predictions. */
    REPLICATE,
    /** The queue of fal. */
    FAL,
    /** OpenAI's background responses; all else at once. */
    OPENAI,
    /** Another Ringback; jobs only, and clients that wait at once. */
    RINGBACK;

    /** The word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<UpstreamKind> parse(String word) {
        for (UpstreamKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Whether it speaks OpenAI's protocol, so that clients may wait for its answers. */
    public boolean answersAtOnce() {
        return switch (this) {
            case DIRECT, OPENAI, RINGBACK -> true;
            case REPLICATE, FAL -> false;
        };
    }

    /** How a key is shown to it. */
    String scheme() {
        return this == FAL ? "Key" : "Bearer";
    }
}
