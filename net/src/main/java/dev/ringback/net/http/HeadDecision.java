package dev.ringback.net.http;

import dev.ringback.kernel.model.ProjectId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The decision about a request of which only the head has been read. */
public sealed interface HeadDecision {

    /**
     * The body may be read.
     *
     * @param project who the request belongs to; empty when that is not asked for
     * @param then answers the whole request
     */
    record Admitted(Optional<ProjectId> project, Handler then) implements HeadDecision {}

    /** The answer is known already, and nothing of the body is read. */
    record Refused(HttpResponse answer) implements HeadDecision {}

    /** The same, with whatever is answered in the end changed. */
    default HeadDecision answering(UnaryOperator<HttpResponse> change) {
        return switch (this) {
            case Refused(HttpResponse answer) -> new Refused(change.apply(answer));
            case Admitted(Optional<ProjectId> project, Handler then) ->
                    new Admitted(project, request -> change.apply(then.handle(request)));
        };
    }
}
