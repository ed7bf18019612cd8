package dev.ringback.server.api.surface;

import dev.ringback.kernel.model.LaneId;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.json.FieldError;
import dev.ringback.net.json.Moments;
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.endpoints.Endpoint;
import dev.ringback.server.functions.events.SentNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads a request's query strictly: what is unknown, repeated or malformed is a problem, and all
 * problems are named at once.
 */
public final class QueryFields {

    private final String list;
    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();
    private final List<FieldError> faults = new ArrayList<>();

    public QueryFields(HttpRequest request) {
        var values = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> parameter : request.query()) {
            if (values.putIfAbsent(parameter.getKey(), parameter.getValue()) != null) {
                faults.add(new FieldError(parameter.getKey(), "is there twice"));
            }
        }
        this.values = values;
        this.list = request.path();
    }

    /** How many entries the page may have. */
    public int limit() {
        return text("limit")
                .map(text -> {
                    if (text.matches("[0-9]{1,4}")) {
                        int limit = Integer.parseInt(text);
                        if (limit >= 1 && limit <= ApiLimits.MAX_PAGE) {
                            return limit;
                        }
                    }
                    refuse("limit", "is not a whole number from 1 to " + ApiLimits.MAX_PAGE);
                    return ApiLimits.PAGE;
                })
                .orElse(ApiLimits.PAGE);
    }

    /** The number at which the page starts; everything when no cursor is given. */
    public long before() {
        Optional<String> cursor = text("cursor");
        if (cursor.isEmpty()) {
            return Long.MAX_VALUE;
        }
        OptionalLong place =
                Cursor.place(list, cursor.get())
                        .map(text -> Sequence.parse("", text))
                        .orElse(OptionalLong.empty());
        if (place.isEmpty()) {
            refuse("cursor", "is not a cursor that this list gave");
        }
        return place.orElse(Long.MAX_VALUE);
    }

    /** The text at which the page starts. */
    public Optional<String> after() {
        Optional<String> cursor = text("cursor");
        Optional<String> place = cursor.flatMap(text -> Cursor.place(list, text));
        if (cursor.isPresent() && place.isEmpty()) {
            refuse("cursor", "is not a cursor that this list gave");
        }
        return place;
    }

    /** A text that a reader understands. */
    public <T> Optional<T> word(String name, String choices, Function<String, Optional<T>> reader) {
        Optional<String> text = text(name);
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            refuse(name, "is not " + choices + Suggestion.among(text.get(), choices));
        }
        return value;
    }

    /** Whether something is asked for. */
    public boolean flag(String name) {
        return word(
                        name,
                        "true or false",
                        text ->
                                switch (text) {
                                    case "true" -> Optional.of(true);
                                    case "false" -> Optional.of(false);
                                    default -> Optional.empty();
                                })
                .orElse(false);
    }

    public Optional<Instant> moment(String name) {
        Optional<String> text = text(name);
        Optional<Instant> moment = text.flatMap(Moments::parse);
        if (text.isPresent() && moment.isEmpty()) {
            refuse(name, Moments.EXPECTED);
        }
        return moment;
    }

    public Optional<String> glob(String name) {
        Optional<String> glob = text(name);
        glob.flatMap(SentNames::problemWith).ifPresent(problem -> refuse(name, problem));
        return glob;
    }

    /** The lane of an endpoint by its id, or of the webhooks that jobs named by their origin. */
    public Optional<LaneId> lane(String name, ProjectId project) {
        Optional<String> text = text(name);
        Optional<LaneId> lane =
                text.flatMap(each ->
                        Origins.lane(each, project)
                                .or(() ->
                                        Optional.of(each)
                                                .filter(Endpoint::validId)
                                                .map(LaneId::new)));
        if (text.isPresent() && lane.isEmpty()) {
            refuse(name, "is neither an endpoint's id nor an origin like https://hooks.example");
        }
        return lane;
    }

    public Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    void refuse(String field, String detail) {
        faults.add(new FieldError(field, detail));
    }

    /** What is wrong, once everything has been asked for. */
    public List<FieldError> faults() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                faults.add(
                        new FieldError(
                                name,
                                "is not a parameter of this request"
                                        + Suggestion.question(name, known)));
            }
        }
        return List.copyOf(faults);
    }
}
