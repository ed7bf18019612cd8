package dev.ringback.server.config;

import java.util.function.Function;

/** The result of reading something that a person wrote: a value, or what is wrong with it. */
sealed interface Reading<T> {

    /** It can be used. */
    record Good<T>(T value) implements Reading<T> {}

    /**
     * It cannot be used.
     *
     * @param because what is wrong and what would be right, in words
     */
    record Refused<T>(String because) implements Reading<T> {}

    static <T> Reading<T> good(T value) {
        return new Good<>(value);
    }

    static <T> Reading<T> refused(String because) {
        return new Refused<>(because);
    }

    /** Goes on with the value when there is one. */
    default <R> Reading<R> then(Function<T, Reading<R>> next) {
        return switch (this) {
            case Good<T>(T value) -> next.apply(value);
            case Refused<T>(String because) -> refused(because);
        };
    }
}
