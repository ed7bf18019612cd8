package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Room;
import dev.ringback.net.wire.Finishable;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Passes an upstream's event stream on, event by event, each as soon as it is complete.
 *
 * <p>The last event ({@code [DONE]}, or the one that tells the whole response) is held back until
 * the watcher agrees, so that a client which sees it can rely on what the watcher has done. A
 * stream that breaks ends with an error in OpenAI's shape instead; an event that is not complete is
 * never passed on.
 */
public final class StreamRelay {

    /** A stream that is never silent would otherwise never end. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final int BUFFER = 8 * 1024;
    private static final long TIMES = 4;

    /** What a stream may begin with; it is not a part of its first line. */
    private static final String MARK = "\uFEFF";

    private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.UTF_8);

    /** How a stream ended. */
    public sealed interface Finish {

        /** With its last event. */
        record Done() implements Finish {}

        /** Without it, but in good order. */
        record Closed() implements Finish {}

        /** The upstream broke off, or talks nonsense. */
        record Broken(String reason) implements Finish {}
    }

    /** Sees the stream go by. */
    public interface Watcher {

        /** An event with data is about to be passed on. */
        void event(StreamEvent event);

        /** The data that the client gets in place of an event's; empty when it gets those. */
        default Optional<String> instead(StreamEvent event) {
            return Optional.empty();
        }

        /** How long an event may be, in bytes. */
        default int longest() {
            return UpstreamRequests.MAX_ANSWER;
        }

        /** Whether it wants the rest of the stream even if the client goes away. */
        default boolean lasts() {
            return true;
        }

        /**
         * The stream has ended. Called once; not when the client went away before, unless it lasts.
         *
         * @return an error that the client is told instead of the last event
         */
        Optional<OpenAiError> finish(Finish finish);
    }

    private final InputStream in;
    private final OutputStream out;
    private final Operation operation;
    private final Watcher watcher;
    private final BooleanSupplier overdue;
    private final Room room;
    private byte[] pending = new byte[BUFFER];
    private int length;
    private int lineStart;
    private int written;
    private byte[] last = {};
    private long events;
    private boolean passed;
    private Optional<IOException> gone = Optional.empty();

    /**
     * Makes a relay.
     *
     * @param in what the upstream sends; a read does not block for ever
     * @param out what the client gets
     * @param operation says how errors are worded
     * @param watcher sees it go by
     * @param overdue whether the stream has lasted too long, asked after each read
     * @param room asked before a longer event is held
     */
    public StreamRelay(
            InputStream in,
            OutputStream out,
            Operation operation,
            Watcher watcher,
            BooleanSupplier overdue,
            Room room) {
        this.in = in;
        this.out = out;
        this.operation = operation;
        this.watcher = watcher;
        this.overdue = overdue;
        this.room = room;
    }

    /**
     * Relays until the stream ends, or the client goes away and the watcher does not last.
     *
     * @throws IOException when the client went away
     */
    public void run() throws IOException {
        Finish finish = copy();
        Finishable.leave(in, finish instanceof Finish.Done);
        Optional<OpenAiError> error = watcher.finish(finish).or(() -> told(finish));
        byte[] end =
                error.map(each -> StreamEvent.error(operation, each, events).bytes()).orElse(last);
        write(end, 0, end.length);
        if (gone.isPresent()) {
            throw gone.get();
        }
    }

    private void write(byte[] bytes, int from, int end) throws IOException {
        if (gone.isPresent()) {
            return;
        }
        try {
            out.write(bytes, from, end - from);
            out.flush();
        } catch (IOException e) {
            if (!watcher.lasts()) {
                throw e;
            }
            gone = Optional.of(e);
        }
    }

    /** Passes events on; throws only what the client's side throws. */
    private Finish copy() throws IOException {
        while (true) {
            int count;
            try {
                count = read();
            } catch (IOException e) {
                return new Finish.Broken("upstream: " + e.getMessage());
            }
            if (count < 0) {
                return rest();
            }
            if (passEvents(length - count)) {
                return new Finish.Done();
            }
            if (length > watcher.longest()) {
                return new Finish.Broken(UpstreamReplies.TOO_LONG);
            }
            if (overdue.getAsBoolean()) {
                return new Finish.Broken("the stream has lasted too long");
            }
        }
    }

    private int read() throws IOException {
        if (length == pending.length) {
            // An event becomes a text before it is passed on.
            if (!room.grow(TIMES * length)) {
                throw new IOException("there is no room for an event");
            }
            pending = Arrays.copyOf(pending, 2 * length);
        }
        int count = in.read(pending, length, pending.length - length);
        length += Math.max(0, count);
        return count;
    }

    /** What is left when the upstream has ended the stream: its blank line may be missing. */
    private Finish rest() throws IOException {
        if (length == 0) {
            return new Finish.Closed();
        }
        byte end = pending[length - 1];
        if (end != '\n' && end != '\r' && !event(0, length).isDone()) {
            return new Finish.Broken("upstream ended the stream in the middle of an event");
        }
        pending = Arrays.copyOf(pending, length + BLANK_LINE.length);
        System.arraycopy(BLANK_LINE, 0, pending, length, BLANK_LINE.length);
        length = pending.length;
        return passEvents(length - BLANK_LINE.length) ? new Finish.Done() : new Finish.Closed();
    }

    /**
     * Passes on what is complete and keeps the rest; true when the last event was met.
     *
     * @param from where what is new begins
     */
    private boolean passEvents(int from) throws IOException {
        int start = 0;
        // Whether a carriage return ended a line was not known before what follows it.
        for (int i = Math.max(0, from - 1); i < length; i++) {
            if (i < lineStart || !isLineEnd(i)) {
                continue;
            }
            boolean blank = i == lineStart || (i == lineStart + 1 && pending[lineStart] == '\r');
            lineStart = i + 1;
            if (blank) {
                StreamEvent event = event(start, lineStart);
                boolean isLast = isLast(event);
                Optional<byte[]> other = instead(event, start, lineStart);
                if (isLast) {
                    last = other.orElse(Arrays.copyOfRange(pending, start, lineStart));
                    pass(start);
                    return true;
                }
                if (other.isPresent()) {
                    write(pending, written, start);
                    write(other.get(), 0, other.get().length);
                    written = lineStart;
                }
                start = lineStart;
            }
        }
        pass(start);
        return false;
    }

    private Optional<byte[]> instead(StreamEvent event, int start, int end) {
        return event.data().isEmpty() || event.isDone()
                ? Optional.empty()
                : watcher.instead(event)
                        .map(data -> StreamEvent.replaced(lines(start, end), data))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Lines end with a line feed, with a carriage return, or with both. One that is the last byte
     * so far is an end by itself where the line before ended so.
     */
    private boolean isLineEnd(int i) {
        if (pending[i] != '\r') {
            return pending[i] == '\n';
        }
        return i + 1 < length
                ? pending[i + 1] != '\n'
                : lineStart > 0 && pending[lineStart - 1] == '\r';
    }

    /** Shows an event to the watcher; true when it is the last one. */
    private boolean isLast(StreamEvent event) {
        if (event.isDone()) {
            return true;
        }
        if (!event.data().isEmpty()) {
            events++;
            watcher.event(event);
        }
        return event.isWholeResponse();
    }

    private void pass(int end) throws IOException {
        if (end > 0) {
            passed = true;
            write(pending, written, end);
            written = 0;
            System.arraycopy(pending, end, pending, 0, length - end);
            length -= end;
            lineStart -= end;
        }
    }

    private StreamEvent event(int start, int end) {
        String lines = lines(start, end);
        boolean marked = !passed && start == 0 && lines.startsWith(MARK);
        return StreamEvent.of(marked ? lines.substring(MARK.length()) : lines);
    }

    private String lines(int start, int end) {
        return new String(pending, start, end - start, StandardCharsets.UTF_8);
    }

    private static Optional<OpenAiError> told(Finish finish) {
        return finish instanceof Finish.Broken(String reason)
                ? Optional.of(OpenAiError.of(502, "upstream_failed", reason))
                : Optional.empty();
    }
}
