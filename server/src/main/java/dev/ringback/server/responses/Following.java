package dev.ringback.server.responses;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Peer;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.live.Broadcasts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Tells clients a response that was taken before, as a stream, from any of its events on. */
record Following(StoredResponses stored, Time time, Broadcasts broadcasts) {

    static final List<Header> STREAM =
            List.of(
                    new Header("Content-Type", "text/event-stream"),
                    new Header("Cache-Control", "no-cache"));

    /** Whether a GET asks for a stream; OpenAI's client for Go says so in its body. */
    static boolean isAsked(HttpRequest request) {
        return request.query("stream")
                .map("true"::equals)
                .orElseGet(() ->
                        JsonTree.readObject(request.body())
                                .filter(json -> json.isTrue("stream"))
                                .isPresent());
    }

    /**
     * The stream.
     *
     * @param job may be bare
     * @param after number of the event after which it begins; -1 for the first
     */
    HttpResponse answer(Job job, long after, Peer peer) {
        return new HttpResponse.Streamed(200, STREAM, out -> write(job, after, peer, out));
    }

    private void write(Job job, long after, Peer peer, OutputStream out) throws IOException {
        try (Broadcasts.Seat seat = broadcasts.join(job.project(), job.id())) {
            var stream = new ResponseStream(stored, time, job, seat.broadcast(), after);
            peer.whenGone(stream::leave);
            stream.write(out);
        }
    }
}
