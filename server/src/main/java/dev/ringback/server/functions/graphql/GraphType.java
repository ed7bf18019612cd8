package dev.ringback.server.functions.graphql;

import graphql.schema.idl.TypeRuntimeWiring;
import java.util.Objects;
import java.util.function.Function;

/**
 * How the fields of a type are had of what stands for it.
 *
 * @param <S> what stands for it
 */
final class GraphType<S> {

    private final TypeRuntimeWiring.Builder wiring;
    private final Class<S> shown;

    /** A type of that name. */
    GraphType(String name, Class<S> shown) {
        this.wiring = TypeRuntimeWiring.newTypeWiring(name);
        this.shown = shown;
    }

    /** With a field more; an empty {@code Optional} is null. */
    GraphType<S> with(String field, Function<S, ?> value) {
        wiring.dataFetcher(
                field,
                asked -> {
                    Object source = Objects.requireNonNull(asked.getSource());
                    return value.apply(shown.cast(source));
                });
        return this;
    }

    TypeRuntimeWiring.Builder wiring() {
        return wiring;
    }
}
