package dev.ringback.server.api;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Judges what servers of tests answer by the API's description. */
public final class DescribedAnswers {

    static final DescribedSchemas SCHEMAS = new DescribedSchemas();

    /** Parameters of a path that may have slashes, though OpenAPI knows no such. */
    private static final List<String> LONG = List.of("{model}", "{token}");

    private DescribedAnswers() {}

    /**
     * Fails when an answer is not as the description says that it may be. What is asked of paths
     * that are not there is nobody's business.
     *
     * @param target path and query that were asked for
     * @param type of the content, as the answer says
     */
    public static void check(
            String method, String target, int status, Optional<String> type, byte[] body) {
        operation(method, target.replaceFirst("[?#].*", ""))
                .flatMap(operation -> fault(operation, status, type, body))
                .ifPresent(fault -> {
                    throw new AssertionError(
                            "%s %s answered %d, and %s: %s"
                                    .formatted(method, target, status, fault, excerpt(body)));
                });
    }

    /**
     * Fails as {@link #check(String, String, int, Optional, byte[])} does, of an answer in full.
     */
    public static void check(HttpResponse<String> response) {
        check(
                response.request().method(),
                target(response),
                response.statusCode(),
                type(response),
                response.body().getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer, whose body is judged while it is read, event by event if it is a stream. */
    public static HttpResponse<InputStream> checked(HttpResponse<InputStream> response) {
        return new DescribedResponse(
                response,
                new DescribedStream(
                        response.body(),
                        events(response),
                        body ->
                                check(
                                        response.request().method(),
                                        target(response),
                                        response.statusCode(),
                                        type(response),
                                        body)));
    }

    /** What is said of the events of a stream; empty when the answer is none. */
    private static Optional<JsonNode> events(HttpResponse<?> response) {
        String media = media(type(response));
        return operation(response.request().method(), response.uri().getPath())
                .filter(_ -> media.equals("text/event-stream"))
                .map(operation -> {
                    JsonNode answer =
                            answer(
                                    Described.operation(operation).path("responses"),
                                    response.statusCode());
                    JsonNode events = answer.path("content").path(media).path("x-events");
                    if (events.isMissingNode()) {
                        throw new AssertionError("no events are described of " + operation);
                    }
                    return events;
                });
    }

    private static String target(HttpResponse<?> response) {
        return response.uri().getPath();
    }

    private static Optional<String> type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type");
    }

    private static String media(Optional<String> type) {
        return type.orElse("").replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT);
    }

    private static String excerpt(byte[] body) {
        return new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.UTF_8);
    }

    private static Optional<String> fault(
            String operation, int status, Optional<String> type, byte[] body) {
        JsonNode answer = answer(Described.operation(operation).path("responses"), status);
        if (answer.isMissingNode()) {
            return Optional.of("no such status is described of " + operation);
        }
        JsonNode contents = answer.path("content");
        if (contents.isMissingNode()) {
            return body.length == 0 ? Optional.empty() : Optional.of("no content is described");
        }
        String media = media(type);
        JsonNode content = contents.has(media) ? contents.path(media) : contents.path("*/*");
        if (content.isMissingNode()) {
            return Optional.of("no content of the type '" + media + "' is described");
        }
        if (!media.endsWith("json")) {
            return Optional.empty();
        }
        List<String> faults = SCHEMAS.faults(content.path("schema"), body);
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }

    private static JsonNode answer(JsonNode responses, int status) {
        for (String key : List.of("" + status, status / 100 + "XX", "default")) {
            if (responses.has(key)) {
                JsonNode answer = responses.path(key);
                return answer.has("$ref")
                        ? Described.document().at(answer.path("$ref").asString().substring(1))
                        : answer;
            }
        }
        return responses.path("none");
    }

    private static Optional<String> operation(String method, String path) {
        return Described.operations().stream()
                .filter(each -> each.startsWith(method + " "))
                .filter(each -> matches(each.substring(method.length() + 1), path))
                .min(Comparator.comparingLong(each -> each.chars().filter(c -> c == '{').count()));
    }

    private static boolean matches(String pattern, String path) {
        List<String> expected = Arrays.asList(pattern.split("/", -1));
        List<String> given = Arrays.asList(path.split("/", -1));
        boolean fits =
                LONG.contains(expected.getLast())
                        ? given.size() >= expected.size()
                        : given.size() == expected.size();
        for (int i = 0; fits && i < expected.size(); i++) {
            fits =
                    expected.get(i).startsWith("{")
                            ? !given.get(i).isEmpty()
                            : expected.get(i).equals(given.get(i));
        }
        return fits;
    }
}
