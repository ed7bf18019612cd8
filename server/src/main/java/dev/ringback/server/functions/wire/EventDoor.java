package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Refusal;
import dev.ringback.server.access.ApiKeyText;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets those in who show an API key in the path of their request, as SDKs do with events. While
 * developing any other word will do on the same machine, and opens the default project.
 *
 * @param guard knows API keys by the header in which all others show them
 * @param dev whether those need no key that are on the same machine
 */
record EventDoor(KeyGuard guard, boolean dev) {

    /** The path's parameter that is the key. */
    static final String KEY = "key";

    private static final String AUTHORIZATION = "Authorization";
    private static final Caller SENDER =
            new Caller(ProjectId.DEFAULT, "event_key", Set.of(Scope.INGEST), false);
    private static final ErrorWords DEV_WORDS =
            EventReply.words(
                    Keyless.ONLY + "the last part of the URL has to be a key of this server");
    private static final Refusal STRANGE_PAGE =
            Refusal.of(
                    403,
                    "strange_page",
                    "pages of other sites may not send events to a server for development");

    /** A handler of events, before which keys are looked at. */
    Handler before(Guard.Guarded handler) {
        Guard opened = dev ? guard.alsoFor(EventDoor::keyless) : guard;
        ErrorWords plain = dev ? DEV_WORDS : EventReply.WORDS;
        ErrorWords words = opened.heard(plain);
        Handler asked = opened.storing().require(Scope.INGEST, plain, handler);
        Handler guarded = Handler.gated(head -> asked.admit(authorized(head)));
        return Handler.unless(
                head ->
                        dev && Keyless.isOfStrangePage(head)
                                ? Optional.of(words.answer(STRANGE_PAGE))
                                : Optional.empty(),
                guarded);
    }

    /** Whoever shows an API key means the project that it opens. */
    private static Optional<Caller> keyless(HttpRequest head) {
        return !head.parameter(KEY).startsWith(ApiKeyText.PREFIX) && Keyless.mayAsk(head)
                ? Optional.of(SENDER)
                : Optional.empty();
    }

    /** The request as it would be with its key in the header. */
    private static HttpRequest authorized(HttpRequest head) {
        Header shown = new Header(AUTHORIZATION, "Bearer " + head.parameter(KEY));
        List<Header> headers =
                Stream.concat(
                                head.headers().stream()
                                        .filter(each ->
                                                !each.name().equalsIgnoreCase(AUTHORIZATION)),
                                Stream.of(shown))
                        .toList();
        return new HttpRequest(
                head.method(),
                head.path(),
                head.target(),
                head.parameters(),
                head.query(),
                headers,
                head.body(),
                head.peer(),
                head.room());
    }
}
