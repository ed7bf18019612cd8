package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Room;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelAnswer;
import dev.ringback.server.openai.Operation;
import dev.ringback.server.openai.StreamEvent;
import dev.ringback.server.streamed.StreamedPieces;
import dev.ringback.server.upstreams.UpstreamRequests;
import java.time.Instant;
import java.util.Optional;

/** Assembles the whole answer from the events of a stream, as it would have come in one piece. */
public final class AnswerAssembly {

    /** What is collected becomes a tree, and that a text. */
    private static final long TIMES = 4;

    private final Operation operation;
    private final Room room;
    private final StreamedPieces pieces;
    private Optional<Instant> firstChunkAt = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private long held;

    /**
     * Nothing has come yet.
     *
     * @param room asked before more is collected
     */
    public AnswerAssembly(Operation operation, Room room) {
        this.room = room;
        this.operation = operation;
        this.pieces = StreamedPieces.of(operation);
    }

    /** Takes an event. After a problem nothing more is collected. */
    public void event(StreamEvent event, Instant now) {
        Optional<JsonObject> _ = piece(event, now);
    }

    /** Takes an event, and returns the piece that it tells; empty when there is a problem. */
    Optional<JsonObject> piece(StreamEvent event, Instant now) {
        if (problem.isPresent()) {
            return Optional.empty();
        }
        int length = event.data().length();
        if (!room(TIMES * (pieces.kept() + length))) {
            return failed("there is no room for the answer");
        }
        if (isForeign(event)) {
            return Optional.empty();
        }
        Optional<JsonObject> piece = JsonTree.readObject(Payload.of(event.data()));
        Optional<String> error = piece.flatMap(each -> error(event, each));
        if (error.isPresent()) {
            return failed("upstream reported an error in the stream: " + error.get());
        }
        if (piece.isEmpty() || !pieces.add(piece.get())) {
            return failed(ModelAnswer.not(operation));
        }
        if (Math.max(pieces.kept(), length) > UpstreamRequests.MAX_ANSWER) {
            return failed(UpstreamReplies.TOO_LONG);
        }
        firstChunkAt = firstChunkAt.or(() -> Optional.of(now));
        return piece;
    }

    /** Takes more room when less has been taken. */
    private boolean room(long bytes) {
        long more = bytes - held;
        held = Math.max(held, bytes);
        return more <= 0 || room.grow(more);
    }

    /** Chunks have no names; what has one is a sign of life, or whatever else there is. */
    private boolean isForeign(StreamEvent event) {
        return operation != Operation.RESPONSES
                && event.name().isPresent()
                && !event.isError()
                && JsonTree.readObject(Payload.of(event.data())).isEmpty();
    }

    private Optional<JsonObject> failed(String reason) {
        problem = Optional.of(reason);
        return Optional.empty();
    }

    /** Whether nothing that follows can mend it. */
    boolean hasFailed() {
        return problem.isPresent();
    }

    private Optional<String> error(StreamEvent event, JsonObject piece) {
        return event.isError() || isError(piece)
                ? ModelAnswer.errorMessage(piece).or(() -> Optional.of("without a message"))
                : ModelAnswer.errorOfChoice(operation, piece);
    }

    static boolean isError(JsonObject piece) {
        JsonTree error = piece.at("error");
        return error.isObject()
                || error.isText()
                || piece.text("type").orElse("").equals("error")
                || piece.text("object").orElse("").equals("error");
    }

    /** When the first piece arrived. */
    public Optional<Instant> firstChunkAt() {
        return firstChunkAt;
    }

    /** What it comes to. */
    public JobEnd end(StreamRelay.Finish finish) {
        return problem.or(() -> problem(finish))
                .<JobEnd>map(reason -> new JobEnd.Failed(UpstreamReplies.FAILED, reason))
                .orElseGet(this::answered);
    }

    private Optional<String> problem(StreamRelay.Finish finish) {
        return switch (finish) {
            case StreamRelay.Finish.Broken(String reason) -> Optional.of(reason);
            case StreamRelay.Finish.Done _, StreamRelay.Finish.Closed _ ->
                    pieces.complete(finish instanceof StreamRelay.Finish.Done)
                            ? Optional.empty()
                            : Optional.of(UpstreamReplies.CUT_OFF);
        };
    }

    private JobEnd answered() {
        return ModelAnswer.of(operation, pieces.whole())
                .<JobEnd>map(JobEnd.Success::new)
                .orElseGet(() ->
                        new JobEnd.Failed(UpstreamReplies.FAILED, ModelAnswer.not(operation)));
    }
}
