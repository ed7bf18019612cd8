package dev.ringback.kernel.engine;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps on disk how far the steady time has come, while the machine's clock is behind it: due times
 * are written in that time, and the next process must not begin before it. While the two agree
 * nothing is written, for then the ids say it.
 *
 * <p>A note is asked for by what is committed, at most every half minute; so a process that is
 * killed loses less than that. Used on the committing thread alone.
 */
public final class SteadyNote {

    private static final String KIND = "clock";
    private static final String ID = "steady";
    private static final Duration EVERY = Duration.ofSeconds(30);

    /** How often it is asked whether the two agree: not with each of thousands of commits. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Store store;
    private final Clock time;
    private Optional<Long> noted = Optional.empty();
    private Optional<Long> lookedAt = Optional.empty();

    SteadyNote(Store store, Clock time) {
        this.store = store;
        this.time = time;
    }

    /** How far it had come by the last note; long ago where there is none. */
    public static Instant read(Store store) {
        return find(store).flatMap(SteadyNote::parsed).orElse(Instant.EPOCH);
    }

    /**
     * Asks for a note when one is due.
     *
     * @param commit is handed the change, and does not wait for it
     */
    void committed(Consumer<Change> commit) {
        long now = time.nanos();
        if (isWithin(noted, EVERY, now) || isWithin(lookedAt, LOOK, now)) {
            return;
        }
        lookedAt = Optional.of(now);
        if (time.ahead().compareTo(Duration.ZERO) <= 0) {
            return;
        }
        noted = Optional.of(now);
        Payload body = Payload.of(time.steady().toString());
        commit.accept(
                Change.put(
                        find(store)
                                .map(before -> before.revise(body))
                                .orElseGet(
                                        () -> Document.create(KIND, ProjectId.DEFAULT, ID, body))));
    }

    private static boolean isWithin(Optional<Long> last, Duration span, long now) {
        return last.filter(each -> now - each < span.toNanos()).isPresent();
    }

    private static Optional<Document> find(Store store) {
        return store.document(KIND, ProjectId.DEFAULT, ID);
    }

    private static Optional<Instant> parsed(Document note) {
        try {
            return Optional.of(Instant.parse(note.body().text()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
