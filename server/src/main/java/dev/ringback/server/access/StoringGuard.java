package dev.ringback.server.access;

import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.util.Optional;

/** A guard before handlers that store something new: whoever may not is answered 507. */
record StoringGuard(Guard guard, Quota quota) implements Guard {

    @Override
    public ErrorWords heard(ErrorWords words) {
        return guard.heard(words);
    }

    @Override
    public Quota quota() {
        return quota;
    }

    @Override
    public Handler require(Scope needed, ErrorWords words, Guarded handler) {
        Guarded roomy =
                (request, caller) -> {
                    Optional<Refusal> full = quota.refusal(caller.project());
                    return full.<HttpResponse>map(guard.heard(words)::answer)
                            .orElseGet(() -> handler.handle(request, caller));
                };
        return guard.require(needed, words, roomy);
    }
}
