package dev.ringback.server.endpoints;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.policy.RetrySchedule;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A registered receiver of events: where it is, which events it wants, and how it is called.
 *
 * @param id nine characters, which {@code metadata.webhook_id} takes; unique over all projects
 * @param project the tenant it belongs to
 * @param revision of its document
 * @param edition how often people have set it, 1 for the first time; its health changes by itself
 * @param name for people; may be empty
 * @param url where deliveries are sent
 * @param destination what is there
 * @param eventTypes globs; an event goes here when one of them matches its type
 * @param filter CEL expression over the event; empty for all
 * @param format how events are worded
 * @param secrets symmetric keys, the newest first; more than one while a rotation overlaps
 * @param signingKey ed25519 key; when present, deliveries carry a {@code v1a} signature too
 * @param headers extra headers; their values are kept like secrets
 * @param pace limits and order of its calls
 * @param retrySchedule delays between attempts
 * @param timeout bound on one attempt
 * @param readinessCheck whether OPTIONS is asked before the first payload
 * @param state whether it gets events
 * @param failing the time without a success that lasts; empty while all is well
 * @param createdAt when it was made
 * @param updatedAt when people changed it last
 */
public record Endpoint(
        String id,
        ProjectId project,
        long revision,
        long edition,
        String name,
        URI url,
        Destination destination,
        List<String> eventTypes,
        String filter,
        Format format,
        List<RotatingSecret> secrets,
        Optional<Secret> signingKey,
        List<SecretHeader> headers,
        Pace pace,
        RetrySchedule retrySchedule,
        Duration timeout,
        boolean readinessCheck,
        EndpointState state,
        Optional<Failing> failing,
        Instant createdAt,
        Instant updatedAt) {

    /** The kind of its document. */
    public static final String KIND = "endpoint";

    /** Nothing longer waits for an answer. */
    public static final Duration MAX_TIMEOUT = Duration.ofMinutes(2);

    private static final int ID_LENGTH = 9;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /**
     * A symmetric key.
     *
     * @param secret {@code whsec_} and base64
     * @param expiresAt when it is no longer used; empty for the current one
     */
    public record RotatingSecret(Secret secret, Optional<Instant> expiresAt) {}

    /**
     * An extra header.
     *
     * @param name an RFC 9110 token that is not reserved
     * @param value without line breaks
     */
    public record SecretHeader(String name, Secret value) {}

    /**
     * How fast its calls may run.
     *
     * @param maxInFlight how many at the same time
     * @param ratePerSecond how many may start in a second, 0 for any number
     * @param ordering whether they may overtake each other
     * @param skipSuperseded whether there are none for events that are superseded
     */
    public record Pace(
            int maxInFlight,
            double ratePerSecond,
            LanePolicy.Ordering ordering,
            boolean skipSuperseded) {}

    public Endpoint {
        eventTypes = List.copyOf(eventTypes);
        secrets = List.copyOf(secrets);
        headers = List.copyOf(headers);
    }

    /**
     * Makes an id: nine characters of {@code [A-Za-z0-9_-]}, 54 random bits.
     *
     * @param random must be a {@link java.security.SecureRandom}: receivers of inference.net's
     *     formats take the id for a proof of origin
     */
    public static String newId(RandomGenerator random) {
        return Nanoid.next(random, ID_LENGTH);
    }

    /** Whether a text could be an endpoint's id at all. */
    public static boolean validId(String text) {
        return ID.matcher(text).matches();
    }

    /** The lane of its calls. */
    public LaneId lane() {
        return new LaneId(id);
    }

    /** Whether it gets new events. */
    public boolean takesEvents() {
        return switch (state) {
            case EndpointState.Enabled _, EndpointState.Paused _ -> true;
            case EndpointState.Disabled _ -> false;
        };
    }

    /**
     * The next revision, enabled. Earlier failures are forgotten: five more days have to pass
     * before it is disabled for failing.
     */
    public Endpoint enabled(Instant now) {
        return edited(secrets, new EndpointState.Enabled(), Optional.empty(), now);
    }

    /** The next revision, paused. */
    public Endpoint paused(Instant now) {
        return edited(secrets, new EndpointState.Paused(), failing, now);
    }

    /** The next revision, disabled by somebody. */
    public Endpoint disabled(String reason, Instant now) {
        return edited(secrets, new EndpointState.Disabled(reason), failing, now);
    }

    /** The next revision, disabled because of how it fails. */
    public Endpoint givenUp(String reason, Failing failing) {
        return next(
                edition,
                secrets,
                new EndpointState.Disabled(reason),
                Optional.of(failing),
                updatedAt);
    }

    /** The next revision, failing like that. */
    public Endpoint failing(Failing failing) {
        return next(edition, secrets, state, Optional.of(failing), updatedAt);
    }

    /** The next revision, not failing any more. */
    public Endpoint recovered() {
        return next(edition, secrets, state, Optional.empty(), updatedAt);
    }

    /** Since when no delivery has succeeded; empty while all is well. */
    public Optional<Instant> failingSince() {
        return failing.map(Failing::since);
    }

    /** The next revision, with other secrets. */
    public Endpoint rekeyed(List<RotatingSecret> secrets, Instant now) {
        return edited(secrets, state, failing, now);
    }

    private Endpoint edited(
            List<RotatingSecret> secrets,
            EndpointState state,
            Optional<Failing> failing,
            Instant now) {
        return next(edition + 1, secrets, state, failing, now);
    }

    /** Whether people have set nothing of it otherwise than in another revision. */
    public boolean isSetAs(Endpoint other) {
        return set().equals(other.set());
    }

    private Endpoint set() {
        return at(0, 0, secrets, state, Optional.empty(), createdAt);
    }

    private Endpoint next(
            long edition,
            List<RotatingSecret> secrets,
            EndpointState state,
            Optional<Failing> failing,
            Instant updated) {
        return at(revision + 1, edition, secrets, state, failing, updated);
    }

    private Endpoint at(
            long revision,
            long edition,
            List<RotatingSecret> secrets,
            EndpointState state,
            Optional<Failing> failing,
            Instant updated) {
        return new Endpoint(
                id,
                project,
                revision,
                edition,
                name,
                url,
                destination,
                eventTypes,
                filter,
                format,
                secrets,
                signingKey,
                headers,
                pace,
                retrySchedule,
                timeout,
                readinessCheck,
                state,
                failing,
                createdAt,
                updated);
    }
}
