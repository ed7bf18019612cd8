package dev.ringback.server.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Passes an upstream's event stream on, line by line, each as soon as it is complete.
 *
 * <p>{@code data: [DONE]} is held back until the watcher agrees, so that a client which sees it can
 * rely on what the watcher has done. A stream that breaks ends with an error in OpenAI's shape
 * instead; a line that is not complete is never passed on.
 */
final class StreamRelay {

    private static final int BUFFER = 8 * 1024;
    private static final byte[] DONE_LINE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    /** How a stream ended. */
    sealed interface Finish {

        /** With {@code [DONE]}. */
        record Done() implements Finish {}

        /** Without it, but in good order. */
        record Closed() implements Finish {}

        /** The upstream broke off, or talks nonsense. */
        record Broken(String reason) implements Finish {}

        /** The client went away. */
        record Abandoned() implements Finish {}
    }

    /** Sees the stream go by. */
    interface Watcher {

        /** A watcher that does not care. */
        Watcher NONE =
                new Watcher() {
                    @Override
                    public void line(String line) {}

                    @Override
                    public Optional<OpenAiError> finish(Finish finish) {
                        return Optional.empty();
                    }
                };

        /** A line is about to be passed on, without its line break. */
        void line(String line);

        /**
         * The stream has ended. Called once.
         *
         * @return an error that the client is told instead of {@code [DONE]}
         */
        Optional<OpenAiError> finish(Finish finish);
    }

    private final InputStream in;
    private final OutputStream out;
    private final Watcher watcher;
    private final BooleanSupplier overdue;
    private byte[] pending = new byte[BUFFER];
    private int length;

    /**
     * Makes a relay.
     *
     * @param in what the upstream sends; a read does not block for ever
     * @param out what the client gets
     * @param watcher sees it go by
     * @param overdue whether the stream has lasted too long, asked after each read
     */
    StreamRelay(InputStream in, OutputStream out, Watcher watcher, BooleanSupplier overdue) {
        this.in = in;
        this.out = out;
        this.watcher = watcher;
        this.overdue = overdue;
    }

    /**
     * Relays until the stream ends.
     *
     * @throws IOException when the client went away
     */
    void run() throws IOException {
        Finish finish;
        try {
            finish = copy();
        } catch (IOException gone) {
            var _ = watcher.finish(new Finish.Abandoned());
            throw gone;
        }
        Optional<OpenAiError> error = watcher.finish(finish).or(() -> told(finish));
        if (error.isPresent()) {
            out.write(
                    ('\n' + "data: " + error.get().json() + "\n\n")
                            .getBytes(StandardCharsets.UTF_8));
        } else if (finish instanceof Finish.Done) {
            out.write(DONE_LINE);
        }
        out.flush();
    }

    /** Passes lines on; throws only what the client's side throws. */
    private Finish copy() throws IOException {
        while (true) {
            int count;
            try {
                count = read();
            } catch (IOException e) {
                return new Finish.Broken("upstream: " + e.getMessage());
            }
            if (count < 0) {
                return length == 0
                        ? new Finish.Closed()
                        : new Finish.Broken("upstream ended the stream in the middle of a line");
            }
            if (passLines(length - count)) {
                return new Finish.Done();
            }
            if (length > ChatCompletion.MAX_BYTES) {
                return new Finish.Broken(UpstreamReplies.TOO_LONG);
            }
            if (overdue.getAsBoolean()) {
                return new Finish.Broken("the stream has lasted too long");
            }
        }
    }

    private int read() throws IOException {
        if (length == pending.length) {
            pending = Arrays.copyOf(pending, 2 * length);
        }
        int count = in.read(pending, length, pending.length - length);
        length += Math.max(0, count);
        return count;
    }

    /**
     * Passes on what is complete and keeps the rest; true when {@code [DONE]} was met.
     *
     * @param from where what is new begins; there is no line break before it
     */
    private boolean passLines(int from) throws IOException {
        int start = 0;
        for (int i = from; i < length; i++) {
            if (pending[i] == '\n') {
                String line = line(start, i);
                if (isDone(line)) {
                    pass(start);
                    return true;
                }
                watcher.line(line);
                start = i + 1;
            }
        }
        pass(start);
        return false;
    }

    private void pass(int end) throws IOException {
        if (end > 0) {
            out.write(pending, 0, end);
            out.flush();
            System.arraycopy(pending, end, pending, 0, length - end);
            length -= end;
        }
    }

    private String line(int start, int end) {
        int last = end > start && pending[end - 1] == '\r' ? end - 1 : end;
        return new String(pending, start, last - start, StandardCharsets.UTF_8);
    }

    private static boolean isDone(String line) {
        return List.of("data: [DONE]", "data:[DONE]").contains(line.stripTrailing());
    }

    private static Optional<OpenAiError> told(Finish finish) {
        return finish instanceof Finish.Broken(String reason)
                ? Optional.of(OpenAiError.of(502, "upstream_failed", reason))
                : Optional.empty();
    }
}
