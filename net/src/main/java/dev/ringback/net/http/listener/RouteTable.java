package dev.ringback.net.http.listener;

import dev.ringback.net.http.Route;
import dev.ringback.net.http.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. A literal segment goes before a named one; where a path fits a
 * literal branch that leads nowhere, the named branch is tried.
 */
final class RouteTable {

    /** What a look-up finds. */
    sealed interface Match {

        /** The route, and the values of its named segments. */
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /** The path is known, but not with this method; these it has. */
        record OtherMethods(Collection<String> allowed) implements Match {}

        /** No route has this path. */
        record Unknown() implements Match {}

        /** The path cannot be read. */
        record Malformed() implements Match {}
    }

    private static final class Node {
        final Map<String, Node> literal = new HashMap<>();
        final Map<String, Route> routes = new TreeMap<>();
        @Nullable Node named;
        @Nullable Node rest;
    }

    private record Leaf(Node node, List<String> values) {}

    private final Node root = new Node();
    // Most requests go to a handful of paths without parameters: one look-up, nothing decoded.
    private final Map<String, Map<String, Match.Found>> fixed = new HashMap<>();

    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (String segment : segments(route.pattern())) {
                node = next(node, segment);
            }
            if (node.routes.put(route.method(), route) != null) {
                throw new IllegalArgumentException(
                        "two routes for " + route.method() + " " + route.pattern());
            }
            if (route.pattern().indexOf('{') < 0) {
                fixed.computeIfAbsent(route.pattern(), _ -> new HashMap<>())
                        .put(route.method(), new Match.Found(route, Map.of()));
            }
        }
    }

    /** Looks up a path as it came, without its query. */
    Match find(String method, String rawPath) {
        var methods = fixed.get(rawPath);
        if (methods != null) {
            Match.Found found = methods.get(method);
            if (found != null) {
                return found;
            }
        }
        var segments = Target.segments(rawPath);
        if (segments.isEmpty()) {
            return new Match.Malformed();
        }
        var leaves = new ArrayList<Leaf>();
        collect(root, segments.get(), 0, List.of(), leaves);
        return choose(method, leaves);
    }

    private static Match choose(String method, List<Leaf> leaves) {
        var allowed = new TreeSet<String>();
        for (Leaf leaf : leaves) {
            Route route = leaf.node().routes.get(method);
            if (route == null && method.equals("HEAD")) {
                route = leaf.node().routes.get("GET");
            }
            if (route != null) {
                return new Match.Found(route, parameters(route, leaf.values()));
            }
            allowed.addAll(leaf.node().routes.keySet());
        }
        if (allowed.isEmpty()) {
            return new Match.Unknown();
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return new Match.OtherMethods(allowed);
    }

    private static void collect(
            Node node, List<String> segments, int depth, List<String> values, List<Leaf> leaves) {
        if (depth == segments.size()) {
            if (!node.routes.isEmpty()) {
                leaves.add(new Leaf(node, values));
            }
            return;
        }
        String segment = segments.get(depth);
        Node literal = node.literal.get(segment);
        if (literal != null) {
            collect(literal, segments, depth + 1, values, leaves);
        }
        if (node.named != null && !segment.isEmpty()) {
            var longer = new ArrayList<>(values);
            longer.add(segment);
            collect(node.named, segments, depth + 1, longer, leaves);
        }
        if (node.rest != null) {
            leaves.add(new Leaf(node.rest, values));
        }
    }

    private static Map<String, String> parameters(Route route, List<String> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        int next = 0;
        for (String segment : segments(route.pattern())) {
            if (isName(segment) && !segment.endsWith("*}")) {
                parameters.put(segment.substring(1, segment.length() - 1), values.get(next++));
            }
        }
        return parameters;
    }

    private static List<String> segments(String pattern) {
        return List.of(pattern.substring(1).split("/", -1));
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{");
    }

    private static Node next(Node node, String segment) {
        if (segment.endsWith("*}")) {
            return rest(node);
        }
        return isName(segment) ? named(node) : literal(node, segment);
    }

    private static Node rest(Node node) {
        Node rest = node.rest;
        if (rest == null) {
            rest = new Node();
            node.rest = rest;
        }
        return rest;
    }

    private static Node literal(Node node, String segment) {
        return node.literal.computeIfAbsent(segment, _ -> new Node());
    }

    private static Node named(Node node) {
        Node named = node.named;
        if (named == null) {
            named = new Node();
            node.named = named;
        }
        return named;
    }
}
