package dev.ringback.server.access;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets requests through that show an API key with the scope that is needed, as many as the key's
 * limit allows.
 */
public final class KeyGuard implements Guard {

    /** Names the project in which a key of the whole instance acts. */
    public static final String PROJECT_HEADER = "X-Ringback-Project";

    /** The code of a request that shows no key. */
    public static final String MISSING_KEY = "missing_key";

    /** The code of a request that shows a key that opens nothing. */
    public static final String UNKNOWN_KEY = "unknown_key";

    private static final String EXPIRED_KEY = "expired_key";

    private static final Refusal MISSING =
            challenge(MISSING_KEY, "an API key is needed: Authorization: Bearer rb_...");
    private static final Refusal CROWDED =
            Refusal.soon(
                    "overloaded",
                    "too many requests of this project are being answered; try again");
    private static final Refusal UNKNOWN =
            challenge(UNKNOWN_KEY, "this API key is unknown or revoked");
    private static final Refusal NO_BEARER =
            challenge(
                    UNKNOWN_KEY,
                    "the Authorization header must be the word Bearer, a space and an API key:"
                            + " Authorization: Bearer rb_...");

    private final Keys keys;
    private final Projects projects;
    private final Quota quota;
    private final Places places;
    private final Consumer<Refusal> refused;
    private final Function<HttpRequest, Optional<Caller>> known;

    /**
     * Wires.
     *
     * @param quota how much projects may store
     * @param places how many requests are answered at the same time
     * @param refused hears of each request that is not let through
     */
    public KeyGuard(
            Keys keys, Projects projects, Quota quota, Places places, Consumer<Refusal> refused) {
        this(keys, projects, quota, places, refused, _ -> Optional.empty());
    }

    private KeyGuard(
            Keys keys,
            Projects projects,
            Quota quota,
            Places places,
            Consumer<Refusal> refused,
            Function<HttpRequest, Optional<Caller>> known) {
        this.known = known;
        this.keys = keys;
        this.quota = quota;
        this.places = places;
        this.projects = projects;
        this.refused = refused;
    }

    /**
     * The same guard, which also lets those through who are known by something else than an API
     * key.
     *
     * @param others says who asks, by the head of a request
     */
    public KeyGuard alsoFor(Function<HttpRequest, Optional<Caller>> others) {
        return new KeyGuard(keys, projects, quota, places, refused, others);
    }

    /** Who asks, or why that is not known. */
    private sealed interface Asked {
        record By(Caller caller) implements Asked {}

        record Unknown(Refusal refusal) implements Asked {}
    }

    @Override
    public Quota quota() {
        return quota;
    }

    @Override
    public ErrorWords heard(ErrorWords words) {
        return refusal -> {
            refused.accept(refusal);
            return words.answer(refusal);
        };
    }

    @Override
    public Handler require(Scope needed, ErrorWords plain, Guarded handler) {
        ErrorWords words = heard(plain);
        return Handler.gated(head -> {
            Optional<Caller> other = known.apply(head);
            if (other.isPresent()) {
                return admitted(head, other.get(), needed, words, handler);
            }
            Optional<String> authorization = head.header("Authorization");
            if (authorization.isEmpty()) {
                return new HeadDecision.Refused(words.answer(MISSING));
            }
            return shown(
                    authorization.get(),
                    words,
                    caller -> admitted(head, caller, needed, words, handler));
        });
    }

    private HeadDecision shown(
            String authorization, ErrorWords words, Function<Caller, HeadDecision> admission) {
        Optional<KeyHolder> holder = keys.holder(authorization);
        if (holder.isEmpty()) {
            Refusal refusal = KeyRing.isBearer(authorization) ? UNKNOWN : NO_BEARER;
            return new HeadDecision.Refused(words.answer(refusal));
        }
        Optional<Refusal> expired = keys.seen(holder.get()).map(why -> challenge(EXPIRED_KEY, why));
        return expired.<HeadDecision>map(refusal -> new HeadDecision.Refused(words.answer(refusal)))
                .orElseGet(() ->
                        metered(holder.get(), words, admission)
                                .answering(answer -> whileGood(holder.get(), answer)));
    }

    /** A stream ends when its key opens nothing any more. */
    private HttpResponse whileGood(KeyHolder holder, HttpResponse answer) {
        return switch (answer) {
            case HttpResponse.Whole whole -> whole;
            case HttpResponse.Streamed(int status, List<Header> headers, var writer) ->
                    new HttpResponse.Streamed(
                            status,
                            headers,
                            out ->
                                    writer.write(
                                            new GuardedOutput(
                                                    out,
                                                    () -> keys.opens(holder.caller().keyId()))));
        };
    }

    /** Counts before anything else is looked at, so that a request that is refused counts too. */
    private static HeadDecision metered(
            KeyHolder holder, ErrorWords words, Function<Caller, HeadDecision> admission) {
        if (holder.meter().isEmpty()) {
            return admission.apply(holder.caller());
        }
        Meter meter = holder.meter().get();
        if (!meter.take()) {
            RateLimitStatus standing = meter.standing();
            return new HeadDecision.Refused(standing.on(words.answer(standing.refusal())));
        }
        return admission.apply(holder.caller()).answering(answer -> meter.standing().on(answer));
    }

    private HeadDecision admitted(
            HttpRequest head, Caller caller, Scope needed, ErrorWords words, Guarded handler) {
        return switch (placed(head, caller)) {
            case Asked.By(Caller by) ->
                    by.refusal(needed)
                            .<HeadDecision>map(
                                    refusal -> new HeadDecision.Refused(words.answer(refusal)))
                            .orElseGet(() ->
                                    new HeadDecision.Admitted(
                                            Optional.of(by.project()),
                                            request -> seated(request, by, words, handler)));
            case Asked.Unknown(Refusal refusal) -> new HeadDecision.Refused(words.answer(refusal));
        };
    }

    /** Requests that last long, of one project, must not take the places of all others. */
    private HttpResponse seated(
            HttpRequest request, Caller caller, ErrorWords words, Guarded handler) {
        ProjectId project = caller.project();
        if (!places.take(project)) {
            return words.answer(CROWDED);
        }
        try {
            return switch (handler.handle(request, caller)) {
                case HttpResponse.Whole whole -> whole;
                case HttpResponse.Streamed(int status, List<Header> headers, var writer) ->
                        new HttpResponse.Streamed(
                                status, headers, out -> seated(project, writer, out));
            };
        } finally {
            places.leave(project);
        }
    }

    private void seated(ProjectId project, HttpResponse.Writer writer, OutputStream out)
            throws IOException {
        places.occupy(project);
        try {
            writer.write(out);
        } finally {
            places.leave(project);
        }
    }

    private Asked placed(HttpRequest request, Caller caller) {
        Optional<String> named = request.header(PROJECT_HEADER);
        return named.isEmpty() ? new Asked.By(caller) : acting(caller, named.get().strip());
    }

    private Asked acting(Caller caller, String project) {
        if (project.equals(caller.project().value())) {
            return new Asked.By(caller);
        }
        if (!caller.instance()) {
            return refused(
                    403,
                    "foreign_project",
                    "this API key opens one project, and " + PROJECT_HEADER + " names another");
        }
        return projects.find(project)
                .<Asked>map(each -> new Asked.By(in(each.id(), caller)))
                .orElseGet(() ->
                        refused(404, "unknown_project", PROJECT_HEADER + " names no project"));
    }

    private static Caller in(ProjectId project, Caller caller) {
        return new Caller(project, caller.keyId(), caller.scopes(), true);
    }

    private static Asked refused(int status, String code, String detail) {
        return new Asked.Unknown(Refusal.of(status, code, detail));
    }

    /** A 401 with the challenge that RFC 9110 section 11.6.1 demands of it. */
    private static Refusal challenge(String code, String detail) {
        var challenge = new Header("WWW-Authenticate", "Bearer realm=\"ringback\"");
        return new Refusal(401, code, detail, List.of(challenge));
    }
}
