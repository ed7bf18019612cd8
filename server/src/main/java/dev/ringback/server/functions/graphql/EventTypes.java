package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.model.Event;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunSearch;
import java.util.List;

/**
 * Events as the schema has them.
 *
 * @param runs finds the runs that they started
 */
record EventTypes(RunSearch runs) {

    /**
     * An event.
     *
     * @param kept as it is stored
     * @param seen as functions see it
     */
    record Shown(Event kept, FunctionEvent seen) {

        static Shown of(Event kept) {
            return new Shown(kept, FunctionEvents.read(kept));
        }

        String raw() {
            return seen.asListed().toString();
        }
    }

    /** The same with the runs that it started. */
    record WithRuns(Shown event, List<Run> runs) {}

    List<GraphType<?>> all() {
        return List.of(event(), older());
    }

    private GraphType<Shown> event() {
        return new GraphType<>("EventV2", Shown.class)
                .with("id", event -> event.seen().internalId())
                .with("idempotencyKey", event -> event.seen().shownId())
                .with("name", event -> event.seen().name())
                .with("occurredAt", event -> event.seen().at())
                .with("receivedAt", event -> event.kept().acceptedAt())
                .with("raw", Shown::raw)
                .with("runs", event -> runs(event.kept()));
    }

    private static GraphType<WithRuns> older() {
        return new GraphType<>("Event", WithRuns.class)
                .with("id", event -> event.event().seen().internalId())
                .with("name", event -> event.event().seen().name())
                .with("createdAt", event -> event.event().kept().acceptedAt())
                .with("raw", event -> event.event().raw())
                .with("pendingRuns", event -> pending(event.runs()))
                .with("totalRuns", event -> event.runs().size())
                .with("functionRuns", WithRuns::runs);
    }

    WithRuns withRuns(Event event) {
        return new WithRuns(Shown.of(event), runs(event));
    }

    private List<Run> runs(Event event) {
        RunQuery query = RunQuery.all(event.project(), GraphPage.MOST).startedBy(event.sequence());
        return runs.page(query).runs();
    }

    private static int pending(List<Run> runs) {
        return (int) runs.stream().filter(run -> !run.hasEnded()).count();
    }
}
