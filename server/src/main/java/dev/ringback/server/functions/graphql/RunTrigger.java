package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.FunctionEvents;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.wire.KnownEvents;
import java.util.List;
import java.util.Optional;

/**
 * What started a run.
 *
 * @param run the run
 * @param events as functions see them, without those that are gone
 */
record RunTrigger(Run run, List<FunctionEvent> events) {

    static RunTrigger of(Store store, Run run) {
        store.heads(run.events()).stream()
                .mapToLong(EventHead::size)
                .forEach(size -> RoomOfThread.take(KnownEvents.TIMES_PAYLOAD * size));
        return new RunTrigger(
                run,
                run.events().stream()
                        .flatMap(sequence -> store.event(sequence).stream())
                        .map(FunctionEvents::read)
                        .toList());
    }

    Optional<String> eventName() {
        return events.stream().map(FunctionEvent::name).findFirst();
    }

    List<String> ids() {
        return events.stream().map(FunctionEvent::internalId).toList();
    }

    List<String> payloads() {
        return events.stream().map(FunctionEvent::asSent).map(Object::toString).toList();
    }

    /** The schedule, when it was one. */
    Optional<String> cron() {
        return events.stream()
                .filter(event -> event.name().equals(SystemEvents.SCHEDULED))
                .flatMap(event -> event.data().parsed().text("/cron").stream())
                .findFirst();
    }
}
