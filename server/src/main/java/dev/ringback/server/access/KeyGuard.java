package dev.ringback.server.access;

import dev.ringback.kernel.Header;
import dev.ringback.kernel.ProjectId;
import dev.ringback.server.http.Handler;
import dev.ringback.server.http.HttpRequest;
import dev.ringback.server.http.HttpResponse;
import java.util.Optional;
import java.util.stream.Stream;

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

        record Refused(int status, String code, String detail) implements Asked {}
    }

    @Override
    public Handler require(Scope needed, Dialect dialect, Guarded handler) {
        return request ->
                switch (identify(request)) {
                    case Asked.By(Caller caller) when caller.may(needed) ->
                            handler.handle(request, caller);
                    case Asked.By _ ->
                            dialect.error(
                                    403,
                                    "missing_scope",
                                    "the API key lacks the scope %s".formatted(needed.word()));
                    case Asked.Refused(int status, String code, String detail) when status == 401 ->
                            challenged(dialect.error(status, code, detail));
                    case Asked.Refused(int status, String code, String detail) ->
                            dialect.error(status, code, detail);
                };
    }

    private Asked identify(HttpRequest request) {
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isEmpty()) {
            return new Asked.Refused(
                    401, "missing_key", "an API key is needed: Authorization: Bearer rb_...");
        }
        Optional<Caller> caller = keys.caller(authorization.get());
        if (caller.isEmpty()) {
            return new Asked.Refused(401, "unknown_key", "this API key is unknown or revoked");
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
            return new Asked.Refused(
                    403,
                    "foreign_project",
                    "this API key opens one project, and %s names another"
                            .formatted(PROJECT_HEADER));
        }
        return projects.find(project)
                .<Asked>map(each -> new Asked.By(in(each.id(), caller)))
                .orElseGet(() ->
                        new Asked.Refused(
                                404,
                                "unknown_project",
                                "%s names no project".formatted(PROJECT_HEADER)));
    }

    private static Caller in(ProjectId project, Caller caller) {
        return new Caller(project, caller.keyId(), caller.scopes(), true);
    }

    /** The same answer, with the challenge that RFC 9110 section 11.6.1 demands of a 401. */
    private static HttpResponse challenged(HttpResponse response) {
        var challenge = new Header("WWW-Authenticate", "Bearer realm=\"ringback\"");
        var headers = Stream.concat(response.headers().stream(), Stream.of(challenge)).toList();
        return switch (response) {
            case HttpResponse.Whole whole ->
                    new HttpResponse.Whole(whole.status(), headers, whole.body());
            case HttpResponse.Streamed streamed ->
                    new HttpResponse.Streamed(streamed.status(), headers, streamed.writer());
        };
    }
}
