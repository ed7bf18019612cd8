package dev.ringback.net.json;

import dev.ringback.kernel.model.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the fields of a JSON object and collects what is wrong with them, so that one answer can
 * name it all. Reading never throws: a field that is missing, null or wrong reads as empty, and
 * what is wrong is found in {@link #problems}. A nested object reports to the same list.
 */
public final class JsonFields {

    /** What reading a body gives. */
    public sealed interface Parsed {

        /** A JSON object. */
        record Fields(JsonFields fields) implements Parsed {}

        /** Why it is not one. */
        record Malformed(String detail) implements Parsed {}
    }

    private static final int MAX_REPORTED = 50;

    private final Map<String, JsonSlice> members;
    private final String path;
    private final List<FieldError> problems;
    private final Set<String> asked = new HashSet<>();

    private JsonFields(Map<String, JsonSlice> members, String path, List<FieldError> problems) {
        this.members = members;
        this.path = path;
        this.problems = problems;
    }

    /** Reads a body, which must be a JSON object without repeated names. */
    public static Parsed parse(Payload body) {
        return parse(body, Strictness.REQUEST_STRICT);
    }

    /** Reads a body that is held to other bounds. */
    public static Parsed parse(Payload body, Strictness strictness) {
        return switch (Outline.read(body, strictness)) {
            case Outline.Reading.Malformed(_, String detail) -> new Parsed.Malformed(detail);
            case Outline.Reading.Members(Outline outline) ->
                    new Parsed.Fields(new JsonFields(outline.members(), "", new ArrayList<>()));
        };
    }

    /** The names of all fields that are there. */
    public Set<String> names() {
        return members.keySet();
    }

    /** Whether the field is there, null or not. */
    public boolean has(String name) {
        asked.add(name);
        return members.containsKey(name);
    }

    /** Whether the field is there and null, which in a PATCH means: remove it. */
    public boolean isNull(String name) {
        asked.add(name);
        JsonSlice member = members.get(name);
        return member != null && member.is(JsonType.NULL);
    }

    /** Whether the field is there and not null. */
    public boolean isGiven(String name) {
        return has(name) && !isNull(name);
    }

    /** Whether the field is there and a text. */
    public boolean isText(String name) {
        JsonSlice member = members.get(name);
        return member != null && member.is(JsonType.TEXT);
    }

    /** A text of at most so many characters. */
    public Optional<String> text(String name, int maxLength) {
        return value(name, JsonType.TEXT, "must be a text")
                .flatMap(member -> checked(name, member.text(), maxLength));
    }

    /** A text that must be given and not be blank; {@code ""} when it is not. */
    public String requiredText(String name, int maxLength) {
        if (!isGiven(name)) {
            problem(name, "is required");
            return "";
        }
        Optional<String> text = text(name, maxLength);
        if (text.isPresent() && text.get().isBlank()) {
            problem(name, "must not be blank");
            return "";
        }
        return text.orElse("");
    }

    /** True or false. */
    public Optional<Boolean> bool(String name) {
        return value(name, JsonType.BOOL, "must be true or false").map(JsonSlice::isTrue);
    }

    /** A whole number within bounds, both included. */
    public Optional<Long> integer(String name, long min, long max) {
        String wanted = "must be a whole number from " + min + " to " + max;
        return value(name, JsonType.NUMBER, wanted)
                .flatMap(member -> {
                    Optional<Long> number = member.integer();
                    if (number.isEmpty() || number.get() < min || number.get() > max) {
                        problem(name, wanted);
                        return Optional.empty();
                    }
                    return number;
                });
    }

    /** A number within bounds, both included. */
    public Optional<Double> number(String name, double min, double max) {
        String wanted = "must be a number from " + min + " to " + max;
        return value(name, JsonType.NUMBER, wanted)
                .flatMap(member -> {
                    double number = Double.parseDouble(member.ascii());
                    if (!(number >= min && number <= max)) {
                        problem(name, wanted);
                        return Optional.empty();
                    }
                    return Optional.of(number);
                });
    }

    /** A list of texts. */
    public Optional<List<String>> strings(String name, int maxItems, int maxLength) {
        return array(name, "must be a list of texts", maxItems)
                .flatMap(items -> all(name, items, maxLength));
    }

    private Optional<List<String>> all(String name, List<JsonSlice> items, int maxLength) {
        List<String> texts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            String field = name + "[" + i + "]";
            if (!items.get(i).is(JsonType.TEXT)) {
                problem(field, "must be a text");
            } else {
                checked(field, items.get(i).text(), maxLength).ifPresent(texts::add);
            }
        }
        return texts.size() == items.size() ? Optional.of(List.copyOf(texts)) : Optional.empty();
    }

    /** A nested object; its problems carry its path. */
    public Optional<JsonFields> object(String name) {
        return value(name, JsonType.OBJECT, "must be an object")
                .flatMap(member -> nested(name, member));
    }

    private Optional<JsonFields> nested(String name, JsonSlice member) {
        return switch (Outline.read(member.payload(), Strictness.REQUEST_STRICT)) {
            case Outline.Reading.Members(Outline outline) ->
                    Optional.of(new JsonFields(outline.members(), path + name + ".", problems));
            case Outline.Reading.Malformed _ -> {
                problem(name, "must be an object");
                yield Optional.empty();
            }
        };
    }

    /**
     * A list of lengths of time such as {@code "90s"}, {@code "5m"}, {@code "2h"}, within bounds.
     */
    public Optional<List<Duration>> durations(
            String name, int maxItems, Duration min, Duration max) {
        return strings(name, maxItems, 32)
                .flatMap(texts -> {
                    List<Duration> durations = new ArrayList<>(texts.size());
                    for (int i = 0; i < texts.size(); i++) {
                        duration(name + "[" + i + "]", texts.get(i), min, max)
                                .ifPresent(durations::add);
                    }
                    return durations.size() == texts.size()
                            ? Optional.of(List.copyOf(durations))
                            : Optional.empty();
                });
    }

    /** A length of time such as {@code "90s"}, {@code "5m"}, {@code "2h"}, within bounds. */
    public Optional<Duration> duration(String name, Duration min, Duration max) {
        return text(name, 32).flatMap(text -> duration(name, text, min, max));
    }

    private Optional<Duration> duration(String name, String text, Duration min, Duration max) {
        Optional<Duration> duration =
                Durations.parse(text)
                        .filter(it -> it.compareTo(min) >= 0 && it.compareTo(max) <= 0);
        if (duration.isEmpty()) {
            problem(
                    name,
                    "must be a length of time from "
                            + Durations.text(min)
                            + " to "
                            + Durations.text(max)
                            + ", such as \"30s\", \"5m\" or \"2h\"");
        }
        return duration;
    }

    /** A length of time in milliseconds, as fields named {@code ..._ms} have it. */
    public Optional<Duration> millis(String name, Duration min, Duration max) {
        return integer(name, min.toMillis(), max.toMillis()).map(Duration::ofMillis);
    }

    /** A moment in ISO 8601 with an offset, such as {@code 2026-01-31T12:00:00Z}. */
    public Optional<Instant> instant(String name) {
        Optional<String> text = text(name, 64);
        Optional<Instant> moment = text.flatMap(Moments::parse);
        if (text.isPresent() && moment.isEmpty()) {
            problem(name, Moments.EXPECTED);
        }
        return moment;
    }

    /** The bytes of the value as they arrived, whatever it is; null too. */
    public Optional<Payload> raw(String name) {
        asked.add(name);
        return Optional.ofNullable(members.get(name)).map(JsonSlice::payload);
    }

    /** Reports every field that nobody has asked for; called after all others. */
    public void rejectUnknown() {
        members.keySet().stream()
                .filter(name -> !asked.contains(name))
                .sorted()
                .forEach(name -> problem(excerpt(name), unknown(excerpt(name))));
    }

    private String unknown(String name) {
        return Suggestion.nearest(name, asked)
                .map("is not known; did you mean %s?"::formatted)
                .orElse("is not known");
    }

    /** Reports something that is wrong with a field, by its name in this object. */
    public void problem(String name, String detail) {
        if (problems.size() < MAX_REPORTED) {
            problems.add(new FieldError(path + name, detail));
        }
    }

    /** What is wrong so far, in this object and all that belong to it. */
    public List<FieldError> problems() {
        return List.copyOf(problems);
    }

    private Optional<JsonSlice> value(String name, JsonType type, String wanted) {
        asked.add(name);
        JsonSlice member = members.get(name);
        if (member == null || member.is(JsonType.NULL)) {
            return Optional.empty();
        }
        if (!member.is(type)) {
            problem(name, wanted);
            return Optional.empty();
        }
        return Optional.of(member);
    }

    private Optional<List<JsonSlice>> array(String name, String wanted, int maxItems) {
        return value(name, JsonType.ARRAY, wanted)
                .flatMap(member -> {
                    List<JsonSlice> items = member.elements(maxItems + 1);
                    if (items.size() > maxItems) {
                        problem(name, "must have at most " + maxItems + " items");
                        return Optional.empty();
                    }
                    return Optional.of(items);
                });
    }

    private Optional<String> checked(String name, String text, int maxLength) {
        Optional<String> fault = TextBounds.fault(text, maxLength);
        fault.ifPresent(words -> problem(name, words));
        return fault.isPresent() ? Optional.empty() : Optional.of(text);
    }

    private static String excerpt(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "...";
    }
}
