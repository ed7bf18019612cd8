package dev.ringback.server.access;

import dev.ringback.server.http.Handler;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;

/** Lets requests through to handlers that need to know who asks. */
public interface Guard {

    /** Answers requests of a known caller. */
    @FunctionalInterface
    interface Guarded {

        HttpResponse handle(HttpRequest request, Caller caller);
    }

    /** A handler that answers 401 or 403, in a surface's own dialect, unless the caller may. */
    Handler require(Scope needed, Dialect dialect, Guarded handler);

    /** How a surface words an error. */
    @FunctionalInterface
    interface Dialect {

        /**
         * The answer for an error that arises before the surface's own code runs.
         *
         * @param status 400 to 599
         * @param code a stable word
         * @param detail a sentence
         */
        HttpResponse error(int status, String code, String detail);
    }
}
