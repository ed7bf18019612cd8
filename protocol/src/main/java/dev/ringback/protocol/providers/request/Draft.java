package dev.ringback.protocol.providers.request;

import dev.ringback.protocol.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is to be signed. Its body may hold the marks {@code {{timestamp}}}, {@code
 * {{id}}}, {@code {{secret}}} and {@code {{signature}}}.
 *
 * @param id what makes this request different from others
 */
public record Draft(
        String method,
        String url,
        Map<String, String> headers,
        String body,
        String secret,
        SchemeContext context,
        Instant now,
        String id) {

    /** Stands in a body for the signature. */
    public static final String SIGNATURE = "{{signature}}";

    /** With the marks replaced that are known before signing. */
    public Draft filled(String timestamp) {
        String text =
                body.replace("{{timestamp}}", timestamp)
                        .replace("{{id}}", id)
                        .replace("{{secret}}", secret);
        return new Draft(method, url, headers, text, secret, context, now, id);
    }

    /** With one more header. */
    public Draft with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Draft(method, url, more, body, secret, context, now, id);
    }

    /** With another URL. */
    public Draft at(String other) {
        return new Draft(method, other, headers, body, secret, context, now, id);
    }

    /** With the signature in the body, where it belongs there. */
    public Draft signed(String signature) {
        String text = body.replace(SIGNATURE, signature);
        return new Draft(method, url, headers, text, secret, context, now, id);
    }

    /** Whether a header is not set, whatever its case. */
    public boolean lacks(String header) {
        return headers.keySet().stream().noneMatch(header::equalsIgnoreCase);
    }

    /** The request as it is now. */
    public InboundRequest request() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        headers.forEach(
                (name, value) -> values.computeIfAbsent(name, any -> new ArrayList<>()).add(value));
        return new InboundRequest(
                method, url, HeaderValues.of(values), body.getBytes(StandardCharsets.UTF_8));
    }
}
