package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.jobs.InferencePorts;
import dev.ringback.server.jobs.JobFeature;
import dev.ringback.server.jobs.NamedWebhooks;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.jobs.Submits;
import dev.ringback.server.jobs.live.Broadcasts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predictions: submitted, polled, listed and called off. */
public final class PredictionRoutes implements JobFeature {

    /** Where predictions are found. */
    public static final String PATH = "/v1/predictions";

    private static final String OF_MODEL = "/v1/models/{owner}/{name}/predictions";
    private static final String OF_VERSION =
            "/v1/models/{owner}/{name}/versions/{number}/predictions";

    /** By path prefix, how errors are worded that the listener finds itself. */
    public static final Map<String, ErrorWords> WORDS =
            Map.of(
                    PATH,
                    PredictionErrors.WORDS,
                    OF_MODEL,
                    PredictionErrors.WORDS,
                    OF_VERSION,
                    PredictionErrors.WORDS);

    private final PredictionShape shape;
    private final Guard guard;
    private final int maxBody;
    private final Uuids uuids;
    private final UrlRule urls;
    private final PredictionIntake intake;
    private final Submits submits;
    private final Broadcasts broadcasts;
    private final PredictionStreams streams;
    private final Predictions predictions;
    private final PredictionList list;

    /** Wires. */
    public PredictionRoutes(InferencePorts ports, NamedWebhooks webhooks) {
        Time time = ports.ground().time();
        broadcasts = new Broadcasts(new PredictionTelling(), time.now(), ports.ground().budget());
        shape = new PredictionShape(ports.announcements(), webhooks.publisher(), broadcasts);
        guard = ports.guard();
        maxBody = ports.maxBody();
        uuids = new Uuids(ports.ground().random());
        urls = webhooks.urls();
        predictions = new Predictions(ports.jobs());
        intake = new PredictionIntake(ports, shape, webhooks.direct(), predictions);
        submits = ports.submits();
        streams = new PredictionStreams(predictions, time, broadcasts);
        list = new PredictionList(ports.ground().store(), predictions);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public List<Follower> followers() {
        return List.of(broadcasts);
    }

    /** {@inheritDoc} They follow a prediction. */
    @Override
    public void letGo() {
        broadcasts.close();
    }

    /** All routes, each behind the guard. */
    @Override
    public List<Route> routes() {
        return List.of(
                stored(PATH, (request, caller) -> create(Optional.empty(), request, caller)),
                stored(OF_MODEL, this::createOfModel),
                stored(OF_VERSION, this::createOfModel),
                posted(PATH + "/{id}/cancel", this::cancel),
                knowing(List.of(), shown(PATH + "/{id}", this::show)),
                knowing(List.of("after_id"), shown(PATH + "/{id}/stream", this::stream)),
                // It reads its query itself, and says of each parameter what is wrong.
                shown(PATH, this::list));
    }

    private Route stored(String path, Guard.Guarded handler) {
        Handler guarded = guard.storing().require(Scope.INGEST, PredictionErrors.WORDS, handler);
        return knowing(List.of("wait"), new Route("POST", path, maxBody, named(guarded)));
    }

    private Route posted(String path, Guard.Guarded handler) {
        return knowing(List.of(), new Route("POST", path, maxBody, named(Scope.INGEST, handler)));
    }

    private Route shown(String path, Guard.Guarded handler) {
        return new Route("GET", path, 0, named(Scope.READ, handler));
    }

    private Route knowing(List<String> parameters, Route route) {
        return route.knowing(
                parameters,
                (name, problem) -> named(PredictionErrors.UNKNOWN.refusal(name, problem)));
    }

    /** Gives each answer an id, as WriftAI does, also when the caller is not let in. */
    private Handler named(Scope needed, Guard.Guarded handler) {
        return named(guard.require(needed, PredictionErrors.WORDS, handler));
    }

    private Handler named(Handler guarded) {
        return guarded.answering(this::named);
    }

    private HttpResponse named(HttpResponse response) {
        List<Header> headers = new ArrayList<>(response.headers());
        headers.add(new Header("x-request-id", uuids.next()));
        return switch (response) {
            case HttpResponse.Whole whole ->
                    new HttpResponse.Whole(whole.status(), headers, whole.body());
            case HttpResponse.Streamed streamed ->
                    new HttpResponse.Streamed(streamed.status(), headers, streamed.writer());
        };
    }

    private HttpResponse createOfModel(HttpRequest request, Caller caller) {
        String model = request.parameter("owner") + "/" + request.parameter("name");
        String version = request.parameters().getOrDefault("number", "");
        String text = version.isEmpty() ? model : model + ":" + version;
        Optional<ModelName> name = ModelName.parse(text);
        return name.isPresent()
                ? create(name, request, caller)
                : PredictionErrors.plain(
                        404, "no model is '%s': it %s".formatted(text, ModelName.EXPECTED));
    }

    private HttpResponse create(Optional<ModelName> ofPath, HttpRequest request, Caller caller) {
        Optional<PublicUrl> publicUrl = PublicUrl.of(request);
        if (publicUrl.isEmpty()) {
            return nowhere();
        }
        return switch (PredictionOptions.of(request)) {
            case PredictionOptions.Reading.Invalid(ValidationError fault) ->
                    PredictionErrors.invalid(List.of(fault));
            case PredictionOptions.Reading.Valid(PredictionOptions options) ->
                    switch (PredictionRequest.read(request.body(), ofPath, urls)) {
                        case PredictionRequest.Reading.Invalid(List<ValidationError> faults) ->
                                PredictionErrors.invalid(faults);
                        case PredictionRequest.Reading.Valid(PredictionRequest asked) ->
                                create(asked, options, publicUrl.get(), request, caller);
                    };
        };
    }

    private HttpResponse create(
            PredictionRequest asked,
            PredictionOptions options,
            PublicUrl publicUrl,
            HttpRequest request,
            Caller caller) {
        boolean streamed = asked.stream() && options.preferred();
        PredictionOptions heeded = streamed ? options.atOnce() : options;
        HttpResponse answer =
                submits.once(
                        request,
                        caller,
                        PredictionErrors::of,
                        submit -> intake.take(submit, caller.project(), asked, heeded, publicUrl));
        var client = WriftClientVersion.of(request);
        return streamed
                ? streams.instead(answer, options.patience(), request, caller.project())
                : answer instanceof HttpResponse.Whole whole ? client.readable(whole) : answer;
    }

    private HttpResponse show(HttpRequest request, Caller caller) {
        return WriftClientVersion.of(request)
                .readable(predictions.show(caller.project(), request.parameter("id")));
    }

    private HttpResponse stream(HttpRequest request, Caller caller) {
        return streams.answer(request, caller.project());
    }

    private HttpResponse cancel(HttpRequest request, Caller caller) {
        return predictions.cancel(caller.project(), request.parameter("id"));
    }

    private HttpResponse list(HttpRequest request, Caller caller) {
        return PublicUrl.of(request)
                .map(publicUrl -> list.answer(request, caller.project(), publicUrl))
                .orElseGet(PredictionRoutes::nowhere);
    }

    private static HttpResponse.Whole nowhere() {
        return PredictionErrors.plain(400, "the header Host is missing or malformed");
    }
}
