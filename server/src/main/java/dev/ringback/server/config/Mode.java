package dev.ringback.server.config;

import java.util.Map;
import java.util.Optional;

/**
 * The mode of the server: for production, local work or the demo. It changes some defaults, and
 * nothing else.
 */
public enum Mode {
    /** For others to use. */
    SERVE,
    /** For building against on one's own machine. */
    DEV,
    /** For watching one request go round. */
    DEMO;

    /** The text that stands when nobody gives a value. */
    public Optional<String> fallback(Setting<?> setting) {
        return Optional.ofNullable(fallbacks().get(setting.name())).or(setting::fallback);
    }

    private Map<String, String> fallbacks() {
        return switch (this) {
            case SERVE -> Map.of();
            // A directory of its own: the key that everybody knows is kept in its store.
            case DEV ->
                    Map.of(
                            "data", "./ringback-data/dev",
                            "allow-private-network", "true",
                            "api-key", Settings.DEV_KEY);
            case DEMO ->
                    Map.of(
                            "port", "0",
                            "allow-private-network", "true",
                            "api-key", Settings.DEV_KEY);
        };
    }
}
