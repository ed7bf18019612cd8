package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.Problem;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the bodies of requests, strictly: nothing happens unless all of one is right. */
public final class RequestBodies {

    private static final Payload NOTHING = Payload.of("{}");

    private RequestBodies() {}

    /**
     * Decides about a request.
     *
     * @param reading asks for all fields, and says what follows if none of them is wrong
     */
    public static Decision decide(
            HttpRequest request, Function<JsonFields, Supplier<Decision>> reading) {
        Payload body = request.body().size() == 0 ? NOTHING : request.body();
        return switch (JsonFields.parse(body)) {
            case JsonFields.Parsed.Malformed(String detail) -> refused(Problem.invalidJson(detail));
            case JsonFields.Parsed.Fields(JsonFields fields) -> {
                Supplier<Decision> decision = reading.apply(fields);
                fields.rejectUnknown();
                Optional<Problem> problem = Problem.with(fields);
                yield problem.isPresent() ? refused(problem.get()) : decision.get();
            }
        };
    }

    /**
     * The value of a field that was read: what was given, what is usual when it is null, and what
     * holds already when it is absent.
     */
    public static <T> T given(JsonFields fields, String name, Optional<T> read, T kept, T usual) {
        return read.orElseGet(() -> fields.isNull(name) ? usual : kept);
    }

    /** A text in which a check finds no problem. */
    public static Optional<String> text(
            JsonFields fields, String name, int most, Function<String, Optional<String>> check) {
        Optional<String> text = fields.text(name, most);
        Optional<String> problem = text.flatMap(check);
        problem.ifPresent(detail -> fields.problem(name, detail));
        return problem.isPresent() ? Optional.empty() : text;
    }

    /** A text that a reader understands. */
    public static <T> Optional<T> word(
            JsonFields fields, String name, String choices, Function<String, Optional<T>> reader) {
        Optional<String> text = fields.text(name, ApiLimits.WORD);
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            fields.problem(name, "must be " + choices + Suggestion.among(text.get(), choices));
        }
        return value;
    }

    /** A list of texts, each of which a reader understands. */
    public static <T> Optional<List<T>> words(
            JsonFields fields,
            String name,
            int most,
            String choices,
            Function<String, Optional<T>> reader) {
        Optional<List<String>> texts = fields.strings(name, most, ApiLimits.WORD);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        if (texts.get().isEmpty()) {
            fields.problem(name, "must not be empty");
            return Optional.empty();
        }
        List<T> values = texts.get().stream().flatMap(text -> reader.apply(text).stream()).toList();
        if (values.size() == texts.get().size()) {
            return Optional.of(values);
        }
        for (int i = 0; i < texts.get().size(); i++) {
            String text = texts.get().get(i);
            if (reader.apply(text).isEmpty()) {
                fields.problem(
                        name + "[" + i + "]",
                        "must be " + choices + Suggestion.among(text, choices));
            }
        }
        return Optional.empty();
    }

    private static Decision refused(Problem problem) {
        return new Decision.Answer(problem.toResponse());
    }
}
