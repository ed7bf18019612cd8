package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.Follower;
import dev.ringback.kernel.time.Time;
import dev.ringback.server.bridges.QueueReaders;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Source;
import dev.ringback.server.sources.SourceQueue;
import dev.ringback.server.sources.Sources;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the queues of all sources that are enabled, each on a thread of its own. */
public final class Consumers implements Follower, AutoCloseable {

    private final Sources sources;
    private final QueueReaders readers;
    private final MessageTaking taking;
    private final Time time;
    private final Map<String, Consumer> running = new HashMap<>();
    private boolean open;

    Consumers(Sources sources, QueueReaders readers, MessageTaking taking, Time time) {
        this.sources = sources;
        this.readers = readers;
        this.taking = taking;
        this.time = time;
    }

    /**
     * How it goes with a queue.
     *
     * @param state {@code connecting}, {@code reading}, {@code waiting} until there is room for
     *     what it brought, or {@code away}
     * @param problem why it does not read
     * @param since when it became so
     */
    public record Status(String state, Optional<String> problem, Instant since) {}

    /** Begins with all that there are. */
    synchronized void start() {
        open = true;
        sources.readingQueues().forEach(live -> refresh(live.source().id()));
    }

    @Override
    public void committed(Change change) {
        Stream.concat(change.puts().stream(), change.deletes().stream())
                .filter(document -> document.kind().equals(Source.KIND))
                .map(Document::id)
                .forEach(this::refresh);
    }

    /** What changes about a source beside its queue is seen with the next message. */
    private synchronized void refresh(String id) {
        Optional<SourceQueue> wanted =
                sources.find(id)
                        .map(LiveSource::source)
                        .filter(Source::enabled)
                        .flatMap(Source::queue);
        Consumer now = running.get(id);
        if (now != null && !wanted.equals(Optional.of(now.queue()))) {
            now.stop();
            running.remove(id);
        }
        if (open && wanted.isPresent() && !running.containsKey(id)) {
            var consumer = new Consumer(id, wanted.get(), sources, readers, taking, time);
            running.put(id, consumer);
            consumer.start();
        }
    }

    /** How it goes with the queue of a source; empty when it is not read. */
    public synchronized Optional<Status> status(Source source) {
        return Optional.ofNullable(running.get(source.id())).map(Consumer::status);
    }

    @Override
    public synchronized void close() {
        open = false;
        running.values().forEach(Consumer::stop);
        running.clear();
    }
}
