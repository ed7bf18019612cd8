package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.transforms.TransformScript;
import dev.ringback.server.transforms.Transformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries out what a transform makes of requests, and keeps nothing of it. */
public final class Rehearsals {

    /** A longer body is left out: they are read one after the other, while somebody waits. */
    private static final int LONGEST = 1 << 20;

    private final Store store;
    private final Making making;

    Rehearsals(Store store, Making making) {
        this.store = store;
        this.making = making;
    }

    /**
     * What came of one request.
     *
     * @param event the event that it was kept with; empty for a sample
     * @param result empty when too much waits
     */
    public record Rehearsal(Optional<String> event, Optional<Transformed> result) {}

    /** Tries a request that somebody made up. */
    public Rehearsal sample(LiveSource live, TransformScript script, Inbound inbound) {
        return new Rehearsal(Optional.empty(), making.tryOut(live, script, inbound));
    }

    /** Tries the last real requests of a source, the newest first. */
    public List<Rehearsal> last(LiveSource live, TransformScript script, int count) {
        Source source = live.source();
        EventQuery query = EventQuery.of(source.project(), 2 * count).through(source.id());
        List<Rehearsal> rehearsals = new ArrayList<>();
        for (EventHead head : store.events(query).entries()) {
            if (rehearsals.size() < count && head.size() <= LONGEST) {
                store.event(head.sequence())
                        .flatMap(event -> tried(live, script, event))
                        .ifPresent(rehearsals::add);
            }
        }
        return rehearsals;
    }

    private Optional<Rehearsal> tried(LiveSource live, TransformScript script, Event event) {
        return ArrivedRequest.of(event)
                .filter(arrived -> arrived.keptWith().isEmpty())
                .filter(arrived -> arrived.madeFrom().isEmpty())
                .map(arrived -> Inbound.kept(event, arrived))
                .map(inbound ->
                        new Rehearsal(
                                Optional.of(event.id().value()),
                                making.tryOut(live, script, inbound)));
    }
}
