package dev.ringback.server.batches;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.files.FileParts;
import dev.ringback.server.jobs.Jobs;
import dev.ringback.server.jobs.Shape;
import dev.ringback.server.work.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs one batch, round by round: looks through its file, makes jobs of its lines a page at a time,
 * calls off what is left when it is to stop, and writes its end.
 *
 * <p>What is in memory is a guess at what is on disk. Each commit names the revisions that it is
 * based on; when one is refused, or what became of it is not known, everything is read again.
 */
final class BatchRun implements Work {

    private static final int ROOM = BatchLimits.LINES_IN_FLIGHT - BatchLimits.PAGE;

    private final ProjectId project;
    private final String id;
    private final BatchPorts ports;
    private final Jobs jobs;
    private final BatchEnd end;
    private final Ledger ledger = new Ledger();
    private volatile Optional<State> known = Optional.empty();
    private volatile boolean doubtful = true;

    private record State(Document document, Document open, Checkpoint checkpoint) {

        Batch batch() {
            return Batch.of(document);
        }
    }

    BatchRun(ProjectId project, String id, BatchPorts ports, Jobs jobs) {
        this.project = project;
        this.id = id;
        this.ports = ports;
        this.jobs = jobs;
        this.end = new BatchEnd(ports, project);
    }

    @Override
    public void doubt() {
        doubtful = true;
    }

    /** Hears that a line has ended; whether that makes another round worth while. */
    boolean ended(Event line) {
        OptionalInt left = count(line);
        return left.isPresent() && (left.getAsInt() == ROOM || left.getAsInt() == 0);
    }

    @Override
    public int progress() {
        Tally tally = ledger.snapshot().tally();
        return tally.completed() + tally.failed();
    }

    /** Why it is being stopped. */
    Optional<StopReason> stopped() {
        return known.flatMap(state -> state.checkpoint().stop());
    }

    @Override
    public Optional<Instant> expiresAt() {
        return known.map(state -> state.batch().expiresAt());
    }

    /** The batch with its counts as they are now. */
    Batch counted(Batch batch) {
        return known.flatMap(state -> state.checkpoint().total())
                .map(total -> batch.counting(total, ledger.snapshot().tally()))
                .orElse(batch);
    }

    @Override
    public Round next() {
        if (doubtful && !read()) {
            return Round.OVER;
        }
        State state = known.orElseThrow();
        try {
            return next(state, state.batch(), state.checkpoint());
        } catch (FileParts.MissingException _) {
            return lost(state, state.checkpoint());
        }
    }

    private Round next(State state, Batch batch, Checkpoint checkpoint) {
        if (checkpoint.submitted() && ledger.size() == 0) {
            return finish(state, checkpoint, checkpoint.faults());
        }
        Optional<StopReason> stop = stop(batch);
        if (checkpoint.stop().isEmpty() && stop.isPresent()) {
            Checkpoint stopping = checkpoint.stopping(stop.get());
            return after(put(state, stopping, Shape.NOTHING), Round.MORE);
        }
        if (checkpoint.total().isEmpty()) {
            return validate(state, batch, checkpoint);
        }
        if (checkpoint.stop().isPresent() && !callOff()) {
            return Round.REFUSED;
        }
        return checkpoint.submitted() || ledger.size() > ROOM
                ? Round.IDLE
                : submit(state, batch, checkpoint);
    }

    private Optional<StopReason> stop(Batch batch) {
        if (batch.status() == BatchStatus.CANCELLING) {
            return Optional.of(StopReason.CANCELLED);
        }
        return ports.ground().time().surely().isBefore(batch.expiresAt())
                ? Optional.empty()
                : Optional.of(StopReason.EXPIRED);
    }

    private Round validate(State state, Batch batch, Checkpoint checkpoint) {
        return switch (Validation.of(lines(checkpoint))) {
            case Validation.Unsound(LineFault fault) ->
                    finish(state, checkpoint.stopping(StopReason.LOST), List.of(fault));
            case Validation.Sound(int total, var repeated) -> {
                Checkpoint counted = checkpoint.counted(total, repeated);
                Change begun =
                        batch.status() == BatchStatus.VALIDATING
                                ? Change.put(state.document().revise(begun(batch, total).body()))
                                : Shape.NOTHING;
                yield after(put(state, counted, begun), Round.MORE);
            }
        };
    }

    private Batch begun(Batch batch, int total) {
        return batch.in(BatchStatus.IN_PROGRESS, ports.ground().time().now())
                .counting(total, Tally.NONE);
    }

    private Round submit(State state, Batch batch, Checkpoint checkpoint) {
        FileLines lines = lines(checkpoint);
        var submission = new LineSubmission(ports, jobs, project, batch, checkpoint);
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < BatchLimits.PAGE
                && lines.place().lines() < checkpoint.total().orElse(0)) {
            FileLines.Line line = lines.next().orElseThrow();
            submission.take(line);
            taken.add(line.ordinal());
        }
        // Before the commit: lines may end before it has returned.
        Ledger.Snapshot with = ledger.open(taken);
        Checkpoint further = checkpoint.at(lines.place(), with.tally(), with.open());
        Committed committed = put(state, further, submission.change());
        if (!(committed instanceof Committed.Done)) {
            ledger.withdraw(taken);
        }
        return after(committed, Round.MORE);
    }

    /** Calls off the lines that are jobs; false when one could not be. */
    private boolean callOff() {
        List<String> lines =
                ledger.snapshot().open().stream().map(line -> OutputLine.job(id, line)).toList();
        return jobs.cancelAll(project, lines, BatchLine.NAME);
    }

    private Round lost(State state, Checkpoint checkpoint) {
        Checkpoint cut =
                checkpoint
                        .counted(checkpoint.next().lines(), checkpoint.repeated())
                        .stopping(StopReason.LOST);
        return after(put(state, cut, Shape.NOTHING), Round.MORE);
    }

    private Round finish(State state, Checkpoint checkpoint, List<LineFault> faults) {
        Tally tally = ledger.snapshot().tally();
        Change change = end.of(state.document(), state.open(), checkpoint, tally, faults);
        return after(committed(change), Round.OVER);
    }

    private Committed put(State state, Checkpoint next, Change more) {
        Document revised = state.open().revise(next.body());
        Committed committed = committed(Change.put(revised).and(more));
        if (committed instanceof Committed.Done) {
            known = Optional.of(new State(state.document(), revised, next));
        }
        return committed;
    }

    private Committed committed(Change change) {
        Committed committed = ports.ground().engine().commit(change);
        if (!(committed instanceof Committed.Done)) {
            doubt();
        }
        return committed;
    }

    private static Round after(Committed committed, Round done) {
        return switch (committed) {
            case Committed.Done _ -> done;
            case Committed.Stale _ -> Round.MORE;
            case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> Round.REFUSED;
        };
    }

    /** Reads what is on disk, and which of the lines that were open there have ended since. */
    private boolean read() {
        doubtful = false;
        Optional<Document> document = ports.ground().store().document(Batch.KIND, project, id);
        Optional<Document> open = ports.ground().store().document(Checkpoint.KIND, project, id);
        if (document.isEmpty() || open.isEmpty()) {
            return false;
        }
        Checkpoint checkpoint = Checkpoint.of(open.get());
        long revision = open.get().revision();
        if (known.filter(state -> state.open().revision() == revision).isEmpty()) {
            ledger.reset(new Ledger.Snapshot(checkpoint.open(), checkpoint.tally()));
        }
        // Before the lines are read: should one be unreadable, the next time goes on from there.
        known = Optional.of(new State(document.get(), open.get(), checkpoint));
        for (int line : ledger.snapshot().open()) {
            ports.ground()
                    .store()
                    .event(project, OutputLine.ended(OutputLine.job(id, line)))
                    .ifPresent(this::count);
        }
        return true;
    }

    private OptionalInt count(Event line) {
        return ledger.ended(
                OutputLine.ordinal(line.subject()),
                line.type().equals(OutputLine.COMPLETED),
                line.payload().size(),
                OutputLine.usage(line));
    }

    private FileLines lines(Checkpoint checkpoint) {
        return new FileLines(
                index -> ports.parts().part(project, checkpoint.file(), index),
                checkpoint.size(),
                checkpoint.next());
    }
}
