package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.port.Commits;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import dev.ringback.server.events.MadeBy;
import dev.ringback.server.once.IdempotencyKeys;
import dev.ringback.server.once.IdempotencyKeys.Turn;
import java.util.List;
import java.util.Optional;

/**
 * Carries out what requests ask for, and sees to it that a POST with an idempotency key is carried
 * out once: its answer is committed together with what it did, and given again to whoever repeats
 * the request. Refusals are not kept, for they did nothing.
 */
final class Once {

    private static final System.Logger LOG = System.getLogger(Once.class.getName());
    private static final int TRIES = 5;

    private final Commits commits;
    private final IdempotencyKeys keys;

    Once(Commits commits, IdempotencyKeys keys) {
        this.commits = commits;
        this.keys = keys;
    }

    HttpResponse answer(HttpRequest request, Caller caller, Surface.Deciding deciding) {
        Optional<Turn> turn =
                request.method().equals("POST")
                        ? keys.of(request, caller.project())
                        : Optional.empty();
        if (turn.isPresent() && turn.get() instanceof Turn.First first) {
            try (first) {
                return carryOut(request, caller, deciding, Optional.of(first));
            }
        }
        return turn.map(Once::told)
                .orElseGet(() -> carryOut(request, caller, deciding, Optional.empty()));
    }

    private static HttpResponse told(Turn turn) {
        return switch (turn) {
            case Turn.Again(HttpResponse.Whole answer) -> answer;
            case Turn.Refused(Refusal refusal) when refusal.status() == 400 ->
                    Problems.badRequest(
                            List.of(
                                    new FieldError(
                                            IdempotencyKeys.HEADER, IdempotencyKeys.EXPECTED)));
            case Turn.Refused(Refusal refusal) -> ErrorWords.PROBLEM.answer(refusal);
            case Turn.First _ -> throw new IllegalStateException("a first turn tells nothing");
        };
    }

    private HttpResponse carryOut(
            HttpRequest request,
            Caller caller,
            Surface.Deciding deciding,
            Optional<Turn.First> turn) {
        Committed result = new Committed.Stale("nothing was tried");
        for (int i = 0; i < TRIES; i++) {
            switch (deciding.decide(request, caller)) {
                case Decision.Answer(HttpResponse response) -> {
                    return response;
                }
                case Decision.Done(HttpResponse.Whole answer) -> {
                    turn.ifPresent(each -> keep(each, answer));
                    return answer;
                }
                case Decision.Write write -> {
                    result = commits.commit(whole(write.change(), write.answer(), caller, turn));
                    if (result instanceof Committed.Done) {
                        write.afterwards().run();
                        return write.answer();
                    }
                }
                case Decision.Checked checked -> {
                    result =
                            commits.commit(whole(checked.change(), checked.answer(), caller, turn));
                    if (result instanceof Committed.Done done) {
                        return checked.told().apply(done);
                    }
                }
            }
            if (!(result instanceof Committed.Stale)) {
                return Problems.notTaken(result);
            }
            Optional<HttpResponse> earlier = turn.flatMap(Turn.First::earlier).map(Once::told);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        return Problems.notTaken(result);
    }

    /** If this fails, a repeated request does again what does no harm when it is done again. */
    private void keep(Turn.First turn, HttpResponse.Whole answer) {
        Committed result = commits.commit(turn.keeping(Change.put(), answer));
        LOG.log(System.Logger.Level.DEBUG, () -> "answer kept: " + result);
    }

    private static Change whole(
            Change change, HttpResponse.Whole answer, Caller caller, Optional<Turn.First> turn) {
        Change told = change.from(MadeBy.key(caller.keyId()));
        return turn.map(each -> each.keeping(told, answer)).orElse(told);
    }
}
