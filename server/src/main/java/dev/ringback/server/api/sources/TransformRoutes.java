package dev.ringback.server.api.sources;

import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.Omitted;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Scope;
import dev.ringback.server.api.surface.ApiLimits;
import dev.ringback.server.api.surface.Decision;
import dev.ringback.server.api.surface.Page;
import dev.ringback.server.api.surface.Surface;
import dev.ringback.server.receiving.Inbound;
import dev.ringback.server.receiving.Rehearsals;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.TransformVersion;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.transforms.Transformed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The routes on which a transform is tried, and its versions are listed. */
record TransformRoutes(
        Surface surface,
        SourceWrites writes,
        TransformFields transforms,
        Rehearsals rehearsals,
        Store store,
        Clock clock) {

    private static final int MOST = 20;
    private static final int BODY = ApiLimits.EVENT_DATA + 256 * 1024;

    List<Route> routes() {
        return List.of(
                surface.look(SourceRoutes.ONE + "/transforms", Scope.READ, this::versions),
                surface.change(
                        "POST",
                        SourceRoutes.ONE + "/transform/try",
                        Scope.READ,
                        BODY,
                        this::rehearse));
    }

    private record VersionView(int version, String transform, boolean current, Instant createdAt) {}

    private HttpResponse versions(HttpRequest request, Caller caller) {
        return writes.seen(
                request,
                caller,
                live -> {
                    var query =
                            new DocumentQuery(
                                    TransformVersion.KIND,
                                    caller.project(),
                                    TransformVersion.prefix(live.source()),
                                    true,
                                    Optional.empty(),
                                    ApiLimits.MAX_PAGE);
                    List<VersionView> views =
                            store.documents(query).stream()
                                    .map(SourceCodec::version)
                                    .map(each -> view(each, live))
                                    .toList();
                    return Page.whole(views);
                });
    }

    private static VersionView view(TransformVersion version, LiveSource live) {
        boolean current =
                live.source()
                        .intake()
                        .transform()
                        .filter(each -> each.number() == version.number())
                        .isPresent();
        return new VersionView(
                version.number(), version.script().text(), current, version.createdAt());
    }

    private record EventView(
            String name, JsonSlice data, @Omitted Optional<String> id, @Omitted Optional<Long> ts) {

        static EventView of(Transformed.MadeEvent made) {
            return new EventView(
                    made.type().name(),
                    JsonSlice.all(made.data().bytes()),
                    made.id(),
                    made.at().map(Instant::toEpochMilli));
        }
    }

    /**
     * What a script makes of a request: {@code events}, {@code dropped}, {@code failed}, or busy.
     */
    private record View(
            @Omitted Optional<String> event,
            String outcome,
            @Omitted List<EventView> events,
            @Omitted Optional<String> error) {

        static View of(Rehearsals.Rehearsal rehearsal) {
            Optional<String> event = rehearsal.event();
            return switch (rehearsal.result().orElse(null)) {
                case null ->
                        new View(
                                event, "busy", List.of(), Optional.of("too much waits; try again"));
                case Transformed.Events(var all) ->
                        new View(
                                event,
                                "events",
                                all.stream().map(EventView::of).toList(),
                                Optional.empty());
                case Transformed.Dropped _ ->
                        new View(event, "dropped", List.of(), Optional.empty());
                case Transformed.Failed(var fault) ->
                        new View(event, "failed", List.of(), Optional.of(fault.toString()));
            };
        }
    }

    private record Tried(List<View> results) {}

    private Decision rehearse(HttpRequest request, Caller caller) {
        return writes.decide(request, caller, (fields, live) -> rehearsal(fields, live));
    }

    private Supplier<Decision> rehearsal(JsonFields fields, LiveSource live) {
        Instant now = clock.now();
        Optional<TransformScript> script =
                transforms
                        .script(fields, live.source().project(), now)
                        .or(() -> live.source().intake().transform().map(TransformVersion::script));
        if (script.isEmpty() && !fields.has("transform")) {
            fields.problem("transform", "is required, for the source has none");
        }
        Optional<Integer> last = fields.integer("last", 1, MOST).map(Long::intValue);
        Optional<JsonFields> sample = fields.object("sample");
        Optional<Inbound> read = sample.map(each -> SampleFields.read(each, now));
        return () -> {
            List<Rehearsals.Rehearsal> results =
                    read.map(each -> List.of(rehearsals.sample(live, script.orElseThrow(), each)))
                            .orElseGet(() ->
                                    rehearsals.last(live, script.orElseThrow(), last.orElse(MOST)));
            return new Decision.Answer(
                    HttpResponse.of(200, new Tried(results.stream().map(View::of).toList())));
        };
    }
}
