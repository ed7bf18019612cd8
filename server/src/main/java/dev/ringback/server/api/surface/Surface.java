package dev.ringback.server.api.surface;

import dev.ringback.kernel.port.Commits;
import dev.ringback.kernel.port.Store;
import dev.ringback.kernel.time.Clock;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.Caller;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.vault.Vault;
import java.util.List;

/** Makes routes of the native API: guarded, and with errors as problem details. */
public final class Surface {

    private final Guard guard;
    private final Once once;

    /**
     * Makes one.
     *
     * @param guard lets requests through
     * @param commits carries out what they ask for
     * @param store keeps the answers that may be asked for again
     * @param vault encrypts those
     */
    public Surface(Guard guard, Commits commits, Store store, Vault vault, Clock time) {
        this.guard = guard;
        this.once = new Once(commits, new IdempotencyKeys(store, vault, time));
    }

    /** Decides what a request comes to; asked again when the world moved on meanwhile. */
    @FunctionalInterface
    public interface Deciding {
        Decision decide(HttpRequest request, Caller caller);
    }

    /** A route that looks and changes nothing; no parameter of a query means anything to it. */
    public Route look(String pattern, Scope needed, Guard.Guarded handler) {
        return bare(list(pattern, needed, handler));
    }

    /** The same of one that reads the query itself, all that is wrong with it at once. */
    public Route list(String pattern, Scope needed, Guard.Guarded handler) {
        return new Route("GET", pattern, 0, guard.require(needed, ErrorWords.PROBLEM, handler));
    }

    private static Route bare(Route route) {
        return route.knowing(List.of(), ErrorWords.UNKNOWN_PARAMETER);
    }

    /** A route that looks at what its body says, and changes nothing. */
    public Route question(String pattern, Scope needed, int maxBody, Guard.Guarded handler) {
        return bare(
                new Route(
                        "POST",
                        pattern,
                        maxBody,
                        guard.require(needed, ErrorWords.PROBLEM, handler)));
    }

    /** A route that stores something new. */
    public Route store(String pattern, Scope needed, int maxBody, Deciding deciding) {
        return guarded("POST", pattern, guard.storing(), needed, maxBody, deciding);
    }

    /** A route that may change something. */
    public Route change(String method, String pattern, Scope needed, Deciding deciding) {
        return change(method, pattern, needed, ApiLimits.BODY, deciding);
    }

    public Route change(
            String method, String pattern, Scope needed, int maxBody, Deciding deciding) {
        return guarded(method, pattern, guard, needed, maxBody, deciding);
    }

    private Route guarded(
            String method, String pattern, Guard by, Scope needed, int maxBody, Deciding deciding) {
        return bare(
                new Route(
                        method,
                        pattern,
                        maxBody,
                        by.require(
                                needed,
                                ErrorWords.PROBLEM,
                                (request, caller) -> once.answer(request, caller, deciding))));
    }
}
