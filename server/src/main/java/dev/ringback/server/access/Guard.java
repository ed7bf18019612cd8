package dev.ringback.server.access;

import dev.ringback.server.http.ErrorWords;
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

    /** A handler that answers 401, 403 or 404 in a surface's own words, unless the caller may. */
    Handler require(Scope needed, ErrorWords words, Guarded handler);
}
