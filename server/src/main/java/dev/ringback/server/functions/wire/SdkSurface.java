package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.access.Guard;
import dev.ringback.server.access.Scope;
import dev.ringback.server.functions.apps.AppSigning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes routes that SDKs of functions ask for: guarded, in their words, saying what this is. */
public final class SdkSurface {

    /** The header that says whether this is a server for development. */
    public static final String SERVER_KIND = "x-inngest-server-kind";

    /** Errors as SDKs read them. */
    public static final ErrorWords WORDS =
            refusal -> {
                List<Header> headers = new ArrayList<>(refusal.headers());
                headers.add(new Header("Content-Type", "application/json"));
                return new HttpResponse.Whole(
                        refusal.status(),
                        List.copyOf(headers),
                        payload(errorBody(refusal.status(), refusal.detail())));
            };

    private final Guard guard;
    private final AppSigning signing;

    public SdkSurface(SdkGuard guard, AppSigning signing) {
        this.guard = guard;
        this.signing = signing;
    }

    /** A route that reads. */
    public Route look(String pattern, Guard.Guarded handler) {
        return new Route("GET", pattern, 0, marked(guard.require(Scope.READ, WORDS, handler)));
    }

    /** A route that reads what a body asks for. */
    public Route ask(String pattern, int maxBody, Guard.Guarded handler) {
        return new Route(
                "POST", pattern, maxBody, marked(guard.require(Scope.READ, WORDS, handler)));
    }

    /** A route that stores something new. */
    public Route store(String pattern, int maxBody, Guard.Guarded handler) {
        return new Route(
                "POST",
                pattern,
                maxBody,
                marked(guard.storing().require(Scope.WRITE, WORDS, handler)));
    }

    /** A route that takes a body as it comes. */
    public Route stream(String pattern, int maxBody, Guard.GuardedStream handler) {
        return Route.streamed(
                "POST", pattern, maxBody, guard.requireStreamed(Scope.WRITE, WORDS, handler));
    }

    /** A route that changes something. */
    public Route change(String method, String pattern, int maxBody, Guard.Guarded handler) {
        return new Route(
                method, pattern, maxBody, marked(guard.require(Scope.WRITE, WORDS, handler)));
    }

    /** A handler whose answers say what this server is for. */
    public Handler marked(Handler handler) {
        var mark = new Header(SERVER_KIND, kind(signing));
        return handler.answering(answer -> marked(answer, mark));
    }

    private static HttpResponse marked(HttpResponse answer, Header mark) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(mark);
        return switch (answer) {
            case HttpResponse.Whole whole ->
                    new HttpResponse.Whole(whole.status(), List.copyOf(headers), whole.body());
            case HttpResponse.Streamed streamed ->
                    new HttpResponse.Streamed(
                            streamed.status(), List.copyOf(headers), streamed.writer());
        };
    }

    /** What a server is for, as SDKs say it. */
    static String kind(AppSigning signing) {
        return signing.isDev() ? "dev" : "cloud";
    }

    /** An answer of JSON. */
    public static HttpResponse.Whole json(int status, CanonicalJson body) {
        return HttpResponse.json(status, payload(body));
    }

    /** An error, as the routes of SDKs word it. */
    public static HttpResponse.Whole error(int status, String why) {
        return json(status, errorBody(status, why));
    }

    private static CanonicalJson errorBody(int status, String why) {
        return CanonicalJson.object(
                Map.of(
                        "data", CanonicalJson.NULL,
                        "error", CanonicalJson.of(why),
                        "status", CanonicalJson.of(status)));
    }

    private static Payload payload(CanonicalJson json) {
        return Payload.of(json.bytes());
    }
}
