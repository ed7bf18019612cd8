package dev.ringback.server.jobs;

import dev.ringback.kernel.model.Call;
import dev.ringback.net.json.JsonObject;

/** Hears the pieces of streamed answers to jobs as they arrive. It returns at once. */
public interface AnswerListener {

    /**
     * The upstream is about to be asked for the answer to a job. What an earlier attempt told of it
     * is void.
     *
     * @param call carries the job
     */
    AttemptListener begin(Job job, Call call);

    /** One attempt, from its beginning until its reply is known. */
    interface AttemptListener extends AutoCloseable {

        /** A piece of the answer, as the upstream tells it; may be changed. */
        void piece(JsonObject event);

        /** The attempt is over; what came of it is committed afterwards. */
        @Override
        void close();
    }
}
