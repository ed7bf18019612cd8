package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names what was shown as it was at the time, as RFC 9110 section 8.8.3 says: whoever changes it
 * may expect it to be so still.
 *
 * @param edition a greater one with each change that is shown
 */
public record EntityTag(long edition) {

    /** The same answer, naming it. */
    public HttpResponse.Whole on(HttpResponse.Whole answer) {
        return Problems.with(answer, new Header("ETag", text()));
    }

    /** Shows it, or says that the request knows it as it is (RFC 9110 section 13.1.2). */
    public HttpResponse.Whole shown(HttpRequest request, HttpResponse.Whole answer) {
        boolean known =
                request.header("If-None-Match").stream()
                        .flatMap(text -> Stream.of(text.split(",")))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(each -> each.equals("*") || each.equals(text()));
        return on(known ? new HttpResponse.Whole(304, List.of(), Payload.EMPTY) : answer);
    }

    /**
     * The answer to a request that expects another.
     *
     * @param what the kind of thing that is to be changed
     */
    public Optional<HttpResponse> refuses(HttpRequest request, String what) {
        return request.header("If-Match")
                .map(String::strip)
                .filter(expected -> !expected.equals("*") && !expected.equals(text()))
                .map(_ ->
                        Problems.of(
                                412,
                                "revision_mismatch",
                                "the %s is at another revision than If-Match names"
                                        .formatted(what)));
    }

    private String text() {
        return "\"" + edition + "\"";
    }
}
