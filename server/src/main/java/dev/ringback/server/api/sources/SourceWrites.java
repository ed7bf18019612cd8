package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.access.Caller;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.receiving.Senders;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.SourceLimits;
import dev.ringback.server.sources.Sources;
import java.util.Optional;
import java.util.function.Function;

/** Finds sources, and turns decisions about them into changes. */
record SourceWrites(Sources sources, SourceCodec codec, Senders senders, Clock clock) {

    /** What is shown of a source. */
    interface Shown {
        Object of(LiveSource live, String base);
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
        Optional<String> expected = request.header("If-Match").map(String::strip);
        boolean matches =
                expected.isEmpty()
                        || expected.get().equals("*")
                        || expected.get().equals(tag(live.get().source()));
        return matches
                ? deciding.apply(live.get())
                : new Decision.Answer(
                        Problems.of(
                                412,
                                "revision_mismatch",
                                "the source is at another revision than If-Match names"));
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
                (live, base) -> SourceView.WithToken.of(live, base, clock.now()));
    }

    /** The same, shown in a way of its own. */
    Decision save(HttpRequest request, int status, Source next, Shown shown) {
        Object view = shown.of(LiveSource.of(next), senders.base(request));
        return Decision.write(
                codec.change(next, versions(next)), tagged(HttpResponse.of(status, view), next));
    }

    /** The answer when a project may have no more; empty when this one fits in. */
    Optional<Decision> tooMany(Source made) {
        return sources.list(made.project()).size() < SourceLimits.SOURCES
                ? Optional.empty()
                : Optional.of(
                        new Decision.Answer(
                                Problems.of(
                                        409,
                                        "too_many",
                                        "the project has %d sources already"
                                                .formatted(SourceLimits.SOURCES))));
    }

    private int versions(Source next) {
        return sources.find(next.project(), next.id())
                .map(live -> live.source().intake().transforms())
                .orElse(0);
    }

    Decision remove(Source source) {
        return Decision.write(Change.delete(codec.encode(source)), HttpResponse.noContent());
    }

    HttpResponse shown(HttpRequest request, LiveSource live) {
        return tagged(HttpResponse.of(200, view(live, senders.base(request))), live.source());
    }

    SourceView view(LiveSource live, String base) {
        return SourceView.of(live, base, clock.now());
    }

    private static HttpResponse.Whole tagged(HttpResponse.Whole answer, Source source) {
        return Problems.with(answer, new Header("ETag", tag(source)));
    }

    private static String tag(Source source) {
        return "\"" + source.revision() + "\"";
    }
}
