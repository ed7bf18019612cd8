package dev.ringback.server.generations;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.net.wire.WireException;
import dev.ringback.server.jobs.ClientAnswer;
import dev.ringback.server.openai.ModelAnswer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Passes on an answer that nobody keeps. Whatever its length, no more than its beginning is held.
 *
 * @param whole words an answer that is no longer than that, or why there is none
 * @param used is told what a longer one took
 * @param overdue whether it has lasted too long
 */
record Unkept(
        Passage passage,
        Function<Reply, HttpResponse> whole,
        Consumer<ModelAnswer> used,
        BooleanSupplier overdue) {

    /** So much is held. */
    private static final int HELD = 1024 * 1024;

    HttpResponse answer(StreamedReply reply) {
        return switch (reply) {
            case StreamedReply.Failed(Reply.Faulted faulted) -> whole.apply(faulted);
            case StreamedReply.Open open -> answer(open);
        };
    }

    private HttpResponse answer(StreamedReply.Open open) {
        boolean goesOn = false;
        var body = new Timely(open.body());
        try {
            Optional<byte[]> begin = ClientAnswer.read(body, passage.room(), HELD);
            if (begin.isEmpty()) {
                return failed(WireFault.NO_ROOM, "there is no room for the answer");
            }
            byte[] held = begin.get();
            goesOn = held.length > HELD && !ClientAnswer.isOurFault(open.status());
            return goesOn ? passedOn(open, held, body) : whole.apply(answered(open, held));
        } catch (IOException e) {
            WireFault fault =
                    e instanceof WireException known ? known.fault() : WireFault.DISCONNECTED;
            return failed(overdue.getAsBoolean() ? WireFault.TIMEOUT : fault, "" + e.getMessage());
        } finally {
            if (!goesOn) {
                open.close();
            }
        }
    }

    private static Reply answered(StreamedReply.Open open, byte[] body) {
        return new Reply.Answered(
                open.status(), open.headers(), Payload.of(body), false, Timing.NONE);
    }

    private HttpResponse failed(WireFault fault, String detail) {
        return whole.apply(new Reply.Faulted(fault, detail, Timing.NONE));
    }

    private HttpResponse passedOn(StreamedReply.Open open, byte[] begin, InputStream rest) {
        var answer = new LongAnswer(passage.asked().operation(), Payload.of(begin), rest, used);
        return new HttpResponse.Streamed(
                open.status(),
                ClientAnswer.headers(open.headers(), passage.told()),
                out -> {
                    try (open) {
                        answer.write(out);
                    }
                });
    }

    /** What has the time of the whole answer, and not of a silence only. */
    private final class Timely extends FilterInputStream {

        Timely(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            if (overdue.getAsBoolean()) {
                throw new IOException("the answer was not complete in time");
            }
            return count;
        }
    }
}
