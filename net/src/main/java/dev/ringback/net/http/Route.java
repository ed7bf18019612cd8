package dev.ringback.net.http;

import dev.ringback.net.json.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One method on one path.
 *
 * @param method in upper case
 * @param pattern such as {@code /api/v1/endpoints/{id}}; a named segment matches one segment that
 *     is not empty, and {@code {name*}} at the end one segment or more, of any kind, which are no
 *     parameter
 * @param maxBody the longest body that is taken, in bytes, a short one of a GET or a DELETE in any
 *     case; a longer one is answered 413, before it is read if its length is announced
 * @param intake how the body is taken, and who answers
 */
public record Route(String method, String pattern, int maxBody, Intake intake) {

    /** How a body is taken, and who answers. */
    public sealed interface Intake {

        /** The body is read whole into memory before the handler is called. */
        record Whole(Handler handler) implements Intake {}

        /** There is no body, and the handler answers whatever else is busy, at once. */
        record Probe(Handler handler) implements Intake {}

        /** The handler reads the body itself, as it arrives; none of it is held. */
        record Streamed(StreamHandler handler) implements Intake {}

        /** There is no body, and the connection becomes a WebSocket. */
        record Sockets(SocketHandler handler) implements Intake {}
    }

    /** Words the refusal of a parameter of the query that means nothing. */
    @FunctionalInterface
    public interface Unknown {

        /**
         * The answer.
         *
         * @param problem in words behind the name, with what was probably meant
         */
        HttpResponse refusal(String name, String problem);
    }

    /**
     * So long may a body be where none has a meaning: clients send an empty object with whatever
     * they send, and some their parameters with a GET.
     */
    public static final int TOLERATED = 16 * 1024;

    private static final Set<String> TOLERANT = Set.of("GET", "DELETE");

    private static final Pattern SEGMENT = Pattern.compile("\\{[a-zA-Z][a-zA-Z0-9_]*}|[^{}%?#/]*");

    private static final Pattern REST = Pattern.compile("/\\{[a-zA-Z][a-zA-Z0-9_]*\\*}$");

    public Route {
        if (!method.matches("[A-Z]+")) {
            throw new IllegalArgumentException("method is not in upper case: " + method);
        }
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("pattern does not start with a slash: " + pattern);
        }
        if (maxBody < 0) {
            throw new IllegalArgumentException("maxBody is negative: " + maxBody);
        }
        if (TOLERANT.contains(method)) {
            maxBody = Math.max(maxBody, TOLERATED);
        }
        Set<String> names = new HashSet<>();
        String plain = REST.matcher(pattern).replaceFirst("");
        for (String segment : plain.substring(Math.min(1, plain.length())).split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException("pattern has a malformed segment: " + pattern);
            }
            if (segment.startsWith("{") && !names.add(segment)) {
                throw new IllegalArgumentException("pattern names a segment twice: " + pattern);
            }
        }
    }

    /** A route whose handler is given the body whole. */
    public Route(String method, String pattern, int maxBody, Handler handler) {
        this(method, pattern, maxBody, new Intake.Whole(handler));
    }

    /** A route whose handler reads the body itself. */
    public static Route streamed(
            String method, String pattern, int maxBody, StreamHandler handler) {
        return new Route(method, pattern, maxBody, new Intake.Streamed(handler));
    }

    /** A route whose requests have no body, and are answered whatever else is busy. */
    public static Route probe(String pattern, Handler handler) {
        return new Route("GET", pattern, 0, new Intake.Probe(handler));
    }

    /** A route whose requests ask for a WebSocket. */
    public static Route socket(String pattern, SocketHandler handler) {
        return new Route("GET", pattern, 0, new Intake.Sockets(handler));
    }

    /**
     * The same route, which refuses whatever parameter of the query is not among these, before
     * anything runs: who mistyped one would be served something else than what was asked for.
     */
    public Route knowing(List<String> parameters, Unknown words) {
        return new Route(
                method,
                pattern,
                maxBody,
                switch (intake) {
                    case Intake.Whole(Handler handler) ->
                            new Intake.Whole(
                                    Handler.gated(head ->
                                            refusal(head, parameters, words)
                                                    .<HeadDecision>map(HeadDecision.Refused::new)
                                                    .orElseGet(() -> handler.admit(head))));
                    case Intake.Streamed(StreamHandler handler) ->
                            new Intake.Streamed((head, body) -> {
                                var refused = refusal(head, parameters, words);
                                return refused.isPresent()
                                        ? refused.get()
                                        : handler.handle(head, body);
                            });
                    case Intake.Probe _, Intake.Sockets _ -> intake;
                });
    }

    private static Optional<HttpResponse> refusal(
            HttpRequest head, List<String> parameters, Unknown words) {
        return head.query().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !parameters.contains(name))
                .findFirst()
                .map(name ->
                        words.refusal(
                                name, "is not known" + Suggestion.question(name, parameters)));
    }

    /** A route whose requests have no body. */
    public static Route get(String pattern, Handler handler) {
        return new Route("GET", pattern, 0, handler);
    }
}
