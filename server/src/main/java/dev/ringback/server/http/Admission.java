package dev.ringback.server.http;

import dev.ringback.kernel.ProjectId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the head of a request alone decides. */
public sealed interface Admission {

    /**
     * The body may be read.
     *
     * @param project who the request belongs to; empty when that is not asked for
     * @param then answers the whole request
     */
    record Admitted(Optional<ProjectId> project, Handler then) implements Admission {}

    /** The answer is known already, and nothing of the body is read. */
    record Refused(HttpResponse answer) implements Admission {}

    /** The same, with whatever is answered in the end changed. */
    default Admission answering(UnaryOperator<HttpResponse> change) {
        return switch (this) {
            case Refused(HttpResponse answer) -> new Refused(change.apply(answer));
            case Admitted(Optional<ProjectId> project, Handler then) ->
                    new Admitted(project, request -> change.apply(then.handle(request)));
        };
    }
}
