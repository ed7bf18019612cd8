package dev.ringback.protocol.providers;

import java.util.Map;

/**
 * A request as a provider sends it, without its signature. {@code {{timestamp}}}, {@code {{id}}},
 * {@code {{secret}}} and {@code {{signature}}} in it are replaced when it is signed.
 */
public record Sample(String method, Map<String, String> headers, String body) {

    public Sample {
        headers = Map.copyOf(headers);
    }
}
