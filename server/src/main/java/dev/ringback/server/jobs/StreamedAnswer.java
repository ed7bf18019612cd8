package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Call;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Room;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.wire.StreamedReply;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answer to a job that is asked for as a stream. Others hear the pieces; the job itself gets
 * them put together, as the reply that would have come in one piece.
 */
public final class StreamedAnswer implements StreamRelay.Watcher {

    private final AnswerAssembly assembly;
    private final Room room;
    private final Operation operation;
    private final AnswerListener.AttemptListener attempt;
    private final Hangup hangup;
    private final Clock time;
    private final long begunAt;
    private final Instant until;
    private boolean overdue;
    private Optional<JobEnd> end = Optional.empty();

    /**
     * Asks for the answer of a job, and reads it to its end.
     *
     * @param listener hears the pieces
     * @param hangup breaks the answer off
     * @param room asked before more of the answer is held
     * @param asking sends the request, and returns as soon as the head of the answer is there
     */
    public static Reply of(
            Job job,
            Call call,
            AnswerListener listener,
            Hangup hangup,
            Clock time,
            Room room,
            Supplier<StreamedReply> asking) {
        try (AnswerListener.AttemptListener attempt = listener.begin(job, call)) {
            return new StreamedAnswer(job.operation(), attempt, hangup, time, room)
                    .read(asking.get());
        }
    }

    /**
     * Makes one, just before the upstream is asked.
     *
     * @param attempt hears the pieces
     * @param hangup breaks the answer off
     * @param room asked before more of the answer is held
     */
    private StreamedAnswer(
            Operation operation,
            AnswerListener.AttemptListener attempt,
            Hangup hangup,
            Clock time,
            Room room) {
        this.assembly = new AnswerAssembly(operation, room);
        this.room = room;
        this.operation = operation;
        this.attempt = attempt;
        this.hangup = hangup;
        this.time = time;
        this.begunAt = time.nanos();
        this.until = time.steady().plus(StreamRelay.LONGEST);
    }

    /** Reads to the end; an upstream that knows no streams may answer in one piece. */
    private Reply read(StreamedReply streamed) {
        return switch (streamed) {
            case StreamedReply.Failed(Reply.Faulted faulted) -> faulted;
            case StreamedReply.Open open when ClientAnswer.isEventStream(open) -> reply(open);
            case StreamedReply.Open open -> timed(ClientAnswer.collected(open, room));
        };
    }

    private Reply reply(StreamedReply.Open open) {
        try (open) {
            new StreamRelay(
                            open.body(),
                            OutputStream.nullOutputStream(),
                            operation,
                            this,
                            this::isEnough,
                            room)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("nobody is there to go away", e);
        }
        return switch (end.orElseThrow()) {
            case JobEnd.Success(ModelAnswer answer) ->
                    new Reply.Answered(
                            open.status(),
                            List.of(new Header("Content-Type", "application/json")),
                            answer.json().payload(),
                            false,
                            timing());
            case JobEnd.Failed(String _, String reason, var _) -> faulted(reason);
            case JobEnd.Cancelled _ -> throw new IllegalStateException("an answer cancels nothing");
        };
    }

    private Reply faulted(String reason) {
        WireFault fault = overdue ? WireFault.TIMEOUT : WireFault.DISCONNECTED;
        return new Reply.Faulted(
                hangup.isHungUp() ? WireFault.CALLED_OFF : fault, reason, timing());
    }

    private boolean isEnough() {
        overdue = time.steady().isAfter(until);
        return overdue || assembly.hasFailed();
    }

    @Override
    public void event(StreamEvent event) {
        assembly.piece(event, time.now()).ifPresent(attempt::piece);
    }

    @Override
    public boolean lasts() {
        return true;
    }

    @Override
    public Optional<OpenAiError> finish(StreamRelay.Finish finish) {
        end = Optional.of(assembly.end(finish));
        return Optional.empty();
    }

    private Reply timed(Reply reply) {
        return switch (reply) {
            case Reply.Answered(var status, var headers, var body, var truncated, Timing _) ->
                    new Reply.Answered(status, headers, body, truncated, timing());
            case Reply.Faulted(WireFault fault, String detail, Timing _) ->
                    new Reply.Faulted(fault, detail, timing());
        };
    }

    private Timing timing() {
        return new Timing(0, 0, 0, (time.nanos() - begunAt) / 1_000);
    }
}
