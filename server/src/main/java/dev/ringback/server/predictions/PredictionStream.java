package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.time.Time;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.jobs.live.Broadcast;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells one client a prediction as WriftAI's stream of events: {@code init} with the prediction,
 * {@code output} with each piece of the text while the model speaks, and {@code done} with the
 * prediction as it ended; or {@code error} with what went wrong. An output that is no text, or was
 * not told while it was made, comes in one piece.
 */
final class PredictionStream {

    /** Longest silence. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final Broadcast broadcast;
    private final Time time;
    private final Supplier<Optional<Payload>> end;
    private final Duration patience;
    private StreamPlace told;
    private StreamPlace heard = StreamPlace.INIT;
    private long pieces;
    private boolean astray;
    private volatile boolean awake;
    private volatile boolean left;

    /**
     * Makes a stream.
     *
     * @param broadcast of the prediction
     * @param end the prediction as it ended; empty while it has not
     * @param patience how long nothing may happen before it is closed; the client then comes back
     * @param told what the client has been told before
     */
    PredictionStream(
            Broadcast broadcast,
            Time time,
            Supplier<Optional<Payload>> end,
            Duration patience,
            StreamPlace told) {
        this.broadcast = broadcast;
        this.time = time;
        this.end = end;
        this.patience = patience;
        this.told = told;
    }

    /** Ends the stream soon: the client is gone. */
    void leave() {
        left = true;
        broadcast.wake();
    }

    /**
     * Writes until the prediction has ended, or nothing has happened for too long.
     *
     * @param begun the prediction as it is
     * @throws IOException when the client is gone, or the server stops
     */
    void write(OutputStream out, Payload begun) throws IOException {
        if (told.equals(StreamPlace.BEFORE)) {
            write(out, "init", begun, StreamPlace.INIT);
        }
        Optional<Payload> ended = end.get();
        boolean _ = tell(out, broadcast.look(pieces, true, () -> true));
        Instant until = time.steady().plus(patience);
        while (ended.isEmpty()) {
            Broadcast.Sight sight = look(until);
            if (tell(out, sight)) {
                until = time.steady().plus(patience);
            }
            if (sight.over() || awake) {
                ended = end.get();
            }
            if (ended.isEmpty() && awake) {
                if (!time.steady().isBefore(until)) {
                    return;
                }
                out.write(KEEP_ALIVE);
                out.flush();
            }
        }
        end(out, ended.get());
    }

    private Broadcast.Sight look(Instant until) throws IOException {
        awake = false;
        Instant latest = time.steady().plus(SILENCE);
        Time.Alarm alarm = time.at(until.isBefore(latest) ? until : latest, this::wake);
        Broadcast.Sight sight = broadcast.look(pieces, true, () -> awake || left);
        alarm.cancel();
        if (left || sight.closed()) {
            throw new IOException(left ? "the client is gone" : "the server stops");
        }
        return sight;
    }

    private void wake() {
        awake = true;
        broadcast.wake();
    }

    /** Tells what the client has not been told; whether there was such. */
    private boolean tell(OutputStream out, Broadcast.Sight sight) throws IOException {
        StreamPlace before = told;
        for (byte[] piece : sight.pieces()) {
            pieces++;
            int known = Math.clamp((long) told.bytes() - heard.bytes(), 0, piece.length);
            heard = heard.over(piece, 0, known);
            // Another attempt may have said something else before.
            astray |= heard.bytes() == told.bytes() && !heard.equals(told);
            if (!astray && known < piece.length) {
                heard = heard.over(piece, known, piece.length);
                write(out, "output", text(piece, known), heard);
            }
        }
        return !told.equals(before);
    }

    private void end(OutputStream out, Payload prediction) throws IOException {
        JsonTree json = JsonTree.read(prediction).orElseThrow();
        if (!json.at("error").isAbsent()) {
            if (!told.equals(StreamPlace.DONE)) {
                write(out, "error", json.at("error").payload(), StreamPlace.DONE);
            }
            return;
        }
        if (told.isInText()) {
            rest(out, json.at("output"));
        }
        if (!told.equals(StreamPlace.DONE)) {
            write(out, "done", prediction, StreamPlace.DONE);
        }
    }

    /** What of the output the client has not been told, if what it has been told begins it. */
    private void rest(OutputStream out, JsonTree output) throws IOException {
        byte[] text = output.text().orElse("").getBytes(StandardCharsets.UTF_8);
        if (told.equals(StreamPlace.INIT) && text.length == 0) {
            write(out, "output", output.payload(), StreamPlace.WHOLE);
        } else if (told.bytes() < text.length
                && StreamPlace.INIT.over(text, 0, told.bytes()).equals(told)) {
            StreamPlace all = told.over(text, told.bytes(), text.length);
            write(out, "output", text(text, told.bytes()), all);
        }
    }

    private static Payload text(byte[] utf8, int from) {
        return JsonTree.of(new String(utf8, from, utf8.length - from, StandardCharsets.UTF_8))
                .payload();
    }

    private void write(OutputStream out, String event, Payload data, StreamPlace place)
            throws IOException {
        // Data is JSON on one line, or on several that belong together.
        String lines = String.join("\ndata: ", data.text().split("\r\n|[\r\n]", -1));
        out.write(
                "id: %s\nevent: %s\ndata: %s\n\n"
                        .formatted(place.id(), event, lines)
                        .getBytes(StandardCharsets.UTF_8));
        out.flush();
        told = place;
    }
}
