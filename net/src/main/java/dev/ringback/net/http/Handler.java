package dev.ringback.net.http;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Answers requests. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Handler {

    HttpResponse handle(HttpRequest request);

    /**
     * Decides by the head whether the body is worth reading. Usually it is.
     *
     * @param head the request, whose body is empty
     */
    default HeadDecision admit(HttpRequest head) {
        return new HeadDecision.Admitted(Optional.empty(), this);
    }

    /** This handler, with each of its answers changed, those to refused heads too. */
    default Handler answering(UnaryOperator<HttpResponse> change) {
        return gated(head -> admit(head).answering(change));
    }

    /** A handler that is asked only when a look at the head finds nothing to refuse. */
    static Handler unless(Function<HttpRequest, Optional<HttpResponse>> refused, Handler then) {
        return gated(head ->
                refused.apply(head)
                        .<HeadDecision>map(HeadDecision.Refused::new)
                        .orElseGet(() -> new HeadDecision.Admitted(Optional.empty(), then)));
    }

    /** A handler that is all in what it decides by the head. */
    static Handler gated(Function<HttpRequest, HeadDecision> gate) {
        return new Handler() {
            @Override
            public HeadDecision admit(HttpRequest head) {
                return gate.apply(head);
            }

            @Override
            public HttpResponse handle(HttpRequest request) {
                return switch (gate.apply(request)) {
                    case HeadDecision.Refused(HttpResponse answer) -> answer;
                    case HeadDecision.Admitted admitted -> admitted.then().handle(request);
                };
            }
        };
    }
}
