package dev.ringback.server.functions.wire;

import dev.ringback.protocol.providers.keys.Digests;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of events that are no API keys: those that the operator gave, or any at all. They open
 * the default project, for events alone. Known ones are found by their hash, so how long that takes
 * tells nothing of them.
 */
sealed interface EventKeys {

    /** Any key will do, as in development. */
    record Any() implements EventKeys {}

    /** These do, by their SHA-256 in hex. */
    record Known(Set<String> hashes) implements EventKeys {

        public Known {
            hashes = Set.copyOf(hashes);
        }
    }

    /** Keys by their texts; there may be none. When that is empty, any key will do. */
    static EventKeys of(Optional<? extends Collection<String>> texts) {
        return texts.<EventKeys>map(some ->
                        new Known(some.stream().map(EventKeys::hash).collect(Collectors.toSet())))
                .orElseGet(Any::new);
    }

    /** Whether a key is one of them. */
    default boolean opens(String key) {
        return switch (this) {
            case Any _ -> true;
            case Known(Set<String> hashes) -> !hashes.isEmpty() && hashes.contains(hash(key));
        };
    }

    /** Whether there is none that is not one of them: then anybody may send who gets here. */
    default boolean areOpenToAll() {
        return this instanceof Any;
    }

    private static String hash(String text) {
        return Digests.sha256Hex(Digests.utf8(text));
    }
}
