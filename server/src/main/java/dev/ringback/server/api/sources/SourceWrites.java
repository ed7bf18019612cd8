package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.access.Caller;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.EntityTag;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.receiving.Consumers;
import dev.ringback.server.receiving.Senders;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.sources.Sources;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds sources, and turns decisions about them into changes. */
record SourceWrites(
        Sources sources, SourceCodec codec, Senders senders, Consumers consumers, Clock clock) {

    /** What is shown of a source. */
    interface Shown {
        Object of(LiveSource live, String base);
    }

    /** Reads what a request wants of a source. */
    interface Reading {
        Supplier<Decision> of(JsonFields fields, LiveSource live);
    }

    Optional<LiveSource> find(HttpRequest request, Caller caller) {
        return sources.find(caller.project(), request.parameter("id"));
    }

    /** Looks at a source that is there. */
    HttpResponse seen(HttpRequest request, Caller caller, Function<LiveSource, HttpResponse> look) {
        return find(request, caller).map(look).orElseGet(() -> Problems.notFound("source"));
    }

    /** Decides about a source that is there, at the revision that the caller expects. */
    Decision decide(HttpRequest request, Caller caller, Function<LiveSource, Decision> deciding) {
        Optional<LiveSource> live = find(request, caller);
        if (live.isEmpty()) {
            return new Decision.Answer(Problems.notFound("source"));
        }
        return tag(live.get().source())
                .refuses(request, "source")
                .<Decision>map(Decision.Answer::new)
                .orElseGet(() -> deciding.apply(live.get()));
    }

    /** What is answered to whoever wants to change a source that the server looks after. */
    private static Optional<Decision> ofUpstream(Source source) {
        return source.upstream()
                .map(upstream ->
                        new Decision.Answer(
                                Problems.of(
                                        409,
                                        "not_possible",
                                        "the source takes the callbacks of the upstream %s and is"
                                                .concat(" looked after by the server")
                                                .formatted(upstream.name()))));
    }

    /**
     * The same, with the body of the request.
     *
     * @param reading asks for all fields, and says what follows if none of them is wrong
     */
    Decision decide(HttpRequest request, Caller caller, Reading reading) {
        return decide(
                request,
                caller,
                live -> RequestBodies.decide(request, fields -> reading.of(fields, live)));
    }

    /** The decision to write a source's next revision. */
    Decision save(HttpRequest request, int status, Source next) {
        return save(request, status, next, this::view);
    }

    /** The same, showing its token. */
    Decision saveAndShowToken(HttpRequest request, int status, Source next) {
        return save(
                request,
                status,
                next,
                (live, base) ->
                        next.queue().isPresent()
                                ? view(live, base)
                                : new SourceView.WithToken(
                                        view(live, base), live.source().token().secret().reveal()));
    }

    /** The same, shown in a way of its own. */
    Decision save(HttpRequest request, int status, Source next, Shown shown) {
        return ofUpstream(next).orElseGet(() -> saved(request, status, next, shown));
    }

    private Decision saved(HttpRequest request, int status, Source next, Shown shown) {
        Object view = shown.of(LiveSource.of(next), senders.base(request));
        return Decision.write(
                codec.change(next, versions(next)), tag(next).on(HttpResponse.of(status, view)));
    }

    /** The answer when a project may have no more; empty when this one fits in. */
    Optional<Decision> tooMany(Source made) {
        List<LiveSource> all = sources.list(made.project());
        if (all.size() >= SourceLimits.SOURCES) {
            return tooMany("the project has %d sources already", SourceLimits.SOURCES);
        }
        long queues = all.stream().filter(each -> each.source().queue().isPresent()).count();
        return made.queue().isPresent() && queues >= SourceLimits.QUEUES
                ? tooMany("the project reads %d queues already", SourceLimits.QUEUES)
                : Optional.empty();
    }

    private static Optional<Decision> tooMany(String words, int most) {
        return Optional.of(
                new Decision.Answer(Problems.of(409, "too_many", words.formatted(most))));
    }

    private int versions(Source next) {
        return sources.find(next.project(), next.id())
                .map(live -> live.source().intake().transforms())
                .orElse(0);
    }

    Decision remove(Source source) {
        return ofUpstream(source)
                .orElseGet(() ->
                        Decision.write(
                                Change.delete(codec.encode(source)), HttpResponse.noContent()));
    }

    HttpResponse shown(HttpRequest request, LiveSource live) {
        return tag(live.source())
                .shown(request, HttpResponse.of(200, view(live, senders.base(request))));
    }

    SourceView view(LiveSource live, String base) {
        return SourceView.of(live, base, clock.now(), consumers.status(live.source()));
    }

    private static EntityTag tag(Source source) {
        return new EntityTag(source.revision());
    }
}
