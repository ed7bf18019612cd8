package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy.Ordering;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.server.endpoints.Endpoint.Pace;
import dev.ringback.server.endpoints.Endpoint.RotatingSecret;
import dev.ringback.server.endpoints.Endpoint.SecretHeader;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ordinary endpoint, of which a test changes what it is about. */
public final class EndpointDraft {

    /** When the endpoint was made. */
    public static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");

    private final String id;
    private ProjectId project = ProjectId.DEFAULT;
    private URI url = URI.create("https://receiver.example/hook");
    private Destination destination = new Destination.Http();
    private List<String> types = List.of("*");
    private String filter = "";
    private Format format = Format.STANDARD;
    private final List<RotatingSecret> secrets = new ArrayList<>();
    private Optional<Secret> signingKey = Optional.empty();
    private final List<SecretHeader> headers = new ArrayList<>();
    private RetrySchedule schedule = RetrySchedule.STANDARD;
    private boolean readinessCheck;
    private boolean skipSuperseded;
    private Ordering ordering = Ordering.NONE;

    private EndpointDraft(String id) {
        this.id = id;
    }

    public static EndpointDraft of(String id) {
        return new EndpointDraft(id);
    }

    public EndpointDraft project(String name) {
        project = new ProjectId(name);
        return this;
    }

    public EndpointDraft at(String place, Destination what) {
        url = URI.create(place);
        destination = what;
        return this;
    }

    public EndpointDraft types(String... globs) {
        types = List.of(globs);
        return this;
    }

    public EndpointDraft filter(String expression) {
        filter = expression;
        return this;
    }

    public EndpointDraft format(Format chosen) {
        format = chosen;
        return this;
    }

    public EndpointDraft secret(String text) {
        secrets.add(new RotatingSecret(new Secret(text), Optional.empty()));
        return this;
    }

    public EndpointDraft secret(String text, Instant expiresAt) {
        secrets.add(new RotatingSecret(new Secret(text), Optional.of(expiresAt)));
        return this;
    }

    public EndpointDraft signingKey(String text) {
        signingKey = Optional.of(new Secret(text));
        return this;
    }

    public EndpointDraft header(String name, String value) {
        headers.add(new SecretHeader(name, new Secret(value)));
        return this;
    }

    public EndpointDraft delays(Duration... delays) {
        schedule = new RetrySchedule(List.of(delays), 0);
        return this;
    }

    public EndpointDraft readinessCheck() {
        readinessCheck = true;
        return this;
    }

    public EndpointDraft bySubject() {
        ordering = Ordering.SERIES;
        return this;
    }

    public EndpointDraft skipSuperseded() {
        skipSuperseded = true;
        return this;
    }

    public Endpoint make() {
        return new Endpoint(
                id,
                project,
                1,
                1,
                "orders",
                url,
                destination,
                types,
                filter,
                format,
                secrets,
                signingKey,
                headers,
                new Pace(10, 2.5, ordering, skipSuperseded),
                schedule,
                Duration.ofSeconds(30),
                readinessCheck,
                new EndpointState.Enabled(),
                Optional.empty(),
                BEGINNING,
                BEGINNING);
    }
}
