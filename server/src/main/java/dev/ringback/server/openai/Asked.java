package dev.ringback.server.openai;

import dev.ringback.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a client asks for, as it was read, or what is wrong with it. */
public sealed interface Asked<T> {

    /** It can be used. */
    record Valid<T>(T value) implements Asked<T> {}

    /** It cannot. */
    record Invalid<T>(OpenAiError error) implements Asked<T> {}

    /** The problem, or else the value. */
    static <T> Asked<T> unless(Optional<OpenAiError> problem, Supplier<T> value) {
        return problem.<Asked<T>>map(Invalid::new).orElseGet(() -> new Valid<>(value.get()));
    }

    /** Goes on with the value when there is one. */
    default <R> Asked<R> then(Function<T, Asked<R>> next) {
        return switch (this) {
            case Valid<T>(T value) -> next.apply(value);
            case Invalid<T>(OpenAiError error) -> new Invalid<>(error);
        };
    }

    /** The answer to the client: what follows from the value, or the error. */
    default HttpResponse answer(Function<T, HttpResponse> next) {
        return switch (this) {
            case Valid<T>(T value) -> next.apply(value);
            case Invalid<T>(OpenAiError error) -> error.response();
        };
    }
}
