package dev.ringback.server.access;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.ProjectId;
import dev.ringback.server.http.ErrorWords;
import dev.ringback.server.http.Handler;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.Refusal;
import java.util.List;
import java.util.Optional;

/** Lets requests through that show an API key with the scope that is needed. */
public final class KeyGuard implements Guard {

    /** Names the project in which a key of the whole instance acts. */
    public static final String PROJECT_HEADER = "X-Ringback-Project";

    private final Keys keys;
    private final Projects projects;

    public KeyGuard(Keys keys, Projects projects) {
        this.keys = keys;
        this.projects = projects;
    }

    /** Who asks, or why that is not known. */
    private sealed interface Asked {
        record By(Caller caller) implements Asked {}

        record Unknown(Refusal refusal) implements Asked {}
    }

    @Override
    public Handler require(Scope needed, ErrorWords words, Guarded handler) {
        return request ->
                switch (identify(request)) {
                    case Asked.By(Caller caller) when caller.may(needed) ->
                            handler.handle(request, caller);
                    case Asked.By _ ->
                            words.answer(
                                    Refusal.of(
                                            403,
                                            "missing_scope",
                                            "the API key lacks the scope " + needed.word()));
                    case Asked.Unknown(Refusal refusal) -> words.answer(refusal);
                };
    }

    private Asked identify(HttpRequest request) {
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isEmpty()) {
            return challenged("missing_key", "an API key is needed: Authorization: Bearer rb_...");
        }
        Optional<Caller> caller = keys.caller(authorization.get());
        if (caller.isEmpty()) {
            return challenged("unknown_key", "this API key is unknown or revoked");
        }
        Optional<String> named = request.header(PROJECT_HEADER);
        return named.isEmpty()
                ? new Asked.By(caller.get())
                : acting(caller.get(), named.get().strip());
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
    private static Asked challenged(String code, String detail) {
        var challenge = new Header("WWW-Authenticate", "Bearer realm=\"ringback\"");
        return new Asked.Unknown(new Refusal(401, code, detail, List.of(challenge)));
    }
}
