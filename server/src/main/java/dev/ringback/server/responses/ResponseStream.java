package dev.ringback.server.responses;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.live.Broadcast;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Streams a response to one client, event by event, until it has ended: that it is there, queued
 * and in progress, the pieces of the answer, and at last the whole response, as it is on disk.
 *
 * <p>Who has heard no piece when the response has ended, and cannot hear them any more, hears it
 * retold; who has heard some, and cannot hear the rest, hears the end only.
 */
final class ResponseStream {

    /** Longest silence. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);
    private static final int QUEUED = 1;
    private static final int IN_PROGRESS = 2;

    private final StoredResponses stored;
    private final Time time;
    private final Job job;
    private final Broadcast broadcast;
    private long next;
    private boolean begun;
    private volatile boolean awake;
    private volatile boolean left;

    /**
     * Makes a stream.
     *
     * @param job which may be bare: there may be thousands of streams, and each lasts
     * @param broadcast of the response
     * @param after number of the last event that the client has; -1 for none
     */
    ResponseStream(StoredResponses stored, Time time, Job job, Broadcast broadcast, long after) {
        this.stored = stored;
        this.time = time;
        this.job = job;
        this.broadcast = broadcast;
        this.next = after + 1;
    }

    /** Ends the stream soon: the client is gone. */
    void leave() {
        left = true;
        broadcast.wake();
    }

    /**
     * Writes until the response has ended.
     *
     * @throws IOException when the client is gone, or the server stops
     */
    void write(OutputStream out) throws IOException {
        Optional<Payload> end = stored.ended(job);
        begun = end.isEmpty() && stored.isBegun(job);
        tell(out, broadcast.look(next - ResponseTelling.FIRST, begun, () -> true));
        while (end.isEmpty()) {
            if (follow(out)) {
                end = stored.ended(job);
                begun = begun || stored.isBegun(job);
                states(out);
            }
        }
        end(
                out,
                JsonTree.readObject(end.get())
                        .orElseThrow(() -> new IOException("the end is no response")));
    }

    /** Follows for a while; true when the disk is to be asked whether the response has ended. */
    private boolean follow(OutputStream out) throws IOException {
        awake = false;
        Time.Alarm alarm = time.after(SILENCE, this::wake);
        Broadcast.Sight sight =
                broadcast.look(next - ResponseTelling.FIRST, begun, () -> awake || left);
        alarm.cancel();
        if (left || sight.closed()) {
            throw new IOException(left ? "the client is gone" : "the server stops");
        }
        tell(out, sight);
        if (awake) {
            out.write(KEEP_ALIVE);
            out.flush();
        }
        return awake || sight.over();
    }

    private void tell(OutputStream out, Broadcast.Sight sight) throws IOException {
        begun |= sight.begun();
        states(out);
        for (byte[] piece : sight.pieces()) {
            out.write(piece);
            next++;
        }
        out.flush();
    }

    private void wake() {
        awake = true;
        broadcast.wake();
    }

    /** Tells the states up to the present one that the client has not been told. */
    private void states(OutputStream out) throws IOException {
        int upTo = begun ? ResponseTelling.FIRST : IN_PROGRESS;
        if (next >= upTo) {
            return;
        }
        Job whole = stored.whole(job).orElseThrow(() -> new IOException("what was asked is gone"));
        while (next < upTo) {
            String type =
                    switch ((int) next) {
                        case 0 -> "response.created";
                        case QUEUED -> "response.queued";
                        default -> "response.in_progress";
                    };
            JsonObject state = BackgroundResponse.begun(whole, next == IN_PROGRESS);
            out.write(NumberedEvents.state(type, state, next++));
        }
        out.flush();
    }

    private void end(OutputStream out, JsonObject response) throws IOException {
        String status = BackgroundResponse.status(response);
        begun = begun || !status.equals("cancelled");
        states(out);
        if (next == ResponseTelling.FIRST) {
            for (JsonObject piece : SyntheticStream.of(response)) {
                out.write(NumberedEvents.event(piece, next++));
            }
        }
        out.write(NumberedEvents.state("response." + status, response, next));
        out.flush();
    }
}
