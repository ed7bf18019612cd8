package dev.ringback.net.http;

import dev.ringback.kernel.model.ProjectId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The decision about a request of which only the head has been read. */
public sealed interface HeadDecision {

    /**
     * The body may be read.
     *
     * @param project who the request belongs to; empty when that is not asked for
     * @param body which body is taken
     * @param then answers the whole request
     */
    record Admitted(Optional<ProjectId> project, BodyRule body, Handler then)
            implements HeadDecision {

        /** One whose body the route alone bounds. */
        public Admitted(Optional<ProjectId> project, Handler then) {
            this(project, BodyRule.OF_ROUTE, then);
        }
    }

    /**
     * Which body is taken.
     *
     * @param most bytes that it may have; the route's bound holds as well
     * @param packed whether it may have a Content-Encoding; it is given on as it came
     * @param refused hears why one is not taken
     */
    record BodyRule(long most, boolean packed, Consumer<Refusal> refused) {

        /** Any that the route takes. */
        static final BodyRule OF_ROUTE = new BodyRule(Long.MAX_VALUE, false, _ -> {});
    }

    /** The answer is known already, and nothing of the body is read. */
    record Refused(HttpResponse answer) implements HeadDecision {}

    /** The same, with whatever is answered in the end changed. */
    default HeadDecision answering(UnaryOperator<HttpResponse> change) {
        return switch (this) {
            case Refused(HttpResponse answer) -> new Refused(change.apply(answer));
            case Admitted(Optional<ProjectId> project, BodyRule body, Handler then) ->
                    new Admitted(project, body, request -> change.apply(then.handle(request)));
        };
    }
}
