package dev.ringback.server.work;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.port.Loop;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.kernel.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs the work on all that is open on disk: gives each a round when there is something to do for
 * it, and a few at a time, so that a thousand of them need no more memory than a few.
 *
 * <p>What is open is read off documents of one kind: at the start, from then on as they are
 * committed, and every few minutes again, for a commit may be on disk without anybody being told.
 *
 * @param <W> what is done for each
 */
public final class Workers<W extends Work> implements Follower, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Workers.class.getName());
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration DOUBT = Duration.ofMinutes(5);

    /** A round may hold tens of megabytes in memory. */
    private static final int AT_ONCE = 4;

    private record Name(ProjectId project, String id) {
        static Name of(Document document) {
            return new Name(document.project(), document.id());
        }
    }

    private final String kind;
    private final Store store;
    private final Time time;
    private final Map<Name, Worker> open = new ConcurrentHashMap<>();
    private final Loop loop;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private volatile Optional<Function<Document, W>> made = Optional.empty();
    private volatile boolean closed;

    /**
     * Makes it ready; {@link #start} sets it going.
     *
     * @param kind of the documents, each of which stands for as long as there is something to do
     */
    public Workers(String kind, Store store, Time time) {
        this.kind = kind;
        this.store = store;
        this.time = time;
        this.loop = Loop.logged(kind, LOG);
    }

    /**
     * Takes up what is open on disk, and from now on what comes.
     *
     * @param work makes the work that a document stands for
     */
    public void start(Function<Document, W> work) {
        made = Optional.of(work);
        store.documents(kind).forEach(this::take);
        doubtLater();
    }

    @Override
    public void committed(Change change) {
        for (Document put : change.puts()) {
            if (put.kind().equals(kind) && put.revision() == 1) {
                take(put);
            }
        }
        for (Document gone : change.deletes()) {
            if (gone.kind().equals(kind)) {
                doubt(gone.project(), gone.id());
            }
        }
    }

    /** The work for what is open and has that name. */
    public Optional<W> find(ProjectId project, String id) {
        return worker(project, id).map(worker -> worker.work);
    }

    /** Asks for a round. */
    public void kick(ProjectId project, String id) {
        worker(project, id).ifPresent(Worker::kick);
    }

    /** Asks for a round that begins by reading everything again. */
    public void doubt(ProjectId project, String id) {
        worker(project, id).ifPresent(Worker::doubt);
    }

    /** How much is open in a project. */
    public long open(ProjectId project) {
        return open.keySet().stream().filter(name -> name.project().equals(project)).count();
    }

    /** Stops between two rounds; what is left is carried on at the next start. */
    @Override
    public void close() {
        closed = true;
    }

    private Optional<Worker> worker(ProjectId project, String id) {
        return Optional.ofNullable(open.get(new Name(project, id)));
    }

    private void take(Document document) {
        made.map(each -> new Worker(Name.of(document), each.apply(document)))
                .filter(worker -> open.putIfAbsent(worker.name, worker) == null)
                .ifPresent(Worker::kick);
    }

    private void doubtLater() {
        if (!closed) {
            time.after(DOUBT, () -> Thread.ofVirtual().name("doubt").start(this::doubtAll));
        }
    }

    private void doubtAll() {
        try {
            open.values().forEach(worker -> loop.step(worker::doubtUnlessBusy));
            store.documents(kind).forEach(document -> loop.step(() -> take(document)));
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, kind + ": is looked for later", e);
        } finally {
            doubtLater();
        }
    }

    /** Something open, and the thread that it has while there is something to do for it. */
    private final class Worker {

        private final Name name;
        private final W work;
        private final AtomicInteger kicks = new AtomicInteger();
        private Optional<Time.Alarm> expiry = Optional.empty();
        private int seen;

        Worker(Name name, W work) {
            this.name = name;
            this.work = work;
        }

        void doubt() {
            work.doubt();
            kick();
        }

        /** An end may have been on disk without anybody being told. */
        void doubtUnlessBusy() {
            int progress = work.progress();
            if (progress == seen) {
                doubt();
            }
            seen = progress;
        }

        /** Asks for a round. Those who ask while one is under way are seen when it is over. */
        void kick() {
            if (kicks.getAndIncrement() == 0) {
                Thread.ofVirtual().name(kind).start(this::rounds);
            }
        }

        private void rounds() {
            int asked = 0;
            while (!kicks.compareAndSet(asked, 0)) {
                asked = kicks.get();
                if (!loop.step(this::untilIdle)) {
                    // Whatever it threw, it is not left without a worker.
                    boolean _ = loop.step(work::doubt);
                    after(Work.Round.REFUSED);
                }
            }
        }

        private void untilIdle() {
            Work.Round round = Work.Round.MORE;
            while (round == Work.Round.MORE && !closed) {
                round = round();
            }
            after(round);
        }

        private void after(Work.Round round) {
            switch (round) {
                case IDLE, MORE -> {}
                case REFUSED -> after(AGAIN);
                case OVER -> {
                    expiry.ifPresent(Time.Alarm::cancel);
                    open.remove(name);
                }
            }
        }

        private Work.Round round() {
            places.acquireUninterruptibly();
            try {
                Work.Round round = work.next();
                if (expiry.isEmpty()) {
                    expiry = work.expiresAt().map(end -> after(Duration.between(time.now(), end)));
                }
                return round;
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, kind + ": carried on later", e);
                work.doubt();
                return Work.Round.REFUSED;
            } finally {
                places.release();
            }
        }

        private Time.Alarm after(Duration pause) {
            return time.after(pause, this::kick);
        }
    }
}
