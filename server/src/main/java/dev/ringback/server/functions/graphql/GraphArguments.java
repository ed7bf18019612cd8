package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.access.Caller;
import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a field is asked with. That it fits the schema is known.
 *
 * @param given by name
 */
record GraphArguments(Map<String, Object> given) {

    static GraphArguments of(DataFetchingEnvironment asked) {
        return new GraphArguments(asked.getArguments());
    }

    /** Who asks. */
    static Caller caller(DataFetchingEnvironment asked) {
        return Objects.requireNonNull(asked.getGraphQlContext().get(Caller.class));
    }

    /** Whose things are asked for. */
    static ProjectId project(DataFetchingEnvironment asked) {
        return caller(asked).project();
    }

    /** One that may be left out. */
    <T> Optional<T> find(String name, Class<T> type) {
        return Optional.ofNullable(given.get(name)).map(type::cast);
    }

    /** A text that the schema demands. */
    String text(String name) {
        return find(name, String.class).orElseThrow();
    }

    /** The members of an object; none when it is left out. */
    GraphArguments object(String name) {
        return find(name, Map.class)
                .map(GraphArguments::members)
                .orElse(new GraphArguments(Map.of()));
    }

    /** The same of each element of a list. */
    List<GraphArguments> objects(String name) {
        return list(name, Map.class).stream().map(GraphArguments::members).toList();
    }

    private static GraphArguments members(Map<?, ?> object) {
        Map<String, Object> members = new HashMap<>();
        object.forEach((name, value) -> {
            if (value != null) {
                members.put(name.toString(), value);
            }
        });
        return new GraphArguments(members);
    }

    /** The elements of a list; none when it is left out. */
    <T> List<T> list(String name, Class<T> type) {
        return find(name, List.class).stream()
                .flatMap(each -> ((List<?>) each).stream())
                .map(type::cast)
                .toList();
    }
}
