package dev.ringback.server.openai;

import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error as OpenAI's clients read it: {@code {"error":{"message","type","param","code"}}}.
 *
 * @param status 400 to 599
 * @param message a sentence
 * @param param path of the field that is wrong, such as {@code messages[0].role}
 * @param code a stable word
 */
public record OpenAiError(
        int status, String message, Optional<String> param, Optional<String> code) {

    /** As many as somebody mends before asking again. */
    private static final int MOST_NAMED = 10;

    /**
     * How errors below {@code /v1} and {@code /demo} are worded that the listener finds itself. An
     * operation that is not there is not found, whatever else its path has: clients look out for
     * that, and do without it.
     */
    public static final ErrorWords WORDS =
            refusal ->
                    (switch (refusal.code()) {
                                case "unknown_key" ->
                                        of(refusal.status(), "invalid_api_key", refusal.detail());
                                default ->
                                        refusal.status() == 405
                                                ? of(404, "unknown_operation", refusal.detail())
                                                : OpenAiError.of(refusal);
                            })
                            .response(refusal.headers());

    /** A parameter of the query that means nothing, in these words. */
    public static final Route.Unknown UNKNOWN_PARAMETER = unknownParameter(WORDS);

    /** The request is wrong in one field. */
    public static OpenAiError field(String param, String message) {
        return new OpenAiError(400, message, Optional.of(param), Optional.of("invalid_value"));
    }

    /** A problem with one field, such as {@code must be a string}. */
    public static Optional<OpenAiError> wrong(String param, String problem) {
        return Optional.of(field(param, param + " " + problem));
    }

    /** Whether a field looks as if somebody should be called by it. */
    public static boolean isCallback(String field) {
        return WebhookField.looksLikeOne(field);
    }

    /** A parameter of the query that means nothing, in the words of another surface. */
    public static Route.Unknown unknownParameter(ErrorWords words) {
        return (name, problem) ->
                words.answer(
                        Refusal.of(
                                400,
                                "unknown_parameter",
                                "the parameter '%s' %s"
                                        .formatted(
                                                name,
                                                WebhookField.looksLikeOne(name)
                                                        ? WebhookField.CALLS_NOBODY
                                                        : problem)));
    }

    /**
     * All that is wrong with a request, in one error: that of the first, whose message names the
     * others too. Empty when nothing is wrong.
     */
    public static Optional<OpenAiError> all(Stream<OpenAiError> problems) {
        List<OpenAiError> some = problems.limit(MOST_NAMED + 1L).toList();
        return some.stream()
                .findFirst()
                .map(first ->
                        new OpenAiError(first.status, together(some), first.param, first.code));
    }

    private static String together(List<OpenAiError> problems) {
        Stream<String> named = problems.stream().limit(MOST_NAMED).map(OpenAiError::message);
        Stream<String> rest = problems.size() > MOST_NAMED ? Stream.of("and more") : Stream.of();
        return Stream.concat(named, rest).collect(Collectors.joining("; "));
    }

    /** The request lacks a field. */
    public static OpenAiError missing(String param) {
        return new OpenAiError(
                400,
                param + " is missing",
                Optional.of(param),
                Optional.of("missing_required_parameter"));
    }

    /** The same error about a field that stands inside another, such as {@code requests[2]}. */
    public OpenAiError within(String path) {
        return new OpenAiError(
                status,
                path + ": " + message,
                Optional.of(param.map(each -> path + "." + each).orElse(path)),
                code);
    }

    /** The request is wrong as a whole. */
    public static OpenAiError request(String code, String message) {
        return new OpenAiError(400, message, Optional.empty(), Optional.of(code));
    }

    /** The request is fine; something else is wrong. */
    public static OpenAiError of(int status, String code, String message) {
        return new OpenAiError(status, message, Optional.empty(), Optional.of(code));
    }

    /** A refusal in the words of OpenAI's surface. */
    public static OpenAiError of(Refusal refusal) {
        return of(refusal.status(), refusal.code(), refusal.detail());
    }

    /** Why something that should be on disk is not; empty when it is. */
    public static Optional<OpenAiError> unless(Committed committed) {
        return switch (committed) {
            case Committed.Done _ -> Optional.empty();
            case Committed.Overloaded _ ->
                    Optional.of(of(503, "overloaded", "too much is waiting to be stored"));
            case Committed.Unknown _ ->
                    Optional.of(of(503, "store_slow", "the store has not answered in time"));
            case Committed.Failed _, Committed.Stale _ ->
                    Optional.of(of(503, "not_stored", "it could not be stored"));
        };
    }

    /** The error object by itself, as it also stands in a stream. */
    public JsonObject json() {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type())
                                .put("param", param)
                                .put("code", code));
    }

    /** The answer. */
    public HttpResponse.Whole response() {
        return switch (status) {
            case 503 -> response(List.of(new Header("Retry-After", "1")));
            case 507 -> response(List.of(new Header("Retry-After", "60")));
            default -> response(List.of());
        };
    }

    /** The answer, with more headers. */
    public HttpResponse.Whole response(List<Header> more) {
        List<Header> headers = new ArrayList<>(more);
        headers.add(new Header("Content-Type", "application/json"));
        return new HttpResponse.Whole(status, headers, json().payload());
    }

    private String type() {
        return type(status);
    }

    /** What OpenAI calls the type of errors with a status. */
    static String type(int status) {
        if (status == 429) {
            return "requests"; // what there are too many of: so OpenAI types its own
        }
        return status >= 500 ? "server_error" : "invalid_request_error";
    }
}
