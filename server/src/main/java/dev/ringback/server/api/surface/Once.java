package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.port.Commits;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.FieldError;
import dev.ringback.server.access.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries out what requests ask for, and sees to it that a POST with an idempotency key is carried
 * out once: its answer is committed together with what it did, and given again to whoever repeats
 * the request. Refusals are not kept, for they did nothing.
 */
final class Once {

    private static final System.Logger LOG = System.getLogger(Once.class.getName());
    private static final String HEADER = "Idempotency-Key";
    private static final int TRIES = 5;
    private static final String EXPECTED =
            "is not 1 to %d visible ASCII characters".formatted(ApiLimits.IDEMPOTENCY_KEY);

    private final Commits commits;
    private final KeptAnswers kept;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Once(Commits commits, KeptAnswers kept) {
        this.commits = commits;
        this.kept = kept;
    }

    HttpResponse answer(HttpRequest request, Caller caller, Surface.Deciding deciding) {
        Optional<String> key =
                request.method().equals("POST") ? request.header(HEADER) : Optional.empty();
        if (key.isEmpty()) {
            return carryOut(request, caller, deciding, Optional.empty());
        }
        if (!valid(key.get())) {
            return Problems.badRequest(List.of(new FieldError(HEADER, EXPECTED)));
        }
        var ticket = KeptAnswers.Ticket.of(request, caller.project(), key.get());
        if (!underWay.add(ticket.documentId())) {
            return Problems.later(
                    Problems.of(
                            409,
                            "idempotency_in_use",
                            "a request with this idempotency key is being carried out"));
        }
        try {
            Optional<HttpResponse> earlier = earlier(ticket);
            return earlier.isPresent()
                    ? earlier.get()
                    : carryOut(request, caller, deciding, Optional.of(ticket));
        } finally {
            underWay.remove(ticket.documentId());
        }
    }

    private HttpResponse carryOut(
            HttpRequest request,
            Caller caller,
            Surface.Deciding deciding,
            Optional<KeptAnswers.Ticket> ticket) {
        Committed result = new Committed.Stale("nothing was tried");
        for (int i = 0; i < TRIES; i++) {
            switch (deciding.decide(request, caller)) {
                case Decision.Answer(HttpResponse response) -> {
                    return response;
                }
                case Decision.Done(HttpResponse.Whole answer) -> {
                    ticket.ifPresent(each -> keep(each, answer));
                    return answer;
                }
                case Decision.Write write -> {
                    result = commits.commit(whole(write, ticket));
                    if (result instanceof Committed.Done) {
                        write.afterwards().run();
                        return write.answer();
                    }
                    if (!(result instanceof Committed.Stale)) {
                        return Problems.notTaken(result);
                    }
                }
            }
            Optional<HttpResponse> earlier = ticket.flatMap(this::earlier);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        return Problems.notTaken(result);
    }

    /** If this fails, a repeated request does again what does no harm when it is done again. */
    private void keep(KeptAnswers.Ticket ticket, HttpResponse.Whole answer) {
        Committed result = commits.commit(Change.put(kept.document(ticket, answer)));
        LOG.log(System.Logger.Level.DEBUG, () -> "answer kept: " + result);
    }

    private Change whole(Decision.Write write, Optional<KeptAnswers.Ticket> ticket) {
        Optional<Document> document = ticket.map(each -> kept.document(each, write.answer()));
        return document.map(each -> write.change().and(Change.put(each))).orElse(write.change());
    }

    private Optional<HttpResponse> earlier(KeptAnswers.Ticket ticket) {
        return kept.find(ticket)
                .map(found ->
                        switch (found) {
                            case KeptAnswers.Found.Same(HttpResponse.Whole answer) ->
                                    Problems.with(
                                            answer, new Header("Idempotent-Replayed", "true"));
                            case KeptAnswers.Found.Other _ ->
                                    Problems.of(
                                            422,
                                            "idempotency_mismatch",
                                            "this idempotency key was used for another"
                                                    + " request");
                        });
    }

    private static boolean valid(String key) {
        return !key.isEmpty()
                && key.length() <= ApiLimits.IDEMPOTENCY_KEY
                && key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
