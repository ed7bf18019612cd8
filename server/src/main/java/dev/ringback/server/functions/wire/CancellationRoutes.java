package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.Moments;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.cancelling.Cancellation;
import dev.ringback.server.functions.cancelling.Cancelling;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /v1/cancellations}: ends all runs of a function that began within a time. */
public final class CancellationRoutes {

    private static final String PATH = "/v1/cancellations";
    private static final String ID = "id";
    private static final int MOST_BYTES = 64 * 1024;
    private static final List<String> FIELDS =
            List.of("app_id", "function_id", "if", "started_after", "started_before");

    private final SdkSurface surface;
    private final Cancelling cancelling;
    private final KnownFunctions functions;
    private final Clock clock;

    public CancellationRoutes(
            SdkSurface surface, Cancelling cancelling, KnownFunctions functions, Clock clock) {
        this.surface = surface;
        this.cancelling = cancelling;
        this.functions = functions;
        this.clock = clock;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.store(PATH, MOST_BYTES, this::begin),
                surface.look(PATH, this::list),
                surface.change("DELETE", PATH + "/{" + ID + "}", 0, this::end));
    }

    /** What is asked for, or why that cannot be. */
    private sealed interface Read {

        record Good(Cancellation.Wanted wanted) implements Read {}

        record Bad(int status, String why) implements Read {}
    }

    private HttpResponse begin(HttpRequest request, Caller caller) {
        return switch (read(request, caller)) {
            case Read.Bad(int status, String why) -> SdkSurface.error(status, why);
            case Read.Good(Cancellation.Wanted wanted) ->
                    switch (cancelling.begin(caller.project(), wanted)) {
                        case Cancelling.Asked.Begun(Cancellation begun) ->
                                Envelope.of(201, shown(begun), clock.now());
                        case Cancelling.Asked.TooMany _ ->
                                SdkSurface.error(
                                        429,
                                        "%d cancellations are kept, and the oldest is not over"
                                                .formatted(Cancelling.MOST));
                        case Cancelling.Asked.Unavailable _ -> UnderwayRoutes.unavailable();
                    };
        };
    }

    private Read read(HttpRequest request, Caller caller) {
        Optional<ParsedJson> body =
                JsonBody.read(request.body().bytes(), JsonPaths.ALL)
                        .filter(ParsedJson.Members.class::isInstance);
        if (body.isEmpty()) {
            return new Read.Bad(400, "the body is no JSON object");
        }
        Optional<String> strange = strange(body.get());
        if (strange.isPresent()) {
            return new Read.Bad(400, strange.get());
        }
        Optional<String> app = given(body.get(), "app_id");
        Optional<String> id = given(body.get(), "function_id");
        if (app.isEmpty() || id.isEmpty()) {
            return new Read.Bad(400, (app.isEmpty() ? "app_id" : "function_id") + ": is missing");
        }
        for (String field : List.of("started_after", "started_before")) {
            Optional<String> text = given(body.get(), field);
            if (text.isPresent() && text.flatMap(Moments::parse).isEmpty()) {
                return new Read.Bad(400, field + ": " + Moments.EXPECTED);
            }
        }
        Optional<String> condition = given(body.get(), "if");
        Optional<String> problem = condition.flatMap(RunExpression::problemWith);
        if (problem.isPresent()) {
            return new Read.Bad(400, "if: " + problem.get());
        }
        Optional<LiveFunction> function =
                functions
                        .find(caller.project(), app.get() + "-" + id.get())
                        .or(() -> functions.find(caller.project(), id.get()))
                        .filter(found -> found.slug().startsWith(app.get() + "-"));
        return function.<Read>map(found -> wanted(body.get(), found, app.get(), condition))
                .orElseGet(() ->
                        new Read.Bad(
                                404,
                                "function not found: "
                                        + id.get()
                                        + functions.near(
                                                caller.project(), app.get() + "-" + id.get())));
    }

    /** Which field is none of these, or no text: without it more runs would be meant. */
    private static Optional<String> strange(ParsedJson body) {
        return body.members().entrySet().stream()
                .flatMap(each -> strange(each.getKey(), each.getValue()).stream())
                .sorted()
                .findFirst();
    }

    private static Optional<String> strange(String field, ParsedJson value) {
        if (!FIELDS.contains(field)) {
            return Optional.of(
                    "%s: is not known; there are %s".formatted(field, String.join(", ", FIELDS)));
        }
        return value instanceof ParsedJson.Leaf
                ? Optional.empty()
                : Optional.of(field + ": must be a text");
    }

    /** Runs that begin after this are left alone, whatever the time that was given. */
    private Read wanted(
            ParsedJson body, LiveFunction function, String app, Optional<String> condition) {
        Instant now = clock.now();
        Instant before =
                given(body, "started_before")
                        .flatMap(Moments::parse)
                        .filter(moment -> moment.isBefore(now))
                        .orElse(now);
        return new Read.Good(
                new Cancellation.Wanted(
                        function.slug(),
                        app,
                        given(body, "started_after").flatMap(Moments::parse),
                        before,
                        condition));
    }

    private static Optional<String> given(ParsedJson body, String field) {
        return body.text("/" + field).filter(text -> !text.isEmpty());
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        List<CanonicalJson> all =
                cancelling.all(caller.project()).stream().map(CancellationRoutes::shown).toList();
        return Envelope.of(CanonicalJson.array(all), clock.now());
    }

    private HttpResponse end(HttpRequest request, Caller caller) {
        Optional<Committed> result = cancelling.end(caller.project(), request.parameter(ID));
        if (result.isEmpty()) {
            return SdkSurface.error(404, "there is no such cancellation");
        }
        return result.get() instanceof Committed.Done
                ? HttpResponse.json(200, Payload.EMPTY)
                : UnderwayRoutes.unavailable();
    }

    private static CanonicalJson shown(Cancellation cancellation) {
        Cancellation.Wanted wanted = cancellation.wanted();
        Map<String, CanonicalJson> json = new TreeMap<>();
        json.put("id", CanonicalJson.of(cancellation.id()));
        json.put("environment_id", Envelope.NOBODY);
        json.put("app_id", CanonicalJson.of(wanted.app()));
        json.put("function_id", CanonicalJson.of(wanted.function()));
        json.put("started_after", moment(wanted.after()));
        json.put("started_before", moment(Optional.of(wanted.before())));
        json.put("if", wanted.condition().map(CanonicalJson::of).orElse(CanonicalJson.NULL));
        json.put("created_at", moment(Optional.of(cancellation.madeAt())));
        json.put("cancelled", CanonicalJson.of(cancellation.cancelled()));
        json.put("status", CanonicalJson.of(cancellation.over() ? "done" : "running"));
        return CanonicalJson.object(json);
    }

    private static CanonicalJson moment(Optional<Instant> moment) {
        return moment.map(Moments::text).map(CanonicalJson::of).orElse(CanonicalJson.NULL);
    }
}
