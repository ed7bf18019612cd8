package dev.ringback.server.generations;

import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.port.Wire;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.Suggestion;
import dev.ringback.protocol.Glob;
import dev.ringback.server.access.Caller;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.OpenAiList;
import dev.ringback.server.upstreams.Upstream;
import dev.ringback.server.upstreams.UpstreamRequests;
import dev.ringback.server.upstreams.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists the models of all upstreams, and shows one of them. Where there are several, each model is
 * listed under the name that leads to its upstream. An upstream that does not answer is left out;
 * only when none does is that an error.
 */
final class Models {

    /** What the path of one model begins with. */
    static final String PATH = "/models/";

    private static final Duration FRESH = Duration.ofSeconds(60);

    /** Upstreams that are down are asked again soon, but not by every client in turn. */
    private static final Duration FAILED = Duration.ofSeconds(5);

    /** What asking came to; nothing when no upstream answered. */
    private record Listing(Optional<List<JsonObject>> models, Instant until) {}

    private final Upstreams upstreams;
    private final Wire wire;
    private final Clock time;

    /** Held while upstreams are asked, so that they are asked once however many clients wait. */
    private final ReentrantLock asking = new ReentrantLock();

    private volatile @Nullable Listing last;

    Models(Upstreams upstreams, Wire wire, Clock time) {
        this.upstreams = upstreams;
        this.wire = wire;
        this.time = time;
    }

    HttpResponse list(HttpRequest request, Caller caller) {
        return answer(Models::listed);
    }

    /** Shows the model whose id is the rest of the path, slashes included. */
    HttpResponse show(HttpRequest request, Caller caller) {
        String id = request.path().substring(request.path().indexOf(PATH) + PATH.length());
        return answer(models ->
                models.stream()
                        .filter(model -> model.text("id").orElse("").equals(id))
                        .findFirst()
                        .map(model -> HttpResponse.json(200, model.payload()))
                        .orElseGet(() -> unknown(id, models)));
    }

    private HttpResponse answer(Function<List<JsonObject>, HttpResponse.Whole> answer) {
        return fresh().orElseGet(this::ask)
                .models()
                .map(answer)
                .orElseGet(() ->
                        OpenAiError.of(502, "upstream_failed", "no upstream lists its models")
                                .response());
    }

    private static HttpResponse.Whole listed(List<JsonObject> models) {
        return HttpResponse.of(200, OpenAiList.of(models));
    }

    private static HttpResponse.Whole unknown(String id, List<JsonObject> models) {
        List<String> names = models.stream().flatMap(model -> model.text("id").stream()).toList();
        return new OpenAiError(
                        404,
                        "no upstream lists the model '%s'".formatted(id)
                                + Suggestion.question(id, names),
                        Optional.of("model"),
                        Optional.of("model_not_found"))
                .response();
    }

    private Optional<Listing> fresh() {
        return Optional.ofNullable(last).filter(listing -> time.steady().isBefore(listing.until));
    }

    private Listing ask() {
        asking.lock();
        try {
            Optional<Listing> meanwhile = fresh();
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Optional<List<JsonObject>> models = merged();
            Duration kept = models.isPresent() ? FRESH : FAILED;
            var listing = new Listing(models, time.steady().plus(kept));
            last = listing;
            return listing;
        } finally {
            asking.unlock();
        }
    }

    private Optional<List<JsonObject>> merged() {
        List<CompletableFuture<Optional<List<JsonObject>>>> answers = new ArrayList<>();
        for (Upstream upstream : upstreams.all()) {
            var answer = new CompletableFuture<Optional<List<JsonObject>>>();
            Thread.ofVirtual()
                    .name("models")
                    .start(() -> answer.completeAsync(() -> models(upstream), Runnable::run));
            answers.add(answer);
        }
        List<List<JsonObject>> lists =
                answers.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
        return lists.isEmpty()
                ? Optional.empty()
                : Optional.of(lists.stream().flatMap(List::stream).toList());
    }

    private Optional<List<JsonObject>> models(Upstream upstream) {
        return upstream.kind().answersAtOnce() ? listed(upstream) : Optional.of(given(upstream));
    }

    /** Those of an upstream that runs whatever model it is told: the ones that it is given here. */
    private List<JsonObject> given(Upstream upstream) {
        return upstream.models().stream()
                .map(Glob::pattern)
                .filter(pattern -> pattern.indexOf('*') < 0)
                .map(model ->
                        new JsonObject()
                                .put("id", name(upstream, model))
                                .put("object", "model")
                                .put("created", 0)
                                .put("owned_by", upstream.name()))
                .toList();
    }

    private Optional<List<JsonObject>> listed(Upstream upstream) {
        return wire.send(UpstreamRequests.models(upstream)) instanceof Reply.Answered answered
                        && answered.status() == 200
                        && !answered.truncated()
                ? JsonTree.readObject(answered.body())
                        .filter(json -> json.at("data").isArray())
                        .map(json -> named(upstream, json.at("data")))
                : Optional.empty();
    }

    private List<JsonObject> named(Upstream upstream, JsonTree data) {
        return data.elements()
                .flatMap(each -> each.object().stream())
                .filter(model -> model.at("id").isText())
                .map(model -> model.put("id", name(upstream, model.at("id").plain())))
                .toList();
    }

    private String name(Upstream upstream, String id) {
        return upstreams.prefixed() ? upstream.name() + "/" + id : id;
    }
}
