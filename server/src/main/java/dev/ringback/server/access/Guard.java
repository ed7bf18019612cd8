package dev.ringback.server.access;

import dev.ringback.net.http.BodyRefused;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.StreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Lets requests through to handlers that need to know who asks. */
public interface Guard {

    /** Answers requests of a known caller. */
    @FunctionalInterface
    interface Guarded {

        HttpResponse handle(HttpRequest request, Caller caller);
    }

    /** Answers requests of a known caller, and reads their body itself. */
    @FunctionalInterface
    interface GuardedStream {

        HttpResponse handle(HttpRequest head, InputStream body, Caller caller) throws IOException;
    }

    /**
     * A handler that answers 401, 403, 404 or 429 in a surface's own words, unless the caller may.
     */
    Handler require(Scope needed, ErrorWords words, Guarded handler);

    /** How much may be stored. */
    default Quota quota() {
        return Quota.ENDLESS;
    }

    /** The same guard for handlers that store something new: 507 when there is no room for it. */
    default Guard storing() {
        return new StoringGuard(this, quota());
    }

    /** Words by which the guard hears of each refusal that they word. */
    default ErrorWords heard(ErrorWords words) {
        return words;
    }

    /**
     * The same for a handler that reads the body itself: of a request that is refused, none of it
     * is read. A body that is not taken is refused in the surface's words as well.
     */
    default StreamHandler requireStreamed(Scope needed, ErrorWords words, GuardedStream handler) {
        return (head, body) -> {
            Guarded reading =
                    (_, caller) -> {
                        try {
                            return handler.handle(head, body, caller);
                        } catch (BodyRefused refused) {
                            return heard(words).answer(refused.refusal());
                        } catch (IOException failed) {
                            throw new UncheckedIOException(failed);
                        }
                    };
            try {
                return require(needed, words, reading).handle(head);
            } catch (UncheckedIOException failed) {
                throw failed.getCause();
            }
        };
    }
}
