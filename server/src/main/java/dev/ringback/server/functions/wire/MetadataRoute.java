package dev.ringback.server.functions.wire;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonTree;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.access.Caller;
import dev.ringback.server.functions.kept.MetadataUpdate;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.kept.RunMetadata;
import dev.ringback.server.functions.reading.RunReading;
import java.util.List;
import java.util.Optional;

/** What apps say about runs beside what those come to, when they do not say it with a step. */
public final class MetadataRoute {

    private static final int MOST_BYTES = 1 << 20;
    private static final int TIMES_BODY = 4;
    private static final int TRIES = 20;
    private static final String ID = "id";

    private final SdkSurface surface;
    private final RunReading reading;
    private final Store store;
    private final Commits commits;
    private final Clock clock;

    public MetadataRoute(
            SdkSurface surface, RunReading reading, Store store, Commits commits, Clock clock) {
        this.surface = surface;
        this.reading = reading;
        this.store = store;
        this.commits = commits;
        this.clock = clock;
    }

    /** The route. */
    public Route route() {
        return surface.store("/v1/runs/{" + ID + "}/metadata", MOST_BYTES, this::say);
    }

    private HttpResponse say(HttpRequest request, Caller caller) {
        Payload body = request.body();
        RoomOfThread.take(TIMES_BODY * (long) body.size() + JsonTree.treeBytes(body));
        Optional<ParsedJson> tree = CanonicalJson.read(body.bytes()).map(CanonicalJson::parsed);
        if (tree.isEmpty() || !(tree.get() instanceof ParsedJson.Members)) {
            return SdkSurface.error(400, "the body is no JSON object");
        }
        String id = request.parameter(ID);
        String meant = tree.get().text("/target/run_id").orElse(id);
        if (!meant.equals(id)) {
            return SdkSurface.error(400, "target.run_id: is not the run of the path");
        }
        Optional<Run> run = reading.find(caller.project(), id);
        if (run.isEmpty()) {
            return SdkSurface.error(404, "there is no run " + id);
        }
        ParsedJson array = tree.get().at("/metadata").orElse(ParsedJson.Leaf.NOTHING);
        return switch (MetadataUpdate.read(array, step(tree.get()))) {
            case MetadataUpdate.Read.Bad(String why) -> SdkSurface.error(400, why);
            case MetadataUpdate.Read.Good(List<MetadataUpdate> updates) ->
                    said(caller.project(), run.get().number(), updates);
        };
    }

    /** The step that is meant, by what its author calls it; a repeat of it by its index, too. */
    private static Optional<StepId> step(ParsedJson body) {
        String index =
                body.text("/target/step_index")
                        .filter(text -> text.matches("[1-9][0-9]{0,8}"))
                        .map(text -> ":" + text)
                        .orElse("");
        return body.text("/target/step_id")
                .filter(id -> !id.isEmpty())
                .map(id -> StepId.of(id + index));
    }

    private HttpResponse said(ProjectId project, long run, List<MetadataUpdate> updates) {
        for (int i = 0; i < TRIES; i++) {
            switch (RunMetadata.say(store, project, run, updates, clock.now())) {
                case RunMetadata.Next.Full(String why) -> {
                    return SdkSurface.error(413, why);
                }
                case RunMetadata.Next.Kept(var document) -> {
                    Committed result = commits.commit(Change.put(document));
                    if (result instanceof Committed.Done) {
                        return HttpResponse.json(200, Payload.EMPTY);
                    }
                    if (!(result instanceof Committed.Stale)) {
                        return UnderwayRoutes.unavailable();
                    }
                }
            }
        }
        return UnderwayRoutes.unavailable();
    }
}
