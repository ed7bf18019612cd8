package dev.ringback.server.batches;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Document;
import dev.ringback.kernel.Event;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.StoreException;
import dev.ringback.kernel.Time;
import dev.ringback.server.inference.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs all batches that have not ended: gives each a round when there is something to do for it,
 * and a few at a time, so that a thousand of them need no more memory than a few.
 *
 * <p>Which batches there are is read off what is on disk, at the start and from then on.
 */
final class BatchWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BatchWatch.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration DOUBT = Duration.ofMinutes(5);

    /** A round may hold a line of 10 MB in memory, as text and as a tree. */
    private static final int AT_ONCE = 4;

    private record Name(ProjectId project, String id) {
        static Name of(Document document) {
            return new Name(document.project(), document.id());
        }
    }

    private final BatchPorts ports;
    private final Map<Name, Driven> open = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private volatile Optional<Jobs> jobs = Optional.empty();
    private volatile boolean closed;

    /** Makes it ready; {@link #start} sets it going. */
    BatchWatch(BatchPorts ports) {
        this.ports = ports;
    }

    /** Takes up the batches that are open on disk, and from now on those that come. */
    void start(Jobs jobs) {
        this.jobs = Optional.of(jobs);
        ports.store().documents(Checkpoint.KIND).forEach(document -> drive(Name.of(document)));
        doubtLater();
    }

    /** Follows what is on disk. Does not block. */
    void committed(Change change) {
        for (Document put : change.puts()) {
            if (put.kind().equals(Checkpoint.KIND) && put.revision() == 1) {
                drive(Name.of(put));
            } else if (put.kind().equals(Batch.KIND)) {
                Optional.ofNullable(open.get(Name.of(put))).ifPresent(Driven::doubt);
            }
        }
        if (!open.isEmpty()) {
            change.events().stream().filter(OutputLine::is).forEach(this::ended);
        }
    }

    private void ended(Event line) {
        var name = new Name(line.project(), OutputLine.batch(line.subject()));
        Optional.ofNullable(open.get(name)).ifPresent(driven -> driven.ended(line));
    }

    /** The batch with its counts as they are now. */
    Batch counted(ProjectId project, Batch batch) {
        return find(project, batch.id()).map(run -> run.counted(batch)).orElse(batch);
    }

    /** Why a batch is being stopped. */
    Optional<Stop> stopped(ProjectId project, String id) {
        return find(project, id).flatMap(BatchRun::stopped);
    }

    /** How many batches of a project have not ended. */
    long open(ProjectId project) {
        return open.keySet().stream().filter(name -> name.project().equals(project)).count();
    }

    @Override
    public void close() {
        closed = true;
    }

    private Optional<BatchRun> find(ProjectId project, String id) {
        return Optional.ofNullable(open.get(new Name(project, id))).map(driven -> driven.run);
    }

    private void drive(Name name) {
        jobs.ifPresent(each ->
                open.computeIfAbsent(
                                name,
                                _ ->
                                        new Driven(
                                                name,
                                                new BatchRun(
                                                        name.project(), name.id(), ports, each)))
                        .kick());
    }

    private void doubtLater() {
        if (!closed) {
            ports.time()
                    .at(
                            ports.time().now().plus(DOUBT),
                            () -> {
                                open.values().forEach(Driven::doubtUnlessBusy);
                                doubtLater();
                            });
        }
    }

    /** A batch, and the thread that it has while there is something to do for it. */
    private final class Driven {

        private final Name name;
        private final BatchRun run;
        private final AtomicInteger kicks = new AtomicInteger();
        private Optional<Time.Alarm> expiry = Optional.empty();
        private int seen;

        Driven(Name name, BatchRun run) {
            this.name = name;
            this.run = run;
        }

        void ended(Event line) {
            if (run.ended(line)) {
                kick();
            }
        }

        void doubt() {
            run.doubt();
            kick();
        }

        /** An end may have been on disk without anybody being told. */
        void doubtUnlessBusy() {
            int progress = run.progress();
            if (progress == seen) {
                doubt();
            }
            seen = progress;
        }

        /** Asks for a round. Those who ask while one is under way are seen when it is over. */
        void kick() {
            if (kicks.getAndIncrement() == 0) {
                Thread.ofVirtual().name("batch").start(this::work);
            }
        }

        private void work() {
            int asked = 0;
            while (!kicks.compareAndSet(asked, 0)) {
                asked = kicks.get();
                rounds();
            }
        }

        private void rounds() {
            BatchRun.Round round = BatchRun.Round.MORE;
            while (round == BatchRun.Round.MORE && !closed) {
                round = round();
            }
            switch (round) {
                case IDLE, MORE -> {}
                case REFUSED -> at(ports.time().now().plus(AGAIN));
                case OVER -> {
                    expiry.ifPresent(Time.Alarm::cancel);
                    open.remove(name);
                }
            }
        }

        private BatchRun.Round round() {
            places.acquireUninterruptibly();
            try {
                BatchRun.Round round = run.next();
                if (expiry.isEmpty()) {
                    expiry = run.expiresAt().map(this::at);
                }
                return round;
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, "a batch is carried on later", e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a batch failed, and is tried again", e);
            } finally {
                places.release();
            }
            run.doubt();
            return BatchRun.Round.REFUSED;
        }

        private Time.Alarm at(Instant moment) {
            return ports.time().at(moment, this::kick);
        }
    }
}
