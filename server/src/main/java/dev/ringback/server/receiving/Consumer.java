package dev.ringback.server.receiving;

import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import dev.ringback.server.bridges.QueueReaders;
import dev.ringback.server.receiving.Consumers.Status;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.SourceQueue;
import dev.ringback.server.sources.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the queue of one source, a few messages at a time, and tells the queue that it is done with
 * them once all of those are on disk. So what was read when the process ends comes again.
 */
final class Consumer {

    private static final System.Logger LOG = System.getLogger(Consumer.class.getName());
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String source;
    private final SourceQueue queue;
    private final Sources sources;
    private final QueueReaders readers;
    private final MessageTaking taking;
    private final Time time;
    private final Hangup hangup = new Hangup();
    private final Thread thread;
    private volatile CompletableFuture<Boolean> pausing = new CompletableFuture<>();
    private volatile Status status;

    /**
     * How long the next is after a fault; short again once the queue has heard that all is done.
     */
    private Duration pause = SHORTEST;

    Consumer(
            String source,
            SourceQueue queue,
            Sources sources,
            QueueReaders readers,
            MessageTaking taking,
            Time time) {
        this.source = source;
        this.queue = queue;
        this.sources = sources;
        this.readers = readers;
        this.taking = taking;
        this.time = time;
        this.thread = Thread.ofVirtual().name("queue of " + source).unstarted(this::run);
        this.status = new Status("connecting", Optional.empty(), time.now());
    }

    SourceQueue queue() {
        return queue;
    }

    Status status() {
        return status;
    }

    void start() {
        thread.start();
    }

    /** Ends it soon, without waiting for that: what is being committed comes to its end. */
    void stop() {
        hangup.hangUp();
        boolean _ = pausing.complete(true);
    }

    private boolean stopped() {
        return hangup.isHungUp();
    }

    private void run() {
        while (!stopped()) {
            try {
                read();
            } catch (RefusedException e) {
                away(e.status() + " " + e.getMessage());
            } catch (IOException e) {
                away(String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                // It exists once: whatever it was, the queue is read again.
                if (!stopped()) {
                    LOG.log(System.Logger.Level.ERROR, "reading the queue of " + source, e);
                }
                away(e.getClass().getSimpleName());
            }
        }
    }

    private void read() throws IOException, RefusedException {
        Optional<LiveSource> live = sources.find(source);
        if (live.isEmpty()) {
            hangup.callOff();
            return;
        }
        try (QueueReader reader =
                readers.open(
                        live.get().source().project(),
                        queue.url(),
                        queue.place(),
                        queue.group(),
                        "ringback-" + source,
                        hangup)) {
            while (!stopped()) {
                become("reading", Optional.empty());
                List<QueueMessage> messages = reader.next();
                if (!messages.isEmpty()) {
                    if (!take(messages)) {
                        return;
                    }
                    reader.done(messages);
                }
                pause = SHORTEST;
            }
        }
    }

    /** Takes all of them in; false when it was stopped before. */
    private boolean take(List<QueueMessage> messages) {
        var group = new MessageGroup(messages);
        Duration wait = SHORTEST;
        while (!stopped() && !group.isDone()) {
            Optional<LiveSource> live = sources.find(source);
            if (live.isEmpty() || !live.get().source().enabled()) {
                return false;
            }
            int before = group.size();
            Optional<String> why = taking.take(live.get(), group, time.now());
            become(why.isPresent() ? "waiting" : "reading", why);
            if (why.isPresent()) {
                wait = rest(group.size() < before ? SHORTEST : wait);
            }
        }
        return !stopped();
    }

    private void away(String problem) {
        if (!stopped()) {
            become("away", Optional.of(problem));
            pause = rest(pause);
        }
    }

    private void become(String state, Optional<String> problem) {
        Status before = status;
        if (!before.state().equals(state) || !before.problem().equals(problem)) {
            status = new Status(state, problem, time.now());
        }
    }

    /** A pause, unless it is stopped; says how long the next is. */
    private Duration rest(Duration length) {
        var over = new CompletableFuture<Boolean>();
        pausing = over;
        if (!stopped()) {
            Time.Alarm alarm = time.after(length, () -> over.complete(false));
            boolean _ = over.join();
            alarm.cancel();
        }
        Duration twice = length.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
}
