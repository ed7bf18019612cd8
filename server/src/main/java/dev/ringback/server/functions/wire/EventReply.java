package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.server.functions.events.EventAnswer;
import java.util.ArrayList;
import java.util.List;

/** Answers to events over HTTP. Pages in browsers may send some, and read the answers. */
final class EventReply {

    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;
    private static final Header FOR_ALL = new Header("Access-Control-Allow-Origin", "*");

    /** Refusals in the shape in which SDKs read them: by the status in the body. */
    static final ErrorWords WORDS = words(EventAnswer.unknownKey());

    private EventReply() {}

    /** The same where there is more to say to those whose key is unknown. */
    static ErrorWords words(String unknownKey) {
        return words(EventAnswer.refused(UNAUTHORIZED, unknownKey));
    }

    private static ErrorWords words(EventAnswer unknownKey) {
        return refusal ->
                of(
                        refusal.status() == UNAUTHORIZED
                                ? unknownKey
                                : EventAnswer.refused(refusal.status(), refusal.detail()),
                        refusal.headers());
    }

    static HttpResponse.Whole of(EventAnswer answer) {
        return of(
                answer,
                answer.status() == UNAVAILABLE
                        ? List.of(new Header("Retry-After", "1"))
                        : List.of());
    }

    private static HttpResponse.Whole of(EventAnswer answer, List<Header> more) {
        List<Header> headers = new ArrayList<>(more);
        headers.add(FOR_ALL);
        headers.add(new Header("Content-Type", "application/json"));
        return new HttpResponse.Whole(answer.status(), headers, Payload.of(answer.body().bytes()));
    }

    /** What is answered when something is not known to be on disk: it may be sent again. */
    static EventAnswer notTaken(Committed result) {
        String why =
                switch (result) {
                    case Committed.Overloaded _ -> "too much is waiting to be written; try again";
                    case Committed.Failed _ -> "the store did not take it; try again";
                    case Committed.Unknown _ ->
                            "the store has not answered in time; try again, with the same seed or"
                                    + " ids, for it may be done later all the same";
                    case Committed.Stale _ -> "others changed it at the same time; try again";
                    case Committed.Done _ -> throw new IllegalArgumentException("it was taken");
                };
        return EventAnswer.refused(UNAVAILABLE, why);
    }

    /** The answer to a browser that asks whether a page may send events. */
    static HttpResponse.Whole preflight() {
        return new HttpResponse.Whole(
                200,
                List.of(
                        FOR_ALL,
                        new Header("Access-Control-Allow-Methods", "POST, OPTIONS"),
                        new Header("Access-Control-Allow-Headers", "*"),
                        new Header("Access-Control-Max-Age", "86400")),
                Payload.EMPTY);
    }
}
