package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Reply;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.runs.Happening;
import dev.ringback.server.functions.runs.OpenStep;
import dev.ringback.server.functions.sdk.StepOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What functions see of answers to requests that the server made for them. */
final class FetchAnswers {

    private static final int REDIRECTS = 300;

    private FetchAnswers() {}

    static Happening of(OpenStep step, Reply.Answered answered) {
        return switch (step.op()) {
            case StepOp.Fetch fetch -> new Happening.Fetched(fetch.id(), fetched(fetch, answered));
            case StepOp.Infer infer -> inferred(step, infer, answered);
            default -> throw new IllegalArgumentException("not the server's to do");
        };
    }

    /** Whatever the status: what that means is the function's to say. */
    private static CanonicalJson fetched(StepOp.Fetch fetch, Reply.Answered answered) {
        Map<String, List<String>> values = new TreeMap<>();
        for (Header header : answered.headers()) {
            values.computeIfAbsent(canonical(header.name()), _ -> new ArrayList<>())
                    .add(header.value());
        }
        Map<String, CanonicalJson> headers = new HashMap<>();
        values.forEach((name, all) -> headers.put(name, CanonicalJson.of(String.join(",", all))));
        return CanonicalJson.object(
                Map.of(
                        "body", CanonicalJson.of(answered.body().text()),
                        "headers", CanonicalJson.object(headers),
                        "status_code", CanonicalJson.of(answered.status()),
                        "url", CanonicalJson.of(fetch.url())));
    }

    /** With capitals behind hyphens, as functions know names. */
    private static String canonical(String name) {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            text.append(first ? Character.toUpperCase(each) : Character.toLowerCase(each));
            first = each == '-';
        }
        return text.toString();
    }

    private static Happening inferred(OpenStep step, StepOp.Infer infer, Reply.Answered answered) {
        CanonicalJson body =
                CanonicalJson.read(answered.body().bytes())
                        .orElseGet(() -> CanonicalJson.of(answered.body().text()));
        if (answered.status() < REDIRECTS) {
            return new Happening.Fetched(infer.id(), body);
        }
        Map<String, CanonicalJson> error = new HashMap<>();
        error.put("name", CanonicalJson.of("AIGatewayError"));
        error.put(
                "message",
                CanonicalJson.of(
                        "Error making AI request: unsuccessful status code: " + answered.status()));
        error.put("data", body);
        error.put("stack", CanonicalJson.of(answered.body().text()));
        return new Happening.NotFetched(infer.id(), step.attempt(), CanonicalJson.object(error));
    }
}
