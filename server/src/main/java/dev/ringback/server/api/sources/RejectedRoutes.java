package dev.ringback.server.api.sources;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.Omitted;
import dev.ringback.net.json.Spread;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.api.surface.QueryFields;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.receiving.Reconsidering;
import dev.ringback.server.receiving.Redaction;
import dev.ringback.server.receiving.Rejected;
import dev.ringback.server.receiving.Rejections;
import dev.ringback.server.sources.LiveSource;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The routes about what a source has rejected. */
record RejectedRoutes(
        Surface surface, SourceWrites writes, Rejections rejections, Reconsidering reconsidering) {

    private static final String PATH = SourceRoutes.ONE + "/rejected";

    List<Route> routes() {
        return List.of(
                surface.list(PATH, Scope.READ, this::list),
                surface.look(PATH + "/reasons", Scope.READ, this::reasons),
                surface.look(PATH + "/{rejected}", Scope.READ, this::show),
                surface.change("POST", PATH + "/recheck", Scope.READ, this::recheck),
                surface.change("POST", PATH + "/accept", Scope.WRITE, this::accept));
    }

    private record View(
            String id,
            Instant at,
            String reason,
            String detail,
            Optional<String> hint,
            Optional<String> address,
            String method,
            String path,
            List<Header> headers,
            Optional<Long> size) {

        static View of(Rejected rejected, LiveSource live) {
            List<String> secrets = live.secrets();
            return new View(
                    rejected.id(),
                    rejected.at(),
                    rejected.reason().word(),
                    rejected.detail(),
                    rejected.near(),
                    rejected.address(),
                    rejected.arrival().method(),
                    Redaction.path(rejected.arrival(), secrets),
                    Redaction.headers(rejected.arrival(), secrets),
                    Optional.of(rejected.size()).filter(size -> size >= 0));
        }
    }

    /** With as much of the body as is kept. */
    private record Whole(@Spread View rejected, String bodyBase64, boolean truncated) {

        static Whole of(Rejected rejected, LiveSource live) {
            byte[] body = rejected.arrival().body().bytes();
            return new Whole(
                    View.of(rejected, live),
                    Base64.getEncoder().encodeToString(body),
                    !rejected.whole());
        }
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return writes.seen(request, caller, live -> list(request, live));
    }

    private HttpResponse list(HttpRequest request, LiveSource live) {
        var fields = new QueryFields(request);
        int limit = fields.limit();
        Optional<String> after = fields.after();
        if (!fields.faults().isEmpty()) {
            return Problems.badRequest(fields.faults());
        }
        List<Rejected> found = rejections.list(live.source(), after, limit + 1);
        List<View> shown = found.stream().limit(limit).map(each -> View.of(each, live)).toList();
        Page<View> page =
                found.size() > limit ? Page.full(shown, shown.getLast().id()) : Page.last(shown);
        return page.answer(request);
    }

    private record Reason(String reason, long count, Instant newestAt) {

        static Reason of(Rejections.Counted counted) {
            return new Reason(counted.reason().word(), counted.count(), counted.newestAt());
        }
    }

    private HttpResponse reasons(HttpRequest request, Caller caller) {
        return writes.seen(
                request,
                caller,
                live ->
                        Page.whole(
                                rejections.counted(live.source()).stream()
                                        .map(Reason::of)
                                        .toList()));
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return writes.seen(
                request,
                caller,
                live ->
                        rejections
                                .find(live.source(), request.parameter("rejected"))
                                .<HttpResponse>map(
                                        each -> HttpResponse.of(200, Whole.of(each, live)))
                                .orElseGet(() -> Problems.notFound("rejected request")));
    }

    /** {@code more} is there when not all could be looked at in the time that there was. */
    private record Checked(int checked, int wouldPass, @Omitted Optional<Boolean> more) {}

    private Decision recheck(HttpRequest request, Caller caller) {
        return writes.decide(
                request,
                caller,
                (fields, live) -> {
                    Optional<String> secret =
                            fields.has("secret")
                                    ? Optional.of(SecretRoutes.secret(fields, live))
                                    : Optional.empty();
                    return () -> rechecked(live, secret);
                });
    }

    private Decision rechecked(LiveSource live, Optional<String> secret) {
        Reconsidering.Result result = reconsidering.recheck(live, secret);
        var view = new Checked(result.checked(), result.passed(), more(result));
        return new Decision.Answer(HttpResponse.of(200, view));
    }

    private record Accepted(int accepted, @Omitted Optional<Boolean> more) {}

    private static Optional<Boolean> more(Reconsidering.Result result) {
        return Optional.of(result.more()).filter(each -> each);
    }

    private Decision accept(HttpRequest request, Caller caller) {
        return writes.decide(request, caller, (_, live) -> () -> accepted(live));
    }

    private Decision accepted(LiveSource live) {
        Reconsidering.Result result = reconsidering.accept(live);
        return new Decision.Done(HttpResponse.of(200, new Accepted(result.passed(), more(result))));
    }
}
