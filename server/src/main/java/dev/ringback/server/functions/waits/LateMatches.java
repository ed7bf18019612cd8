package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.CallId;
import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.EventHead;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.EventQuery;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Ids;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.events.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has events matched that were on their way when somebody began to wait for them: nobody knew then
 * that they are waited for. Each gets its call by a commit of its own.
 */
final class LateMatches implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LateMatches.class.getName());

    /** What was committed so shortly before the end of a process may not have got its call. */
    private static final Duration BEFORE_THE_END = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_LOOKED_AT = 1_000;
    private static final int MOST_CALLS = 100;
    private static final int MOST_TRIES = 60;

    private final Store store;
    private final Commits commits;
    private final Time time;
    private final Ids ids;
    private final Loop loop = Loop.logged("waits", LOG);
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread = Thread.ofVirtual().name("waits").unstarted(this::run);
    private volatile boolean closed;

    LateMatches(Store store, Commits commits, Time time, Ids ids) {
        this.store = store;
        this.commits = commits;
        this.time = time;
        this.ids = ids;
    }

    void start() {
        thread.start();
    }

    /** An event was committed that is to be matched; returns at once. */
    void add(ProjectId project, long sequence) {
        // Where so many wait, whoever waits for this one looks for it before its time is over.
        boolean _ = waiting.offer(() -> match(project, sequence));
    }

    /** Looks for events that have no call because a process ended too early. */
    void lookAgain(WaitRecipients recipients) {
        for (ProjectId project : recipients.projects()) {
            boolean _ = waiting.offer(() -> lookAgain(recipients, project));
        }
    }

    private void lookAgain(WaitRecipients recipients, ProjectId project) {
        List<EventHead> latest = store.events(EventQuery.of(project, MOST_LOOKED_AT)).entries();
        if (latest.isEmpty()) {
            return;
        }
        Instant from = latest.getFirst().acceptedAt().minus(BEFORE_THE_END);
        latest.stream()
                .filter(each -> !each.acceptedAt().isBefore(from))
                .filter(each -> recipients.want(project, each.type()))
                .map(EventHead::sequence)
                .filter(each -> !isMatched(project, each))
                .forEach(each -> match(project, each));
    }

    private boolean isMatched(ProjectId project, long sequence) {
        return store.callsOf(project, sequence, MOST_CALLS).stream()
                .anyMatch(call -> call.kind().equals(Router.MATCH));
    }

    private void match(ProjectId project, long sequence) {
        if (store.size(sequence).isEmpty()) {
            // It repeated another one, and was left out.
            return;
        }
        Call call =
                Call.of(
                        new CallId(ids.next()),
                        project,
                        Router.MATCH,
                        WaitRecipients.lane(project),
                        sequence,
                        time.now());
        boolean onDisk = false;
        while (!onDisk && !closed) {
            onDisk =
                    switch (commits.commit(Change.accept(List.of(), List.of(call)))) {
                        case Committed.Done _, Committed.Stale _ -> true;
                        case Committed.Failed _, Committed.Unknown _, Committed.Overloaded _ -> {
                            time.pause(PAUSE);
                            yield false;
                        }
                    };
        }
    }

    private void run() {
        try {
            while (!closed) {
                untilDone(waiting.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilDone(Runnable next) {
        var done = new AtomicBoolean();
        for (int i = 0; i < MOST_TRIES && !closed && !done.get(); i++) {
            if (i > 0) {
                time.pause(PAUSE);
            }
            boolean _ = loop.step(() -> done.set(isDone(next)));
        }
    }

    /** Whether the store has answered. */
    private boolean isDone(Runnable next) {
        try {
            next.run();
            return true;
        } catch (StoreException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "an event is matched later", e);
            }
            return false;
        }
    }

    /** What is under way goes on: an interrupt would break the connection of the store. */
    @Override
    public void close() {
        closed = true;
        boolean _ = waiting.offer(() -> {});
    }
}
