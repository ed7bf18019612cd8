package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.FetchedKeys;
import dev.ringback.server.access.Quota;
import dev.ringback.server.events.ArrivedRequest;
import dev.ringback.server.receiving.Making.Made;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.SourceCodec;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.sources.TransformVersion;
import java.util.List;
import java.util.Optional;

/**
 * Makes the events of requests anew that came in earlier, by a version of their source's transform.
 * They are new events, and go to all who get such events now; those that there are stay.
 */
public final class Remaking {

    private final Store store;
    private final Sources sources;
    private final Making making;
    private final Taking taking;
    private final Quota quota;

    Remaking(Store store, Sources sources, Making making, Taking taking, Quota quota) {
        this.store = store;
        this.sources = sources;
        this.making = making;
        this.taking = taking;
        this.quota = quota;
    }

    /** What comes of a request. */
    public sealed interface Remade {

        /**
         * Events.
         *
         * @param count how many
         * @param change makes them, with the calls of all who get them
         */
        record Events(int count, Change change) implements Remade {}

        /** The transform wants nothing of it. */
        record Dropped() implements Remade {}

        /** The transform failed, or what it made does not fit; says why. */
        record Failed(String why) implements Remade {}

        /** This version has made its events before. */
        record Known() implements Remade {}

        /** Too much waits for its turn. */
        record Later() implements Remade {}

        /** The project may store no more. */
        record Full() implements Remade {}
    }

    /** A version of a source's transform, as that source is now; empty when either is gone. */
    public Optional<By> by(ProjectId project, String source, int version) {
        return sources.find(project, source)
                .flatMap(live ->
                        version(live, version).map(each -> new By(live.with(each), version)));
    }

    private Optional<TransformVersion> version(LiveSource live, int number) {
        String id = TransformVersion.id(live.source(), number);
        return store.document(TransformVersion.KIND, live.source().project(), id)
                .map(SourceCodec::version);
    }

    /**
     * By what requests are made anew.
     *
     * @param live the source, with the transform
     */
    public record By(LiveSource live, int version) {}

    /**
     * The event as which the request of an event came in, with all of its body: itself mostly.
     * Empty when the event came in by another source, or by none, or repeats another.
     */
    public static Optional<EventId> request(String source, Event event) {
        return ArrivedRequest.of(event)
                .filter(_ -> isFirst(source, event))
                .map(arrived ->
                        arrived.madeFrom()
                                .or(arrived::keptWith)
                                .map(EventId::new)
                                .orElse(event.id()));
    }

    private static boolean isFirst(String source, Event event) {
        return event.arrived()
                .filter(from -> from.source().equals(source) && from.duplicateOf().isEmpty())
                .isPresent();
    }

    /** Makes the events of a request, and finds those who get them; commits nothing. */
    public Remade remake(By by, Event request) {
        EventId first = ReceivedEvents.idAnew(request, by.version(), 0);
        if (store.size(request.project(), first).isPresent()) {
            return new Remade.Known();
        }
        if (quota.refusal(request.project()).isPresent()) {
            return new Remade.Full();
        }
        Inbound inbound = Inbound.kept(request, ArrivedRequest.of(request).orElseThrow());
        EventFacts facts = facts(by.live(), inbound, request);
        return switch (making.make(by.live(), inbound, facts)) {
            case Made.Events(List<Event> made) -> {
                List<Event> named = ReceivedEvents.anew(made, request, by.version());
                yield ready(taking.ready(by.live(), inbound, facts, named));
            }
            case Made.Unrouted(Event failed) ->
                    new Remade.Failed(
                            ArrivedRequest.of(failed)
                                    .flatMap(ArrivedRequest::transformError)
                                    .orElseThrow());
            case Made.Dropped _ -> new Remade.Dropped();
            case Made.Later _ -> new Remade.Later();
        };
    }

    private static Remade ready(Taking.Prepared prepared) {
        return switch (prepared) {
            case Taking.Prepared.Ready ready ->
                    new Remade.Events(ready.events().size(), ready.publication());
            case Taking.Prepared.Ended(Taking.Taken.Unfit(String detail)) ->
                    new Remade.Failed("does not fit the schema: " + detail);
            case Taking.Prepared.Ended _ -> new Remade.Later();
        };
    }

    /** What it says about itself; what it is about is kept, and need not be read anew. */
    private static EventFacts facts(LiveSource live, Inbound inbound, Event request) {
        EventFacts read =
                live.scheme()
                        .facts(
                                live.trust(inbound.at(), FetchedKeys.none()),
                                inbound.request(),
                                inbound.at());
        return new EventFacts(
                read.eventType(),
                read.idempotencyKey(),
                Optional.of(request.subject()).filter(subject -> !subject.isEmpty()),
                read.occurredAt(),
                read.nonce());
    }
}
