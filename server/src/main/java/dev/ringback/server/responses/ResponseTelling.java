package dev.ringback.server.responses;

import dev.ringback.kernel.model.Event;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Job;
import dev.ringback.server.jobs.live.Telling;
import java.util.Optional;
import java.util.Set;

/** Tells the pieces of a response as events of its stream, each under its number. */
final class ResponseTelling implements Telling {

    /** The number of the first piece: before it a stream tells the three states up to there. */
    static final int FIRST = 3;

    /** What is told in our own words, when it is so. */
    private static final Set<String> STATES =
            Set.of(
                    "response.created",
                    "response.queued",
                    "response.in_progress",
                    "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled");

    @Override
    public boolean isEnd(Event event) {
        return ResponseShape.isEnd(event);
    }

    @Override
    public Attempt attempt(Job job) {
        return (piece, place) ->
                STATES.contains(piece.text("type").orElse(""))
                        ? Optional.empty()
                        : Optional.of(NumberedEvents.event(named(piece, job.id()), FIRST + place));
    }

    private static JsonObject named(JsonObject piece, String response) {
        return piece.has("response_id") ? piece.put("response_id", response) : piece;
    }
}
