package dev.ringback.server;

import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HeadDecision;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.FieldError;
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.api.surface.Problems;
import dev.ringback.server.openai.OpenAiError;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses parameters of a query that mean nothing, before anything runs: who mistyped one would be
 * served something else than what was asked for. Providers and SDKs of functions put into URLs what
 * they like, and lists of predictions and of the native API read theirs themselves.
 */
final class KnownQueries {

    private static final String NATIVE = "/api/v1/";

    private static final List<String> SURFACES = List.of("/v1/", NATIVE);

    /** What the native API shows without a look at the query, besides single things. */
    private static final List<String> SHOWN =
            List.of(
                    NATIVE + "providers",
                    NATIVE + "upstreams",
                    NATIVE + "endpoints/{id}/stats",
                    NATIVE + "sources/{id}/transforms",
                    NATIVE + "sources/{id}/rejected/reasons");

    /** Where SDKs of functions ask. */
    private static final List<String> OF_SDKS =
            List.of(
                    "/v1/events",
                    "/v1/runs",
                    "/v1/signals",
                    "/v1/cancellations",
                    "/v1/checkpoint",
                    "/v1/http",
                    "/v1/realtime",
                    "/v1/webhooks");

    /** What clients of OpenAI add of their own is left aside where they wait, as there. */
    private static final List<String> WAITING =
            List.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings");

    private static final List<String> WAIT = List.of("wait");

    /** What is known of GET; of what is not here, nothing is. */
    private static final Map<String, List<String>> ASKED =
            Map.of(
                    "/v1/responses/{id}",
                    List.of("stream", "starting_after", "include", "include_obfuscation"),
                    "/v1/responses/{id}/input_items",
                    List.of("after", "limit", "order", "include"),
                    "/v1/files",
                    List.of("purpose", "limit", "after", "order"),
                    "/v1/batches",
                    List.of("limit", "after", "order"),
                    "/v1/predictions/{id}/stream",
                    List.of("after_id"),
                    "/v1/webhook_endpoints",
                    List.of("limit", "after"));

    private KnownQueries() {}

    /** The same route, which refuses what is not known of it. */
    static Route of(Route route, Map<String, ErrorWords> words) {
        if (!isJudged(route)) {
            return route;
        }
        List<String> known = known(route);
        Optional<ErrorWords> worded = words(route.pattern(), words);
        Route.Intake intake =
                switch (route.intake()) {
                    case Route.Intake.Whole(Handler handler) ->
                            new Route.Intake.Whole(
                                    Handler.gated(head ->
                                            refused(head, known, worded)
                                                    .<HeadDecision>map(HeadDecision.Refused::new)
                                                    .orElseGet(() -> handler.admit(head))));
                    case Route.Intake.Streamed(var handler) ->
                            new Route.Intake.Streamed((head, body) -> {
                                Optional<HttpResponse> refused = refused(head, known, worded);
                                return refused.isPresent()
                                        ? refused.get()
                                        : handler.handle(head, body);
                            });
                    case Route.Intake.Probe probe -> probe;
                    case Route.Intake.Sockets sockets -> sockets;
                };
        return new Route(route.method(), route.pattern(), route.maxBody(), intake);
    }

    private static boolean isJudged(Route route) {
        String pattern = route.pattern();
        boolean listed =
                route.method().equals("GET")
                        && (pattern.equals("/v1/predictions")
                                || (pattern.startsWith(NATIVE)
                                        && !pattern.endsWith("}")
                                        && !SHOWN.contains(pattern)));
        return !listed
                && !WAITING.contains(pattern)
                && SURFACES.stream().anyMatch(pattern::startsWith)
                && OF_SDKS.stream()
                        .noneMatch(each -> pattern.equals(each) || pattern.startsWith(each + "/"));
    }

    private static List<String> known(Route route) {
        return switch (route.method()) {
            case "GET" -> ASKED.getOrDefault(route.pattern(), List.of());
            case "POST" -> waits(route.pattern()) ? WAIT : List.of();
            default -> List.of();
        };
    }

    /** Whether a request may say how long it waits for what it begins. */
    private static boolean waits(String pattern) {
        return pattern.startsWith("/v1/slow/")
                || pattern.startsWith("/v1/async/")
                || pattern.equals("/v1/responses")
                || pattern.equals("/v1/batches")
                || pattern.endsWith("/predictions");
    }

    private static Optional<ErrorWords> words(String pattern, Map<String, ErrorWords> words) {
        return words.entrySet().stream()
                .filter(each -> pattern.startsWith(each.getKey()))
                .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
                .map(Map.Entry::getValue);
    }

    private static Optional<HttpResponse> refused(
            HttpRequest head, List<String> known, Optional<ErrorWords> words) {
        return head.query().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(name -> refusal(name, problem(name, known), words));
    }

    private static String problem(String name, List<String> known) {
        return OpenAiError.isCallback(name)
                ? "calls nobody in the query; the body says who is to be called"
                : "is not known" + Suggestion.question(name, known);
    }

    private static HttpResponse refusal(String name, String problem, Optional<ErrorWords> words) {
        String sentence = "the parameter '%s' %s".formatted(name, problem);
        return words.map(theirs -> theirs.answer(Refusal.of(400, "unknown_parameter", sentence)))
                .orElseGet(() -> Problems.badRequest(List.of(new FieldError(name, problem))));
    }
}
