package dev.ringback.server.jobs.live;

import dev.ringback.kernel.model.Event;
import dev.ringback.net.json.JsonObject;
import dev.ringback.server.jobs.Job;
import java.util.Optional;

/** How a shape of jobs words the pieces of an answer for those who follow it. */
public interface Telling {

    /** Whether an event says how a job ended, which is its subject. */
    boolean isEnd(Event event);

    /** An attempt at a job begins. */
    Attempt attempt(Job job);

    /** Words the pieces of one attempt, one after the other. */
    interface Attempt {

        /**
         * What followers get of a piece; empty when that is nothing.
         *
         * @param piece as the upstream tells it; may be changed
         * @param place how many were told before
         */
        Optional<byte[]> worded(JsonObject piece, int place);
    }
}
