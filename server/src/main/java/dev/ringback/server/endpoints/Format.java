package dev.ringback.server.endpoints;

import java.util.Locale;
import java.util.Optional;

/** The payload format of an endpoint: how an event is worded for it. */
public enum Format {
    /** The Standard Webhooks envelope: type, timestamp, data. */
    STANDARD,
    /** inference.net's present shape, in camelCase. */
    INFERENCE,
    /** inference.net's former shape, in snake_case. */
    INFERENCE_LEGACY,
    /** The payload alone, byte for byte, signed like WriftAI's predictions. */
    PREDICTION,
    /** OpenAI's thin event: what happened, and the id of what it happened to. */
    OPENAI,
    /** CloudEvents 1.0, structured JSON. */
    CLOUDEVENTS,
    /** The payload alone, byte for byte. */
    RAW;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word as JSON writes it. */
    public String word() {
        return word;
    }

    /** Reads a word; empty when it is none of these. */
    public static Optional<Format> parse(String word) {
        for (Format format : values()) {
            if (format.word.equals(word)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** Whether inference.net's delivery rules apply: its headers, retries and payload cap. */
    public boolean isInference() {
        return this == INFERENCE || this == INFERENCE_LEGACY;
    }
}
