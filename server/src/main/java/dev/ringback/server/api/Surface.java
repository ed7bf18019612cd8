package dev.ringback.server.api;

import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;

/** Makes routes of the native API: guarded, and with errors as problem details. */
final class Surface {

    private final Guard guard;
    private final Once once;

    Surface(Guard guard, Once once) {
        this.guard = guard;
        this.once = once;
    }

    /** A route that looks and changes nothing. */
    Route look(String pattern, Scope needed, Guard.Guarded handler) {
        return new Route("GET", pattern, 0, guard.require(needed, ErrorWords.PROBLEM, handler));
    }

    /** A route that looks at what its body says, and changes nothing. */
    Route question(String pattern, Scope needed, int maxBody, Guard.Guarded handler) {
        return new Route(
                "POST", pattern, maxBody, guard.require(needed, ErrorWords.PROBLEM, handler));
    }

    /** A route that stores something new. */
    Route store(String pattern, Scope needed, int maxBody, Once.Deciding deciding) {
        return guarded("POST", pattern, guard.storing(), needed, maxBody, deciding);
    }

    /** A route that may change something. */
    Route change(String method, String pattern, Scope needed, Once.Deciding deciding) {
        return change(method, pattern, needed, ApiLimits.BODY, deciding);
    }

    Route change(String method, String pattern, Scope needed, int maxBody, Once.Deciding deciding) {
        return guarded(method, pattern, guard, needed, maxBody, deciding);
    }

    private Route guarded(
            String method,
            String pattern,
            Guard by,
            Scope needed,
            int maxBody,
            Once.Deciding deciding) {
        return new Route(
                method,
                pattern,
                maxBody,
                by.require(
                        needed,
                        ErrorWords.PROBLEM,
                        (request, caller) -> once.answer(request, caller, deciding)));
    }
}
