package dev.ringback.server.jobs.live;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.AnswerListener;
import dev.ringback.server.jobs.Job;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The broadcasts of the jobs of a shape that are made, or followed, at this moment, and of the last
 * ones, for those who come back soon. Nothing is held of others, however many wait.
 */
public final class Broadcasts implements AnswerListener, Follower, AutoCloseable {

    /** Most jobs that nobody tells any more. */
    static final int MOST_KEPT = 1_000;

    private record Name(ProjectId project, String job) {}

    private final Telling telling;
    private final Instant startedAt;
    private final ByteBudget budget;
    private final Map<Name, Broadcast> live = new ConcurrentHashMap<>();
    private final BlockingQueue<Seat> kept = new LinkedBlockingQueue<>(MOST_KEPT);
    private volatile boolean closed;

    /**
     * None yet, at this moment.
     *
     * @param telling how their pieces are worded
     * @param budget the account of what is held in memory
     */
    public Broadcasts(Telling telling, Instant now, ByteBudget budget) {
        this.telling = telling;
        startedAt = now;
        this.budget = budget;
    }

    /** A place at a broadcast, to be given back. */
    public interface Seat extends AutoCloseable {

        Broadcast broadcast();

        @Override
        void close();
    }

    /** Follows a job that is about to be taken. */
    public Seat open(ProjectId project, String job) {
        return join(new Name(project, job), true);
    }

    /** Follows a job that was taken before. */
    public Seat join(ProjectId project, String job) {
        return join(new Name(project, job), false);
    }

    private Seat join(Name name, boolean complete) {
        Broadcast broadcast =
                live.compute(
                        name,
                        (_, found) -> {
                            Broadcast joined = found == null ? made(name, complete) : found;
                            joined.present++;
                            return joined;
                        });
        if (closed) {
            broadcast.close();
        }
        return new Seat() {
            @Override
            public Broadcast broadcast() {
                return broadcast;
            }

            @Override
            public void close() {
                leave(name, broadcast);
            }
        };
    }

    private Broadcast made(Name name, boolean complete) {
        return new Broadcast(
                new BroadcastRoom(budget.of(name.project()), this::dropOldest), complete);
    }

    private void leave(Name name, Broadcast broadcast) {
        live.compute(
                name,
                (_, found) -> {
                    broadcast.present--;
                    if (broadcast.present > 0) {
                        return found;
                    }
                    broadcast.forget();
                    return found == broadcast ? null : found;
                });
    }

    @Override
    public AttemptListener begin(Job job, Call call) {
        boolean first =
                call.attempts() == 0
                        && call.createdAt().equals(job.createdAt())
                        && !job.createdAt().isBefore(startedAt);
        Seat seat = join(job.project(), job.id());
        seat.broadcast().begin(first);
        Telling.Attempt attempt = telling.attempt(job);
        return new AttemptListener() {
            @Override
            public void piece(JsonObject event) {
                seat.broadcast().tell(place -> attempt.worded(event, place));
            }

            @Override
            public void close() {
                keep(seat);
            }
        };
    }

    @Override
    public void committed(Change change) {
        if (live.isEmpty()) {
            return;
        }
        for (Event event : change.events()) {
            if (telling.isEnd(event)) {
                Optional.ofNullable(live.get(new Name(event.project(), event.subject())))
                        .ifPresent(Broadcast::end);
            }
        }
    }

    /** The newest that were told stay for a while, each in a seat of nobody's. */
    private void keep(Seat seat) {
        while (!kept.offer(seat)) {
            boolean _ = dropOldest();
        }
    }

    private boolean dropOldest() {
        Optional<Seat> oldest = Optional.ofNullable(kept.poll());
        oldest.ifPresent(Seat::close);
        return oldest.isPresent();
    }

    /** Sends all followers away: the server stops. */
    @Override
    public void close() {
        closed = true;
        live.values().forEach(Broadcast::close);
    }

    /** How many there are. */
    int live() {
        return live.size();
    }

    /** How many bytes of pieces are held. */
    long held() {
        return live.values().stream().mapToLong(Broadcast::held).sum();
    }
}
