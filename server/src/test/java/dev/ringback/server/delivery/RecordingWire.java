package dev.ringback.server.delivery;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire that keeps what is sent and gives the replies it was told to; then 204. */
final class RecordingWire implements Wire {

    final List<Request> sent = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

    RecordingWire(Reply... replies) {
        this.replies.addAll(List.of(replies));
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        sent.add(request);
        Reply next = replies.poll();
        return next == null ? answer(204) : next;
    }

    static Reply answer(int status, Header... headers) {
        return new Reply.Answered(
                status, List.of(headers), Payload.EMPTY, false, new Timing(1, 2, 3, 4));
    }

    static Reply fault(WireFault fault) {
        return new Reply.Faulted(fault, "nobody there", Timing.NONE);
    }
}
