package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.net.http.Refusal;
import dev.ringback.net.http.Route;
import dev.ringback.net.http.Target;
import dev.ringback.net.json.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the path that somebody probably meant who asks for one that there is not. */
final class NearRoutes {

    /** So much of a path is named in a refusal. */
    private static final int LONGEST_NAMED = 200;

    /** Where an API says what it has. */
    private static final String DESCRIPTION = "/openapi.json";

    private final List<List<String>> patterns;
    private final Optional<String> description;

    NearRoutes(List<Route> routes) {
        patterns = routes.stream().map(Route::pattern).distinct().map(NearRoutes::split).toList();
        description =
                routes.stream()
                        .map(Route::pattern)
                        .filter(pattern -> pattern.endsWith(DESCRIPTION))
                        .findFirst();
    }

    /** Why a request is not answered for which no route was found. */
    Refusal wrong(RouteTable.Match match, String method, String path) {
        String named = method + " " + path.substring(0, Math.min(path.length(), LONGEST_NAMED));
        return switch (match) {
            case RouteTable.Match.OtherMethods(var allowed) ->
                    new Refusal(
                            405,
                            "method_not_allowed",
                            "This path is not for " + method + ": " + named + ".",
                            List.of(new Header("Allow", String.join(", ", allowed))));
            case RouteTable.Match.Malformed _ -> Listener.malformed("The path is malformed.");
            case RouteTable.Match.Unknown _, RouteTable.Match.Found _ ->
                    Refusal.of(404, "not_found", "No such path: " + named + "." + hint(path));
        };
    }

    /** What to add to the refusal of a path, as a sentence behind a space; or nothing. */
    String hint(String rawPath) {
        return meant(rawPath)
                .map(" Did you mean %s?"::formatted)
                .or(() -> description.map(" What there is says %s."::formatted))
                .orElse("");
    }

    private Optional<String> meant(String rawPath) {
        Optional<List<String>> asked = Target.segments(rawPath).map(NearRoutes::trimmed);
        return asked.filter(segments -> !segments.isEmpty())
                .flatMap(segments ->
                        patterns.stream().flatMap(pattern -> near(pattern, segments)).findFirst());
    }

    /** The path by a pattern, when one word of it is mistyped at most. */
    private static Stream<String> near(List<String> pattern, List<String> asked) {
        if (pattern.size() != asked.size() || pattern.getLast().endsWith("*}")) {
            return Stream.empty();
        }
        List<String> path = new ArrayList<>();
        int wrong = 0;
        for (int i = 0; i < pattern.size(); i++) {
            String segment = pattern.get(i);
            if (segment.startsWith("{") || segment.equals(asked.get(i))) {
                path.add(segment);
                continue;
            }
            Optional<String> meant = Suggestion.nearest(asked.get(i), List.of(segment));
            wrong++;
            if (meant.isEmpty() || wrong > 1) {
                return Stream.empty();
            }
            path.add(segment);
        }
        return Stream.of("/" + String.join("/", path));
    }

    private static List<String> split(String pattern) {
        return List.of(pattern.substring(1).split("/", -1));
    }

    /** Without the nothing behind a last slash, or between two. */
    private static List<String> trimmed(List<String> segments) {
        return segments.stream().filter(segment -> !segment.isEmpty()).toList();
    }
}
