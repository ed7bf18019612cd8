package dev.ringback.server.tasks;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.upstreams.Upstream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The endpoint that another Ringback keeps for our URL. */
final class RemoteEndpoint {

    /** What its base URL ends with, and stands beside that of its own API. */
    private static final String V1 = "/v1";

    private static final Set<String> GONE = Set.of("webhook_not_found", "webhook_disabled");
    private static final int LONGEST_NAME = 200;

    private RemoteEndpoint() {}

    /** Makes it; empty when the base URL does not say where that is done. */
    static Optional<Request> create(Upstream upstream, URI url) {
        String base = upstream.at("").toString();
        return base.endsWith(V1)
                ? Optional.of(
                        TaskRequests.arrange(
                                upstream,
                                URI.create(
                                        base.substring(0, base.length() - V1.length())
                                                + "/api/v1/endpoints"),
                                fields(url),
                                TaskRequests.idempotencyKey(key(url))))
                : Optional.empty();
    }

    /** Whether work is refused because the endpoint was removed there, or disabled. */
    static boolean isGone(Reply reply) {
        return reply instanceof Reply.Answered answered
                && answered.status() == 400
                && JsonTree.readObject(answered.body())
                        .flatMap(json -> json.at("error").text("code"))
                        .filter(GONE::contains)
                        .isPresent();
    }

    /**
     * It gets what names it, and no more: a filter keeps back all events that are for everybody.
     */
    private static Payload fields(URI url) {
        return new JsonObject()
                .put("name", name(url))
                .put("url", url.toString())
                .put("format", "standard")
                .put(
                        "event_types",
                        List.of("generation.completed", "async-embedding.completed", "response.*"))
                .put("filter", "false")
                .payload();
    }

    private static String name(URI url) {
        String name = "jobs of the Ringback at " + url.getRawAuthority();
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** The same for the same URL, so that a request that is made twice makes one. */
    private static String key(URI url) {
        return UUID.nameUUIDFromBytes(url.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }
}
