package dev.ringback.server.operations;

import dev.ringback.kernel.memory.ByteBudget.Share;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.receiving.Remaking;
import dev.ringback.server.receiving.Remaking.Remade;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One page of a replay that makes events of requests anew: the requests that come to nothing, up to
 * the first that comes to events. These are committed together with where the replay is then.
 */
final class RemakingStep {

    /** Requests that are looked at for one commit. */
    static final int PAGE = 20;

    /** A request is read, looked at by the script, and kept once more. */
    private static final long TIMES_SIZE = 4;

    private static final String GONE = "the source, or that version of its transform, is gone";
    private static final String FULL =
            "the project may store no more; what is left can be replayed once there is room";
    private static final Change NOTHING = Change.accept(List.of(), List.of());

    private final Replay replay;
    private final ReplaySelection.Requests selection;
    private final Store store;
    private final ReplayStep.World world;
    private final RepeatableRequests requests;
    private final Instant now;

    RemakingStep(
            Replay replay,
            ReplaySelection.Requests selection,
            Store store,
            ReplayStep.World world,
            RepeatableRequests requests,
            Instant now) {
        this.replay = replay;
        this.selection = selection;
        this.store = store;
        this.world = world;
        this.requests = requests;
        this.now = now;
    }

    /**
     * An event that stands for a request.
     *
     * @param place of the replay when it is done with
     */
    private record Next(EventId event, long place) {}

    /**
     * Some of them.
     *
     * @param end place of the replay after all of them; empty when they are the last
     */
    private record Page(List<Next> all, OptionalLong end) {}

    /**
     * What comes of one.
     *
     * @param request the event as which it came in
     * @param held room for the events that come of it
     */
    private record Tried(EventId request, Remade remade, Optional<Share> held) {}

    ReplayStep take() {
        return requests.remaking()
                .by(replay.project(), selection.source(), selection.version())
                .map(by -> take(by, page()))
                .orElseGet(() -> failed(replay, GONE));
    }

    private ReplayStep take(Remaking.By by, Page page) {
        Replay reached = replay;
        for (Next next : page.all()) {
            Tried tried = tried(by, next.event());
            switch (tried.remade()) {
                case Remade.Events(int count, Change change) -> {
                    var progress = reached.progress().advance(next.place(), "", count, 0);
                    return new ReplayStep(reached.with(progress), change, 1, tried.held());
                }
                case Remade.Later _ -> {
                    return step(reached);
                }
                case Remade.Full _ -> {
                    return failed(reached, FULL);
                }
                case Remade.Known _ -> reached = passed(reached, next, 1, unmade(reached));
                case Remade.Dropped _ ->
                        reached = passed(reached, next, 0, unmade(reached).dropping());
                case Remade.Failed(String why) -> {
                    String event = tried.request().value();
                    reached = passed(reached, next, 0, unmade(reached).failing(event, why));
                }
            }
        }
        var progress = reached.progress();
        return page.end().isPresent()
                ? step(reached.with(progress.advance(page.end().getAsLong(), "", 0, 0)))
                : step(reached.with(progress.end(Replay.State.DONE, now, "")));
    }

    /** What comes of the request of an event; where it has none, there is nothing to do. */
    private Tried tried(Remaking.By by, EventId event) {
        Optional<EventId> request;
        try (Share _ = room(event)) {
            request =
                    store.event(replay.project(), event)
                            .flatMap(each -> Remaking.request(selection.source(), each));
        }
        return request.flatMap(id -> remade(by, id))
                .orElseGet(() -> new Tried(event, new Remade.Known(), Optional.empty()));
    }

    private Optional<Tried> remade(Remaking.By by, EventId request) {
        Share room = room(request);
        boolean held = false;
        try {
            Optional<Remade> remade =
                    store.event(replay.project(), request)
                            .map(event -> requests.remaking().remake(by, event))
                            .map(this::unlessCrowded);
            held = remade.filter(each -> each instanceof Remade.Events).isPresent();
            Optional<Share> kept = held ? Optional.of(room) : Optional.empty();
            return remade.map(each -> new Tried(request, each, kept));
        } finally {
            if (!held) {
                room.close();
            }
        }
    }

    private Remade unlessCrowded(Remade remade) {
        return remade instanceof Remade.Events(int _, Change change)
                        && requests.isCrowded(change, replay.project())
                ? new Remade.Later()
                : remade;
    }

    private Share room(EventId event) {
        return world.room(replay, TIMES_SIZE * store.size(replay.project(), event).orElse(0));
    }

    private Page page() {
        long place = replay.progress().place();
        return selection.ids().isEmpty() ? selected(place) : named((int) place);
    }

    private Page selected(long before) {
        Found<EventHead> page = RepeatableRequests.page(store, replay.project(), selection, before);
        List<Next> all =
                page.entries().stream().map(head -> new Next(head.id(), head.sequence())).toList();
        return new Page(all, page.searchedTo());
    }

    private Page named(int from) {
        List<String> ids = selection.ids();
        int to = Math.min(from + PAGE, ids.size());
        List<Next> all =
                IntStream.range(from, to)
                        .mapToObj(at -> new Next(new EventId(ids.get(at)), at + 1))
                        .toList();
        return new Page(all, to < ids.size() ? OptionalLong.of(to) : OptionalLong.empty());
    }

    private static Replay.Unmade unmade(Replay reached) {
        return reached.progress().unmade().orElse(Replay.Unmade.NONE);
    }

    private static Replay passed(Replay from, Next next, int skipped, Replay.Unmade unmade) {
        return from.with(from.progress().advance(next.place(), "", 0, skipped).with(unmade));
    }

    private ReplayStep failed(Replay reached, String why) {
        return step(reached.with(reached.progress().end(Replay.State.FAILED, now, why)));
    }

    private static ReplayStep step(Replay next) {
        return new ReplayStep(next, NOTHING, 0, Optional.empty());
    }
}
