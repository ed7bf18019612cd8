package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.policy.LanePolicy;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.events.InternalEvents;
import dev.ringback.server.events.Recipients;
import dev.ringback.server.events.Router;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.running.RunWaits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The waits of runs for events. A wait is a document, which an event finds by its id; what is in
 * memory does not grow with their number.
 *
 * <p>No event is missed while a wait begins. From the moment at which it looks back, events of its
 * name are matched; those that were on their way by then are matched once they are on disk; and
 * whoever matches one comes back while there are waits of which it is not known that they are on
 * disk.
 */
public final class Waits implements RunWaits, Follower, AutoCloseable {

    private static final Duration PRUNING = Duration.ofHours(1);

    private final Store store;
    private final Time time;
    private final WaitMemory memory;
    private final MatchProgress progress = new MatchProgress();
    private final WaitRecipients recipients;
    private final WaitConditions conditions;
    private final LooksBack looks;
    private final LateMatches late;
    private volatile Instant nextPruning = Instant.MIN;

    /**
     * Reads which shapes of waits there are.
     *
     * @param commits commits a change, and returns when it is on disk
     */
    public Waits(Store store, Commits commits, Filters filters, Time time, Ids ids) {
        this.store = store;
        this.time = time;
        var shapes = new WaitShapes(store, commits);
        shapes.load(store.documents(WaitShape.KIND));
        var recent = new RecentEvents(RecentEvents.MOST, time.now());
        this.memory = new WaitMemory(shapes, new OpeningWaits(), recent);
        this.recipients = new WaitRecipients(shapes);
        this.conditions = new WaitConditions(filters);
        this.looks = new LooksBack(new PastEvents(store, recent), conditions);
        this.late = new LateMatches(store, commits, time, ids);
    }

    /** The kind of the calls that match an event. */
    public MatchKind kind(Matched runs) {
        return new MatchKind(
                new WaitSearches(store, memory, conditions, time, runs), progress, runs);
    }

    /** Who has events matched. */
    public Recipients recipients() {
        return recipients;
    }

    /** How the lanes of such calls run; empty for others. */
    public static Optional<LanePolicy> policy(LaneId lane) {
        return WaitRecipients.policy(lane);
    }

    /** Begins to match what was not matched when the process before this one ended. */
    public void start() {
        late.start();
        late.lookAgain(recipients);
    }

    @Override
    public Opened open(Wanted wanted, Instant now) {
        WaitDraft draft = begun(wanted);
        OpenWait open = draft.wait(wanted, now, now, Set.of());
        return new Opened(
                List.of(open.document(wanted.project(), draft.id())), draft.id(), Optional.empty());
    }

    /**
     * Begins to wait, and looks at what came before. What it answers is committed next, or else the
     * same wait is begun again, or given up. Throws what the store throws, and then nothing has
     * begun.
     */
    @Override
    public Opened openAndLookBack(Wanted wanted, Instant since, Set<String> except, Instant now) {
        WaitDraft draft = begun(wanted);
        return lookedBack(wanted, draft, draft.wait(wanted, since, now, except), now);
    }

    /** The same, with what came after an event. */
    @Override
    public Opened openAfter(Wanted wanted, Event event, Instant now) {
        WaitDraft draft = begun(wanted);
        OpenWait open = draft.wait(wanted, event.acceptedAt(), now, Set.of());
        return lookedBack(wanted, draft, open.after(event.sequence()), now);
    }

    private Opened lookedBack(Wanted wanted, WaitDraft draft, OpenWait open, Instant now) {
        boolean waits = false;
        try {
            LooksBack.Seen seen = looks.at(wanted, draft.value(), open, now);
            waits = seen.first().isEmpty();
            OpenWait kept = open.exceptOnly(seen.passed(), wanted.started().internalId());
            return new Opened(
                    waits ? List.of(kept.document(wanted.project(), draft.id())) : List.of(),
                    draft.id(),
                    seen.first());
        } finally {
            if (!waits) {
                memory.opening().remove(wanted.project(), draft.id());
            }
        }
    }

    /** Whoever began it by the same change does not have it put on disk. */
    @Override
    public Document closed(ProjectId project, String id) {
        memory.opening().remove(project, id);
        return OpenWait.named(project, id);
    }

    /**
     * Looks before its time is over whether a wait has missed its event. That can only be one which
     * was on its way when the wait began, and whose call was lost with the process: whatever came
     * later was matched.
     */
    @Override
    public Optional<FunctionEvent> lastLook(
            Wanted wanted, Instant since, Set<String> except, Instant now) {
        WaitDraft draft = draft(wanted);
        return Stream.of(draft, draft.byName(wanted))
                .flatMap(
                        each -> store.document(OpenWait.KIND, wanted.project(), each.id()).stream())
                .findFirst()
                .map(OpenWait::read)
                .flatMap(open -> looks.again(wanted, draft.value(), open.without(except), now));
    }

    private WaitDraft draft(Wanted wanted) {
        var json = new WaitConditions.Json(wanted.started().asSent().bytes());
        return WaitDraft.of(
                wanted,
                wanted.condition()
                        .map(each -> conditions.outlook(wanted.project(), each, json))
                        .orElse(WaitConditions.Outlook.ANY));
    }

    /**
     * From here on its events are matched: one that is not is one that a look sees. Where waits for
     * events of one name ask for too many different parts of them, it is found by the name alone.
     */
    private WaitDraft begun(Wanted wanted) {
        WaitDraft wished = draft(wanted);
        ProjectId project = wanted.project();
        WaitDraft draft =
                memory.shapes().isFoundByPath(project, wished.shape())
                        ? wished
                        : wished.byName(wanted);
        memory.opening().add(project, draft.id(), time.steady());
        boolean begun = false;
        try {
            memory.shapes().add(project, draft.shape());
            begun = true;
        } finally {
            if (!begun) {
                memory.opening().remove(project, draft.id());
            }
        }
        return draft;
    }

    /** Forgets, now and then, what nobody waits for any more. */
    public void prune() {
        Instant now = time.steady();
        if (!now.isBefore(nextPruning)) {
            nextPruning = now.plus(PRUNING);
            forget();
        }
    }

    /** Forgets the shapes of those names for which nobody waits. */
    void forget() {
        WaitShapes shapes = memory.shapes();
        shapes.projects().forEach(project -> shapes.forget(project, memory.opening()));
    }

    @Override
    public void committed(Change change) {
        if (!change.events().isEmpty()) {
            Instant now = time.now();
            change.events().forEach(event -> committed(event, change, now));
        }
        for (Document put : change.puts()) {
            switch (put.kind()) {
                case OpenWait.KIND -> memory.opening().remove(put.project(), put.id());
                case WaitShape.KIND -> memory.shapes().isOnDisk(put);
                default -> {}
            }
        }
        change.settle().ifPresent(progress::settled);
    }

    private void committed(Event event, Change change, Instant now) {
        if (InternalEvents.is(event.type())) {
            return;
        }
        memory.recent().add(event, now);
        if (recipients.want(event.project(), event.type()) && !isMatched(event, change)) {
            late.add(event.project(), event.sequence());
        }
    }

    private static boolean isMatched(Event event, Change change) {
        return change.calls().stream()
                .anyMatch(call ->
                        call.event() == event.sequence() && call.kind().equals(Router.MATCH));
    }

    @Override
    public void close() {
        late.close();
    }
}
