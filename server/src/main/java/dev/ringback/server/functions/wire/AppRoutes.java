package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.functions.apps.AppSigning;
import dev.ringback.server.functions.apps.KnownFunctions;
import dev.ringback.server.functions.apps.LiveFunction;
import dev.ringback.server.functions.apps.Registering;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.config.AppSync;
import dev.ringback.server.functions.config.FunctionTrigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Where apps register by themselves, and where SDKs look whether this is a server of theirs. */
public final class AppRoutes {

    /** An app of a thousand functions has about half of it. */
    private static final int MOST_BYTES = 4 << 20;

    /** The tree, the functions that are read of it, and the document that they become. */
    private static final int TIMES_BODY = 4;

    private static final String EXPECTED_KIND = "x-inngest-expected-server-kind";

    private final SdkSurface surface;
    private final AppSigning signing;
    private final AppReader reader;
    private final Registering registering;
    private final KnownFunctions functions;
    private final RandomGenerator random;

    public AppRoutes(
            SdkSurface surface,
            AppSigning signing,
            AppReader reader,
            Registering registering,
            KnownFunctions functions,
            RandomGenerator random) {
        this.surface = surface;
        this.signing = signing;
        this.reader = reader;
        this.registering = registering;
        this.functions = functions;
        this.random = random;
    }

    /** Its routes. */
    public List<Route> routes() {
        return List.of(
                surface.store("/fn/register", MOST_BYTES, this::register),
                surface.look("/dev", this::look));
    }

    private HttpResponse register(HttpRequest request, Caller caller) {
        String kind = SdkSurface.kind(signing);
        Optional<String> expected =
                request.header(EXPECTED_KIND).filter(each -> !each.isEmpty() && !each.equals(kind));
        if (expected.isPresent()) {
            return SdkSurface.error(
                    400, "Expected server kind %s, got %s".formatted(expected.get(), kind));
        }
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        return switch (reader.registration(body.bytes())) {
            case AppSync.Registered(AppRegistration told) ->
                    answer(registering.take(caller.project(), told));
            case AppSync.Refused refused -> {
                AppReader.sender(body.bytes())
                        .ifPresent(sender ->
                                registering.refused(caller.project(), sender, refused.reason()));
                yield SdkSurface.json(400, refused.answer());
            }
            case AppSync.RegistersItself _ ->
                    throw new IllegalStateException("an app that registers was not asked");
        };
    }

    private HttpResponse answer(Registering.Registered result) {
        return switch (result) {
            case Registering.Registered.Taken(var app, boolean modified) ->
                    SdkSurface.json(
                            200,
                            AppSync.answer(app.uuid().toString(), syncId().toString(), modified));
            case Registering.Registered.Refused(String why) ->
                    SdkSurface.json(400, new AppSync.Refused(why).answer());
            case Registering.Registered.NotStored _ ->
                    SdkSurface.error(503, "the registration could not be stored; try again");
        };
    }

    private UUID syncId() {
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        return UUID.nameUUIDFromBytes(drawn);
    }

    private HttpResponse look(HttpRequest request, Caller caller) {
        return SdkSurface.json(
                200,
                CanonicalJson.object(
                        Map.of(
                                "mode", CanonicalJson.of(signing.isDev() ? "dev" : "production"),
                                "functions", shown(caller.project()))));
    }

    private CanonicalJson shown(ProjectId project) {
        return CanonicalJson.array(functions.all(project).stream().map(AppRoutes::shown).toList());
    }

    private static CanonicalJson shown(LiveFunction function) {
        return CanonicalJson.object(
                Map.of(
                        "id", CanonicalJson.of(function.uuid().toString()),
                        "name", CanonicalJson.of(function.config().name()),
                        "slug", CanonicalJson.of(function.slug()),
                        "triggers",
                                CanonicalJson.array(
                                        function.config().triggers().stream()
                                                .map(AppRoutes::shown)
                                                .toList())));
    }

    private static CanonicalJson shown(FunctionTrigger trigger) {
        return CanonicalJson.object(
                switch (trigger) {
                    case FunctionTrigger.OnEvent(String name, Optional<String> condition) ->
                            condition
                                    .map(text ->
                                            Map.of(
                                                    "event", CanonicalJson.of(name),
                                                    "expression", CanonicalJson.of(text)))
                                    .orElseGet(() -> Map.of("event", CanonicalJson.of(name)));
                    case FunctionTrigger.OnSchedule(String cron, var _) ->
                            Map.of("cron", CanonicalJson.of(cron));
                });
    }
}
