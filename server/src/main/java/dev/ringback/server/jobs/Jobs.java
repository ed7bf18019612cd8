package dev.ringback.server.jobs;

import dev.ringback.kernel.memory.RoomOfThread;
import dev.ringback.kernel.model.Attempt;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.CallState;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.EventId;
import dev.ringback.kernel.model.Move;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Calls;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Ids;
import dev.ringback.server.upstreams.UpstreamChoice;
import dev.ringback.server.upstreams.UpstreamQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes jobs, finds them again, and calls them off. A job is an event that holds the request and
 * one call; its id may be given out only when both are on disk.
 */
public final class Jobs {

    /** The kind of the calls of jobs. */
    public static final String KIND = "inference";

    private static final int LONGEST_ID = 64;

    /** A payload is read, cut up and put into an answer. */
    private static final long TIMES_PAYLOAD = 3;

    /** More than any chain of fallbacks has. */
    private static final int MOST_CALLS = 100;

    /** So many jobs are called off in one commit. */
    private static final int PAGE = 200;

    /** About so many bytes of requests are read for it at most, or one request. */
    private static final long PAGE_BYTES = 256 << 10;

    private static final int MOST_TRIES = 3;

    private final Store store;
    private final Calls engine;
    private final Ids ids;

    public Jobs(Store store, Calls engine, Ids ids) {
        this.store = store;
        this.engine = engine;
        this.ids = ids;
    }

    /** The change that makes a job, due at once. */
    public Change made(JobDraft draft, UpstreamChoice choice, UpstreamQueue queue, Instant now) {
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
                        KIND,
                        choice.upstream().lane(queue, draft.project()),
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
        return find(project, id).filter(job -> job.shape().equals(shape));
    }

    /** The job of that id, whatever its shape; empty when there is none in the project. */
    public Optional<Job> find(ProjectId project, String id) {
        return event(project, id).filter(event -> event.type().equals(Job.REQUESTED)).map(Job::of);
    }

    /** The job whose event has that sequence; empty when it is gone. */
    public Optional<Job> find(ProjectId project, long event) {
        RoomOfThread.take(TIMES_PAYLOAD * store.size(event).orElse(0));
        return store.event(event)
                .filter(each -> each.project().equals(project))
                .filter(each -> each.type().equals(Job.REQUESTED))
                .map(Job::of);
    }

    /** An event of a job, by an id that strangers gave. */
    public Optional<Event> event(ProjectId project, String id) {
        if (id.length() > LONGEST_ID || !EventId.valid(id)) {
            return Optional.empty();
        }
        var name = new EventId(id);
        RoomOfThread.take(TIMES_PAYLOAD * store.size(project, name).orElse(0));
        return store.event(project, name);
    }

    /** Takes room for the longest of some events that are then read and let go of one by one. */
    public void roomForLongest(ProjectId project, Stream<String> ids) {
        int longest =
                ids.filter(EventId::valid)
                        .mapToInt(id -> store.size(project, new EventId(id)).orElse(0))
                        .max()
                        .orElse(0);
        RoomOfThread.take(TIMES_PAYLOAD * longest);
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
                            call.attempts() > 0 || engine.activity().isRunning(call),
                            attempts.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(attempts.getLast().startedAt()));
                });
    }

    /**
     * Calls a job off. What follows from that is in the words of its shape. Its call may just have
     * ended because the job goes on at a fallback: then it is the newer call that is called off.
     */
    public Move cancel(Job job) {
        Move move = new Move.NotFound();
        Optional<CallId> tried = Optional.empty();
        for (int calls = 0; calls < MOST_CALLS; calls++) {
            Optional<CallId> newest = call(job).map(Call::id);
            if (newest.equals(tried)) {
                return move;
            }
            tried = newest;
            move =
                    newest.map(id -> engine.moves().cancel(job.project(), id))
                            .orElseGet(Move.NotFound::new);
            if (!(move instanceof Move.Impossible)) {
                return move;
            }
        }
        return move;
    }

    /**
     * Calls off those that have not ended; false when one could not be, for now. The last ones
     * first: they wait, and would start in the places of those that run.
     */
    public boolean cancelAll(ProjectId project, List<String> ids, String shape) {
        boolean all = true;
        List<String> left = ids.reversed();
        while (!left.isEmpty()) {
            Page page = page(project, left, shape);
            all &= cancel(project, page, shape);
            left = left.subList(page.ids().size(), left.size());
        }
        return all;
    }

    /** Jobs that are called off in one commit, and those of their calls that wait. */
    private record Page(List<String> ids, List<Call> calls) {}

    /** The first ones, as many as fit; one that is large has a page of its own. */
    private Page page(ProjectId project, List<String> ids, String shape) {
        List<Call> calls = new ArrayList<>();
        long bytes = 0;
        int read = 0;
        while (read < ids.size() && calls.size() < PAGE && bytes < PAGE_BYTES) {
            Optional<Event> event =
                    event(project, ids.get(read++)).filter(each -> isOf(each, shape));
            bytes += event.map(each -> each.payload().size()).orElse(0);
            event.flatMap(each -> call(project, each.sequence())).ifPresent(calls::add);
        }
        return new Page(ids.subList(0, read), calls);
    }

    private static boolean isOf(Event event, String shape) {
        return event.type().equals(Job.REQUESTED) && Job.of(event).shape().equals(shape);
    }

    /** Together, or each alone when some end all the time. */
    private boolean cancel(ProjectId project, Page page, String shape) {
        Page left = page;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            switch (engine.moves().cancel(left.calls())) {
                case Committed.Done _ -> {
                    return true;
                }
                case Committed.Stale _ -> left = page(project, page.ids(), shape);
                case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> {
                    return false;
                }
            }
        }
        boolean all = true;
        for (String id : page.ids()) {
            Optional<Move> move = find(project, id, shape).map(this::cancel);
            all &= move.filter(each -> each instanceof Move.NotCommitted).isEmpty();
        }
        return all;
    }

    /** The newest of its calls: the others have handed it on. */
    private Optional<Call> call(Job job) {
        return call(job.project(), job.event());
    }

    private Optional<Call> call(ProjectId project, long event) {
        return store.callsOf(project, event, MOST_CALLS).stream()
                .filter(call -> call.kind().equals(KIND))
                .findFirst();
    }
}
