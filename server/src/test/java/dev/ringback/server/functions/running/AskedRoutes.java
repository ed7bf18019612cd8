package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import dev.ringback.server.access.KeyGuard;
import dev.ringback.server.access.Keys;
import dev.ringback.server.access.Projects;
import dev.ringback.server.access.Quota;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Routes that a test asks without a connection between. */
record AskedRoutes(List<Route> routes) {

    /** An answer. */
    record Answer(int status, List<Header> headers, Payload body) {

        String text() {
            return body.text();
        }

        String header(String name) {
            return Header.first(headers, name).orElse("");
        }
    }

    /** Knows API keys, of which there are none. */
    static KeyGuard guard(RunRig rig) {
        return new KeyGuard(
                new Keys(rig.disk, rig.time, rig.ids, new SecureRandom(), Optional.empty()),
                new Projects(rig.disk, rig.time, rig.ids),
                Quota.ENDLESS,
                new Places(10),
                _ -> {});
    }

    Answer get(String target) {
        return ask("GET", target, "");
    }

    Answer delete(String target) {
        return ask("DELETE", target, "");
    }

    Answer post(String target, String body) {
        return ask("POST", target, body.replace('\'', '"'));
    }

    private Answer ask(String method, String target, String body) {
        String[] parts = target.split("\\?", 2);
        for (Route route : routes) {
            Optional<Map<String, String>> named = match(route.pattern(), parts[0]);
            if (route.method().equals(method) && named.isPresent()) {
                var request =
                        new HttpRequest(
                                method,
                                parts[0],
                                named.get(),
                                query(parts.length == 2 ? parts[1] : ""),
                                List.of(),
                                Payload.of(body));
                return answer(((Route.Intake.Whole) route.intake()).handler().handle(request));
            }
        }
        throw new IllegalArgumentException("no route: " + method + " " + target);
    }

    private static Answer answer(HttpResponse response) {
        var whole = (HttpResponse.Whole) response;
        return new Answer(whole.status(), whole.headers(), whole.body());
    }

    private static List<Map.Entry<String, String>> query(String text) {
        return Stream.of(text.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .toList();
    }

    private static Optional<Map<String, String>> match(String pattern, String path) {
        List<String> wanted = Arrays.asList(pattern.split("/"));
        List<String> given = Arrays.asList(path.split("/"));
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> named = new TreeMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String each = wanted.get(i);
            if (each.startsWith("{")) {
                named.put(each.substring(1, each.length() - 1), given.get(i));
            } else if (!each.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(named);
    }
}
