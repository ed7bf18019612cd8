package dev.ringback.server.access;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.StateName;
import dev.ringback.kernel.port.CallQuery;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Found;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.json.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Removes what projects leave behind that were deleted: first their documents, so that nobody takes
 * anything new for them, then their calls are called off, which breaks off what is under way, then
 * everything is erased; all of it in short commits. A mark on disk says what is to be removed, so
 * that it goes on after a crash.
 *
 * <p>A request that began before may store something later yet. So a mark stays for a while after
 * nothing was left, and is looked at again.
 */
public final class Leftovers {

    static final String KIND = "deleted_project";

    /** Longer than any request takes, an answer that is streamed included. */
    public static final Duration LATE = Duration.ofHours(2);

    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final int DOCUMENTS_AT_ONCE = 100;
    private static final int CALLS_AT_ONCE = 200;
    private static final int ROWS_AT_ONCE = 500;

    private final Store store;
    private final Calls engine;
    private final Clock time;
    private volatile boolean closed;

    private record Mark(Instant deletedAt, Optional<Instant> emptyAt) {}

    /** Wires. */
    public Leftovers(Store store, Calls engine, Clock time) {
        this.store = store;
        this.engine = engine;
        this.time = time;
    }

    /** The mark of a project that is deleted now. It lies outside of the project. */
    static Document mark(Project project, Instant now) {
        return Document.create(
                KIND,
                ProjectId.DEFAULT,
                project.id().value(),
                Records.store(new Mark(now, Optional.empty())));
    }

    /** Removes what there is in the background. */
    public void removeSoon() {
        Thread.ofVirtual().name("leftovers").start(this::remove);
    }

    /** Stops between two commits; what is left is removed after the next start. */
    public void close() {
        closed = true;
    }

    /** Removes what there is; what fails is tried again the next time. */
    public synchronized void remove() {
        for (Document mark : marks()) {
            try {
                remove(mark);
            } catch (StoreException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "project %s: is removed later".formatted(mark.id()),
                        e);
            }
        }
    }

    private List<Document> marks() {
        try {
            return store.documents(KIND);
        } catch (StoreException _) {
            return List.of();
        }
    }

    private void remove(Document mark) {
        var project = new ProjectId(mark.id());
        long gone = 0;
        long before = -1;
        while (gone > before && !closed) {
            before = gone;
            gone += documents(project);
            gone += calledOff(project);
            gone += store.erase(project, ROWS_AT_ONCE);
        }
        Mark of = Records.read(mark.body(), Mark.class);
        if (of.emptyAt().isEmpty() && !closed) {
            long all = gone;
            LOG.log(
                    System.Logger.Level.INFO,
                    () ->
                            "project %s: removed, with %d documents, calls and events"
                                    .formatted(mark.id(), all));
            Instant now = time.now();
            Document done =
                    mark.revise(Records.store(new Mark(of.deletedAt(), Optional.of(now))))
                            .until(now.plus(LATE));
            Committed _ = engine.commit(Change.put(done));
        }
    }

    /** Those who keep documents in memory hear that they are gone. */
    private long documents(ProjectId project) {
        long gone = 0;
        List<Document> some = store.documents(project, DOCUMENTS_AT_ONCE);
        while (!some.isEmpty() && !closed) {
            switch (engine.commit(Change.delete(some.toArray(Document[]::new)))) {
                case Committed.Done _ -> gone += some.size();
                // Somebody has changed one of them, and they are read again.
                case Committed.Stale _ -> {}
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ ->
                        throw new StoreException("documents could not be removed now");
            }
            some = store.documents(project, DOCUMENTS_AT_ONCE);
        }
        return gone;
    }

    /** What is said to the end of a call may make others, which are called off in their turn. */
    private long calledOff(ProjectId project) {
        long off = 0;
        OptionalLong next = OptionalLong.of(Long.MAX_VALUE);
        while (next.isPresent() && !closed) {
            Found<Call> page = store.calls(waiting(project).page(next.getAsLong(), CALLS_AT_ONCE));
            for (Call call : page.entries()) {
                off += calledOff(call) ? 1 : 0;
            }
            next = page.searchedTo();
        }
        return off;
    }

    private boolean calledOff(Call call) {
        return switch (engine.moves().cancel(call.project(), call.id())) {
            case Move.Moved _ -> true;
            case Move.NotFound _, Move.Impossible _ -> false;
            case Move.NotCommitted _ -> throw new StoreException("calls are not called off now");
        };
    }

    private static CallQuery waiting(ProjectId project) {
        return new CallQuery(
                project,
                Optional.empty(),
                Optional.empty(),
                Optional.of(StateName.WAITING),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Long.MAX_VALUE,
                CALLS_AT_ONCE);
    }
}
