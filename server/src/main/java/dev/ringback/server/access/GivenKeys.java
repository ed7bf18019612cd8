package dev.ringback.server.access;

import dev.ringback.kernel.model.ProjectId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The keys that an operator gives by settings, as they are kept; they do not expire. */
final class GivenKeys {

    /** The id of the key that the operator gave, or that the first start made. */
    static final String BOOTSTRAP = "key_bootstrap";

    /** What the ids of keys for events begin with. */
    static final String EVENTS = "key_event_";

    private static final int EVENT_DIGITS = 16;

    private GivenKeys() {}

    /** The id of the key for events of that text. */
    static String eventId(String text) {
        return EVENTS + ApiKeyText.hash(text).substring(0, EVENT_DIGITS);
    }

    /** A key by which events are published in the default project. */
    static ApiKey forEvents(String text, long revision, Instant now) {
        return key(eventId(text), revision, "event key", Scope.INGEST, text, Optional.empty(), now);
    }

    /** The key that opens the whole instance. */
    static ApiKey bootstrap(String text, long revision, Optional<RequestRate> limit, Instant now) {
        return key(BOOTSTRAP, revision, "bootstrap", Scope.ADMIN, text, limit, now);
    }

    private static ApiKey key(
            String id,
            long revision,
            String name,
            Scope scope,
            String text,
            Optional<RequestRate> limit,
            Instant now) {
        return new ApiKey(
                id,
                ProjectId.DEFAULT,
                revision,
                name,
                Set.of(scope),
                ApiKeyText.hash(text),
                ApiKeyText.hint(text),
                scope == Scope.ADMIN,
                limit,
                now,
                Optional.empty(),
                Optional.empty());
    }
}
