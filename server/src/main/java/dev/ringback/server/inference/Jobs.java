package dev.ringback.server.inference;

import dev.ringback.kernel.Attempt;
import dev.ringback.kernel.Call;
import dev.ringback.kernel.CallId;
import dev.ringback.kernel.CallQuery;
import dev.ringback.kernel.CallState;
import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.Engine;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.EventId;
import dev.ringback.kernel.Ids;
import dev.ringback.kernel.Move;
import dev.ringback.kernel.Payload;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import dev.ringback.server.upstreams.Choice;
import dev.ringback.server.upstreams.Line;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Takes jobs, finds them again, and calls them off. A job is an event that holds the request and
 * one call; its id may be given out only when both are on disk.
 */
public final class Jobs {

    private static final int LONGEST_ID = 64;

    private final Store store;
    private final Engine engine;
    private final Ids ids;

    public Jobs(Store store, Engine engine, Ids ids) {
        this.store = store;
        this.engine = engine;
        this.ids = ids;
    }

    /** The change that makes a job, due at once. */
    public Change made(JobDraft draft, Choice choice, Line line, Instant now) {
        long sequence = ids.next();
        Payload payload = Job.payload(draft);
        Event event =
                new Event(
                        sequence,
                        draft.project(),
                        new EventId(draft.id()),
                        Job.REQUESTED,
                        draft.id(),
                        now,
                        now,
                        Event.JSON,
                        payload);
        Call call =
                Call.of(
                        new CallId(ids.next()),
                        draft.project(),
                        InferenceKind.NAME,
                        choice.upstream().lane(line),
                        sequence,
                        now);
        return Change.accept(List.of(event), List.of(call));
    }

    /** Commits; when it returns {@code Done} the jobs are on disk and on their way. */
    public Committed commit(Change change) {
        return engine.commit(change);
    }

    /** The job of that id and shape; empty when there is none in the project. */
    public Optional<Job> find(ProjectId project, String id, String shape) {
        return event(project, id)
                .filter(event -> event.type().equals(Job.REQUESTED))
                .map(Job::of)
                .filter(job -> job.shape().equals(shape));
    }

    /** An event of a job, by an id that strangers gave. */
    public Optional<Event> event(ProjectId project, String id) {
        return id.length() <= LONGEST_ID && EventId.valid(id)
                ? store.event(project, new EventId(id))
                : Optional.empty();
    }

    /**
     * How far a job is whose end has not been announced.
     *
     * @param state of its newest call
     * @param running whether that one is being sent right now, or was sent before
     * @param dispatchedAt when an attempt was sent last
     */
    public record Progress(CallState state, boolean running, Optional<Instant> dispatchedAt) {}

    /** How far it is; empty when its call is gone. */
    public Optional<Progress> progress(Job job) {
        return call(job)
                .map(call -> {
                    List<Attempt> attempts =
                            call.attempts() > 0 ? store.attempts(call.id()) : List.of();
                    return new Progress(
                            call.state(),
                            call.attempts() > 0 || engine.isRunning(call),
                            attempts.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(attempts.getLast().startedAt()));
                });
    }

    /** Calls a job off. What follows from that is in the words of its shape. */
    public Move cancel(Job job) {
        return call(job)
                .map(call -> engine.cancel(job.project(), call.id()))
                .orElseGet(Move.NotFound::new);
    }

    /** The newest of its calls: the others have handed it on. */
    private Optional<Call> call(Job job) {
        return store.calls(CallQuery.ofEvent(job.project(), job.event(), 100)).stream()
                .filter(call -> call.kind().equals(InferenceKind.NAME))
                .findFirst();
    }
}
