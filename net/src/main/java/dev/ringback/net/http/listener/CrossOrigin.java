package dev.ringback.net.http.listener;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Which web pages may read the answers of this server, as browsers ask (the Fetch standard's CORS
 * protocol). Keys travel in a header of their own, so no page is told that it may send cookies.
 *
 * @param origins such as {@code https://app.example}; {@code *} for every page
 */
public record CrossOrigin(Set<String> origins) {

    /** No page may. */
    public static final CrossOrigin NONE = new CrossOrigin(Set.of());

    private static final String ANY = "*";
    private static final String ORIGIN = "Origin";
    private static final String ASKED_METHOD = "Access-Control-Request-Method";
    private static final String ASKED_HEADERS = "Access-Control-Request-Headers";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,2000}");

    public CrossOrigin {
        origins = Set.copyOf(origins);
    }

    /** Whether a page may read what it asks for. */
    private boolean lets(String origin) {
        return origins.contains(ANY) || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * What an answer says to the page that asked; nothing when none may read it, or it says itself
     * who may.
     *
     * @param request its headers; empty when they cannot be read
     * @param answer the headers that it has
     */
    List<Header> headers(Supplier<Optional<List<Header>>> request, List<Header> answer) {
        if (origins.isEmpty() || Header.first(answer, ALLOWED).isPresent()) {
            return List.of();
        }
        Optional<String> origin =
                request.get().flatMap(each -> Header.first(each, ORIGIN)).filter(this::lets);
        List<Header> headers = new ArrayList<>();
        if (!origins.contains(ANY)) {
            // What a cache keeps must not be given to another page without these words, or with.
            headers.add(new Header("Vary", ORIGIN));
        }
        origin.ifPresent(each -> {
            headers.add(new Header(ALLOWED, origins.contains(ANY) ? ANY : each));
            headers.add(new Header("Access-Control-Expose-Headers", ANY));
        });
        return headers;
    }

    /**
     * The answer to a browser that asks before it sends a page's request; empty when it does not
     * ask for a page that may.
     *
     * @param methods of the path
     */
    Optional<HttpResponse> preflight(List<Header> request, Collection<String> methods) {
        boolean asked =
                Header.first(request, ORIGIN).filter(this::lets).isPresent()
                        && Header.first(request, ASKED_METHOD).isPresent();
        if (!asked) {
            return Optional.empty();
        }
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Access-Control-Allow-Methods", String.join(", ", methods)));
        Header.first(request, ASKED_HEADERS)
                .filter(names -> NAMES.matcher(names).matches())
                .ifPresent(names -> headers.add(new Header("Access-Control-Allow-Headers", names)));
        headers.add(new Header("Access-Control-Max-Age", "600"));
        return Optional.of(new HttpResponse.Whole(204, headers, Payload.EMPTY));
    }
}
