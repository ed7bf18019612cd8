package dev.ringback.server.integration;

import dev.ringback.net.json.JsonObject;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a {@link PlayedUpstream} words what it is asked and what it says. */
interface PlayedWords {

    /** Whether a request hands work over. */
    boolean handsOver(StubRequest asked);

    /** Where such a request wants to be called back. */
    Optional<String> callback(StubRequest asked);

    /** Whether a request with the same idempotency key is the same work. */
    boolean knowsKeys();

    /** The answer to new work. */
    JsonObject taken(PlayedTask task);

    /** The id in the path of a request about work. */
    Optional<String> id(StubRequest asked);

    /** The id in a path that is like this; it is the first group. */
    static Optional<String> id(Pattern path, StubRequest asked) {
        return Optional.of(path.matcher(asked.path()))
                .filter(Matcher::matches)
                .map(found -> found.group(1));
    }

    /** The answer to such a request. */
    Script answer(StubRequest asked, PlayedTask task);

    /** The answer to a request about something else, such as keys. */
    Optional<Script> aside(StubRequest asked);

    /**
     * What it calls back with.
     *
     * @param forged whether the signature is one of somebody else
     */
    Told callback(PlayedTask task, Instant at, boolean forged);

    /**
     * A callback as it is sent.
     *
     * @param headers names and values in turn
     */
    record Told(String body, List<String> headers) {}
}
