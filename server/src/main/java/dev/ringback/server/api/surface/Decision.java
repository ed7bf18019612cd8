package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.net.http.HttpResponse;
import java.util.function.Function;

/** The outcome of a request that may change something: a change to commit, or an answer alone. */
public sealed interface Decision {

    /** Nothing changes. */
    record Answer(HttpResponse response) implements Decision {}

    /**
     * This is to be committed.
     *
     * @param change all of it
     * @param answer once it is on disk
     * @param afterwards brings what is in memory in step with the disk
     */
    record Write(Change change, HttpResponse.Whole answer, Runnable afterwards)
            implements Decision {}

    /**
     * This is to be committed, and what came of it decides about the answer.
     *
     * @param change all of it
     * @param answer what is kept, should somebody repeat the request
     * @param told what is answered once it is on disk, by what of it was left out
     */
    record Checked(
            Change change, HttpResponse.Whole answer, Function<Committed.Done, HttpResponse> told)
            implements Decision {}

    /** It is done and on disk; doing it again would do no harm. */
    record Done(HttpResponse.Whole answer) implements Decision {}

    /** A write after which nothing in memory has to follow. */
    static Decision write(Change change, HttpResponse.Whole answer) {
        return new Write(change, answer, () -> {});
    }
}
