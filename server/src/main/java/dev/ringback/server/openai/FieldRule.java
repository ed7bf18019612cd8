package dev.ringback.server.openai;

import dev.ringback.net.json.JsonSlice;
import dev.ringback.net.json.JsonType;
import dev.ringback.net.json.Outline;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A rule for one field of a request; says in words what is wrong. */
@FunctionalInterface
interface FieldRule {

    /** The problem with a value that is present and not null; empty when there is none. */
    Optional<String> problem(JsonSlice value);

    /** The problems with the fields of an object that have rules. */
    static Stream<OpenAiError> problems(Map<String, FieldRule> rules, Outline object) {
        return rules.entrySet().stream()
                .flatMap(rule ->
                        object
                                .given(rule.getKey())
                                .flatMap(rule.getValue()::problem)
                                .flatMap(problem -> OpenAiError.wrong(rule.getKey(), problem))
                                .stream());
    }

    static FieldRule string() {
        return of("a string", JsonType.TEXT);
    }

    static FieldRule bool() {
        return of("true or false", JsonType.BOOL);
    }

    static FieldRule object() {
        return of("an object", JsonType.OBJECT);
    }

    private static FieldRule of(String what, JsonType type) {
        return value -> value.is(type) ? Optional.empty() : Optional.of("must be " + what);
    }
}
