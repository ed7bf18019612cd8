package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SystemEvents;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route of an app's own whose handler runs steps: the request by which a run of it began, as its
 * event tells it, and by which the server asks it to go on. Headers of that request are not known.
 *
 * @param origin scheme, host and port of the app
 * @param method in upper case
 * @param path as it came, with a slash before it
 * @param query without the question mark; may be empty
 * @param type of the body; empty when there is none
 * @param body may be empty
 * @param given what its author calls it; empty when nothing was said
 */
public record OwnEndpoint(
        String origin,
        String method,
        String path,
        String query,
        String type,
        String body,
        String given) {

    /** What apps are called that have such routes, before where they are. */
    private static final String APP = "endpoints-";

    private static final Set<String> METHODS =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    /**
     * What SDKs read of a request that goes on with a run; of others they take the body as none.
     */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT");

    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]+");

    /** A part of a path that names one thing among many, as numbers and generated ids do. */
    private static final Pattern NAMES_ONE =
            Pattern.compile("[0-9]+|(?=.*[0-9])[A-Za-z0-9_~.-]{8,}|[A-Za-z0-9_~.-]{25,}");

    private static final int LONGEST = 80;

    /** What became of reading one. */
    public sealed interface Read {

        record Good(OwnEndpoint endpoint) implements Read {}

        record Bad(String why) implements Read {}
    }

    /** Whether a run that an event started is one of an app's own route. */
    public static boolean is(FunctionEvent event) {
        return event.name().equals(SystemEvents.REQUESTED);
    }

    /** Reads what an event tells. */
    public static Read read(FunctionEvent event) {
        ParsedJson data = event.data().parsed();
        String method = data.text("/method").orElse("").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            return new Read.Bad("event.data.method: is no method of HTTP: \"" + method + "\"");
        }
        String path = data.text("/path").orElse("");
        String domain = data.text("/domain").orElse("");
        String query = data.text("/query_params").orElse("");
        Optional<String> origin = origin(domain);
        if (origin.isEmpty()) {
            return new Read.Bad(
                    "event.data.domain: is not scheme and host of an http or https URL: \""
                            + domain
                            + "\"");
        }
        if (!path.startsWith("/") || !isUrl(url(origin.get(), path, query))) {
            return new Read.Bad("event.data.path: is no path of a URL: \"" + path + "\"");
        }
        return new Read.Good(
                new OwnEndpoint(
                        origin.get(),
                        method,
                        path,
                        query,
                        data.text("/content_type").orElse(""),
                        data.text("/body").orElse(""),
                        data.text("/fn").orElse("")));
    }

    private static Optional<String> origin(String domain) {
        try {
            URI url = new URI(domain);
            boolean known =
                    "http".equalsIgnoreCase(url.getScheme())
                            || "https".equalsIgnoreCase(url.getScheme());
            boolean bare =
                    String.valueOf(url.getRawPath()).matches("/?")
                            && url.getRawQuery() == null
                            && url.getUserInfo() == null;
            return known && bare && url.getHost() != null
                    ? Optional.of(url.getScheme() + "://" + url.getRawAuthority())
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static boolean isUrl(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String url(String origin, String path, String query) {
        return origin + path + (query.isEmpty() ? "" : "?" + query);
    }

    /** Where it is asked. */
    public String url() {
        return url(origin, path, query);
    }

    /** What the app is called: by where it is, as it says no other name. */
    public String app() {
        return APP + fit(origin.substring(origin.indexOf("://") + 3)).toLowerCase(Locale.ROOT);
    }

    /**
     * The app's name and the route's id, joined by a hyphen: what its author calls it, or method
     * and path, without what differs from one request to the next.
     */
    public String slug() {
        return app() + "-" + (given.isEmpty() ? derived() : fit(given));
    }

    /** For people. */
    public String name() {
        return given.isEmpty() ? method + " " + general("/") : given;
    }

    private String derived() {
        String text = fit(method.toLowerCase(Locale.ROOT) + general("-"));
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private String general(String between) {
        return Arrays.stream(path.substring(1).split("/"))
                .map(part -> NAMES_ONE.matcher(part).matches() ? "_" : part)
                .collect(Collectors.joining(between, between, ""));
    }

    private static String fit(String text) {
        return UNFIT.matcher(text).replaceAll("-");
    }

    /**
     * What the app's SDK checks the signature of a request against: the body in its canonical form,
     * and nothing where it does not look at the body.
     */
    public String signed() {
        if (!WITH_BODY.contains(method) || body.isEmpty()) {
            return "";
        }
        Optional<CanonicalJson> json = CanonicalJson.read(body.getBytes(StandardCharsets.UTF_8));
        return json.map(each ->
                        each.parsed() instanceof ParsedJson.Leaf(var kind, String text)
                                        && kind == ParsedJson.Kind.TEXT
                                ? text
                                : each.toString())
                .orElse(body);
    }
}
