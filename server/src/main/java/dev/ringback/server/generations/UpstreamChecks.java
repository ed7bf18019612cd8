package dev.ringback.server.generations;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.Glob;
import dev.ringback.server.access.Caller;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.UpstreamStatus;
import dev.ringback.server.upstreams.UpstreamWire;
import dev.ringback.server.upstreams.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the model servers whether they are any: at the start, so that a slip in a URL or a key shows
 * at once, and whenever somebody looks.
 */
final class UpstreamChecks {

    private static final System.Logger LOG = System.getLogger(UpstreamChecks.class.getName());
    private static final int MOST_MODELS = 1_000;

    private final Upstreams upstreams;
    private final UpstreamWire places;
    private final Wire wire;

    UpstreamChecks(Upstreams upstreams, UpstreamWire places, Wire wire) {
        this.upstreams = upstreams;
        this.places = places;
        this.wire = wire;
    }

    /** What asking came to: what is wrong, or the models that there are. */
    private record Check(Optional<String> problem, List<String> models) {}

    /** Asks all of them in the background, and warns of those that are wrong. */
    void begin() {
        if (upstreams.areDemo()) {
            return;
        }
        for (Upstream upstream : upstreams.all()) {
            Thread.ofVirtual()
                    .name("upstream-check")
                    .start(() ->
                            check(upstream)
                                    .problem()
                                    .ifPresent(problem ->
                                            LOG.log(
                                                    System.Logger.Level.WARNING,
                                                    "the upstream {0} {1}",
                                                    upstream.name(),
                                                    problem)));
        }
    }

    HttpResponse list(HttpRequest request, Caller caller) {
        List<CompletableFuture<JsonObject>> views = new ArrayList<>();
        for (Upstream upstream : upstreams.all()) {
            var view = new CompletableFuture<JsonObject>();
            Thread.ofVirtual()
                    .name("upstream-check")
                    .start(() ->
                            view.completeAsync(
                                    () -> view(upstream, caller.instance()), Runnable::run));
            views.add(view);
        }
        return HttpResponse.of(
                200,
                new JsonObject().put("data", views.stream().map(CompletableFuture::join).toList()));
    }

    private JsonObject view(Upstream upstream, boolean instance) {
        Check check = check(upstream);
        UpstreamStatus status = places.status(upstream);
        String health = status.open() ? "ailing" : "well";
        return new JsonObject()
                .put("name", upstream.name())
                .put("kind", upstream.kind().word())
                .put("url", Optional.of(shown(upstream)).filter(_ -> instance))
                .put("health", check.problem().isPresent() ? "wrong" : health)
                .put("problem", check.problem())
                .put("takes", upstream.models().stream().map(Glob::pattern).toList())
                .put("models", check.models())
                .put("max_in_flight", upstream.limits().concurrency())
                .put("in_flight", status.inFlight())
                .put("waiting", status.waiting());
    }

    private Check check(Upstream upstream) {
        String where = "at " + shown(upstream);
        return switch (wire.send(UpstreamRequests.models(upstream))) {
            case Reply.Faulted faulted ->
                    wrong("cannot be reached %s: %s".formatted(where, faulted.detail()));
            case Reply.Answered answered
                    when answered.status() == 401 || answered.status() == 403 ->
                    wrong(
                            "%s refuses the key that it is shown (upstream-key): it answered %d"
                                    .formatted(where, answered.status()));
            case Reply.Answered _ when !upstream.kind().answersAtOnce() ->
                    new Check(Optional.empty(), List.of());
            case Reply.Answered answered when answered.status() == 404 ->
                    wrong(
                            "has no list of models %s; a base URL mostly ends with /v1"
                                    .formatted(where));
            case Reply.Answered answered when answered.status() != 200 ->
                    wrong(
                            "%s answered %d when it was asked for its models%s"
                                    .formatted(
                                            where,
                                            answered.status(),
                                            ModelAnswer.errorMessage(answered.body())
                                                    .map(text -> ": " + text)
                                                    .orElse("")));
            case Reply.Answered answered ->
                    JsonTree.readObject(answered.body())
                            .map(json -> json.at("data"))
                            .filter(JsonTree::isArray)
                            .map(data -> new Check(Optional.empty(), names(data)))
                            .orElseGet(() ->
                                    wrong(
                                            "is no model server %s: its answer is no list of models"
                                                    .formatted(where)));
        };
    }

    private static List<String> names(JsonTree data) {
        return data.elements()
                .flatMap(model -> model.text("id").stream())
                .limit(MOST_MODELS)
                .toList();
    }

    private static Check wrong(String problem) {
        return new Check(Optional.of(problem), List.of());
    }

    /** Where it is, without what may stand before the host. */
    private static String shown(Upstream upstream) {
        return upstream.baseUrl().toString().replaceFirst("//[^/@]*@", "//");
    }
}
