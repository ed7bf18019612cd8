package dev.ringback.server.receiving;

import dev.ringback.kernel.memory.NoRoomException;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.StoreException;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.receiving.Taking.Prepared.Ready;
import dev.ringback.server.sources.LiveSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Messages that a queue brought together, on their way to disk in their order. The events of many
 * are one commit; what cannot be taken is kept as rejected, so that it is in nobody's way. What was
 * made of a message stays while it waits, so that it is made once. One thread uses it.
 */
final class MessageGroup {

    private static final System.Logger LOG = System.getLogger(MessageGroup.class.getName());
    private static final int LATER = 503;
    private static final String NOT_NOW = "it could not be taken in just now";

    /** Bytes of what is committed together, of messages and of what is made of them. */
    private static final long BYTES = 1 << 20;

    private final Deque<QueueMessage> left;
    private final Deque<Ready> ready = new ArrayDeque<>();

    /**
     * Whether what is ready is committed one after the other. Once it has begun so it stays so:
     * some may be on disk already, and the store would take all for what it knows.
     */
    private boolean apart;

    MessageGroup(List<QueueMessage> messages) {
        this.left = new ArrayDeque<>(messages);
    }

    /** Whether all are on disk, or nobody wants them. */
    boolean isDone() {
        return size() == 0;
    }

    /** How many are left. */
    int size() {
        return left.size() + ready.size();
    }

    /** How many bytes the messages have that are taken next. */
    long bytes() {
        long bytes = readyBytes();
        for (QueueMessage message : left) {
            if (bytes > 0 && bytes + message.body().size() > BYTES) {
                break;
            }
            bytes += message.body().size();
        }
        return bytes;
    }

    private long readyBytes() {
        return ready.stream().mapToLong(each -> each.publication().weight()).sum();
    }

    /** Takes some, what waits before all; says why the others have to wait, when they have to. */
    Optional<String> take(Receiver receiver, LiveSource live, Instant now) {
        Optional<String> why = ready.isEmpty() ? make(receiver, live, now) : Optional.empty();
        Optional<String> unstored = ready.isEmpty() ? Optional.empty() : commit(receiver);
        return unstored.or(() -> why);
    }

    private Optional<String> make(Receiver receiver, LiveSource live, Instant now) {
        long bytes = 0;
        while (!left.isEmpty()) {
            QueueMessage message = left.getFirst();
            if (bytes > 0 && Math.max(bytes, readyBytes()) + message.body().size() > BYTES) {
                return Optional.empty();
            }
            bytes += message.body().size();
            Inbound inbound = inbound(message, now);
            if (!isBegun(receiver, live, inbound)) {
                return Optional.of(NOT_NOW);
            }
            QueueMessage _ = left.removeFirst();
        }
        return Optional.empty();
    }

    /** Whether all is done with a message but to commit what is ready then. */
    private boolean isBegun(Receiver receiver, LiveSource live, Inbound inbound) {
        int most = live.source().intake().maxBody();
        if (inbound.arrival().body().size() > most) {
            String detail = "more than the %d bytes of max_body".formatted(most);
            receiver.reject(live, inbound, RejectReason.TOO_LARGE, detail);
            return true;
        }
        return unlessItFails(
                receiver,
                live,
                inbound,
                () ->
                        switch (receiver.begin(live, inbound)) {
                            case BegunRequest.Ready(Ready events) -> ready.add(events);
                            case BegunRequest.Ended(Receiver.Received received) -> isOver(received);
                        });
    }

    private static boolean isOver(Receiver.Received received) {
        return received.answer().status() != LATER;
    }

    /** Together where that can be, else one after the other. */
    private Optional<String> commit(Receiver receiver) {
        if (ready.size() == 1 || apart) {
            return oneByOne(receiver);
        }
        return switch (together(receiver)) {
            case Committed.Done _ -> {
                ready.clear();
                yield Optional.empty();
            }
            case Committed.Stale _, Committed.Failed _ -> oneByOne(receiver);
            case Committed.Unknown _, Committed.Overloaded _ -> Optional.of(NOT_NOW);
        };
    }

    private Committed together(Receiver receiver) {
        try {
            return receiver.finishTogether(List.copyOf(ready));
        } catch (NoRoomException | StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // Which of them it is shows when each is alone.
            return new Committed.Failed(e);
        }
    }

    private Optional<String> oneByOne(Receiver receiver) {
        apart = true;
        while (!ready.isEmpty()) {
            Ready next = ready.getFirst();
            boolean over =
                    unlessItFails(
                            receiver,
                            next.live(),
                            next.inbound(),
                            () -> isOver(receiver.finish(next)));
            if (!over) {
                return Optional.of(NOT_NOW);
            }
            Ready _ = ready.removeFirst();
        }
        apart = false;
        return Optional.empty();
    }

    private static boolean unlessItFails(
            Receiver receiver, LiveSource live, Inbound inbound, BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (NoRoomException | StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is, the messages behind it must not wait for it.
            LOG.log(System.Logger.Level.ERROR, "a message cannot be taken in", e);
            String detail = "it cannot be taken in: " + e.getClass().getSimpleName();
            receiver.reject(live, inbound, RejectReason.BODY_MALFORMED, detail);
            return true;
        }
    }

    /** Below the name of all sources and a token that is none, as any request to one. */
    private static Inbound inbound(QueueMessage message, Instant now) {
        String position = URLEncoder.encode(message.position(), StandardCharsets.UTF_8);
        String target = LiveSource.PATH + "-/" + position.replace("%2F", "/");
        var arrival = new Arrival("POST", target, target, message.headers(), message.body());
        return new Inbound(arrival, Optional.empty(), now);
    }
}
