package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.vault.Vault;
import dev.ringback.server.vault.VaultKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Events, codecs and registries for tests. */
public final class Samples {

    /** When the sample events happened. */
    public static final Instant NOON = Instant.parse("2026-03-13T12:00:00.007Z");

    private static final VaultKey KEY = VaultKey.of(new byte[VaultKey.BYTES]);

    private Samples() {}

    public static Event event(String type, String json) {
        return event(1, type, "", Event.JSON, Payload.of(json));
    }

    public static Event event(
            long sequence, String type, String subject, String contentType, Payload payload) {
        return new Event(
                sequence,
                ProjectId.DEFAULT,
                EventId.of(sequence),
                type,
                subject,
                NOON,
                NOON.plusMillis(3),
                contentType,
                payload);
    }

    /** Filters that may run. */
    public static Filters filters() {
        return new Filters(true, _ -> {});
    }

    public static EndpointCodec codec() {
        return new EndpointCodec(vault());
    }

    public static Vault vault() {
        return new Vault(List.of(KEY), new SecureRandom());
    }

    public static Endpoints registry(Endpoint... endpoints) {
        Endpoints registry = new Endpoints(codec());
        Arrays.stream(endpoints).forEach(registry::applied);
        return registry;
    }
}
