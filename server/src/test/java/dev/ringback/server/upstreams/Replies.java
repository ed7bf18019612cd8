package dev.ringback.server.upstreams;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.wire.StreamedReply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Requests to upstreams on a real wire, and what came of them. */
final class Replies {

    private Replies() {}

    static Request post(Upstream upstream) {
        return UpstreamRequests.post(upstream, "/chat/completions", Payload.of("{}"), false);
    }

    static <T> CompletableFuture<T> started(Supplier<T> task) {
        var done = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> done.completeAsync(task, Runnable::run));
        return done;
    }

    static int status(Reply reply) {
        if (reply instanceof Reply.Answered answered) {
            return answered.status();
        }
        throw new AssertionError("not answered: " + reply);
    }

    static WireFault fault(Reply reply) {
        if (reply instanceof Reply.Faulted faulted) {
            return faulted.fault();
        }
        throw new AssertionError("no fault: " + reply);
    }

    static StreamedReply.Open open(StreamedReply streamed) {
        if (streamed instanceof StreamedReply.Open open) {
            return open;
        }
        throw new AssertionError("not open: " + streamed);
    }
}
