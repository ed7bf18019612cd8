package dev.ringback.server.functions.cancelling;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.server.functions.events.Ulid;
import dev.ringback.server.ground.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The cancellations that there are: those that are under way, and the latest that are over. Asking
 * for one is quick; its runs are cancelled in the background.
 */
public final class Cancelling implements AutoCloseable {

    /** Of a project are kept so many. The oldest makes room for a new one if it is over. */
    public static final int MOST = 1_000;

    private final Ground ground;
    private final CancelRounds rounds;

    /**
     * Wires.
     *
     * @param step cancels some runs of one
     */
    public Cancelling(Ground ground, CancelStep step) {
        this.ground = ground;
        this.rounds = new CancelRounds(ground, step);
    }

    /** What came of asking for one. */
    public sealed interface Asked {

        /** It is on disk. */
        record Begun(Cancellation cancellation) implements Asked {}

        /** There are as many under way as may be. */
        record TooMany() implements Asked {}

        /** The store does not take it for now. */
        record Unavailable() implements Asked {}
    }

    /** Begins with those that an earlier process left. */
    public void start() {
        rounds.start();
    }

    /** Between two commits; what is left is done after the next start. */
    @Override
    public void close() {
        rounds.close();
    }

    /** Begins one. */
    public Asked begin(ProjectId project, Cancellation.Wanted wanted) {
        List<Document> gone = new ArrayList<>();
        List<Cancellation> kept = all(project);
        if (kept.size() >= MOST) {
            Cancellation oldest = kept.getLast();
            if (!oldest.over()) {
                return new Asked.TooMany();
            }
            gone.add(oldest.asRead());
        }
        Cancellation begun =
                Cancellation.begun(project, ground.ids().next(), wanted, ground.time().now());
        Change change =
                Change.put(begun.document()).and(Change.delete(gone.toArray(Document[]::new)));
        if (ground.engine().commit(change) instanceof Committed.Done) {
            rounds.look();
            return new Asked.Begun(begun);
        }
        return new Asked.Unavailable();
    }

    /** Those of a project, the newest first. */
    public List<Cancellation> all(ProjectId project) {
        var query = new DocumentQuery(Cancellation.KIND, project, true, Optional.empty(), MOST);
        return ground.store().documents(query).stream().map(Cancellation::read).toList();
    }

    /**
     * Ends one, and forgets it; what it has cancelled stays so.
     *
     * @return what came of it; empty when there is none of that id
     */
    public Optional<Committed> end(ProjectId project, String id) {
        OptionalLong number = Ulid.number(id);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Committed result = new Committed.Stale("nothing was tried");
        while (result instanceof Committed.Stale) {
            Optional<Document> document =
                    ground.store()
                            .document(
                                    Cancellation.KIND,
                                    project,
                                    Cancellation.id(number.getAsLong()));
            if (document.isEmpty()) {
                return Optional.empty();
            }
            result = ground.engine().commit(Change.delete(document.get()));
        }
        return Optional.of(result);
    }
}
