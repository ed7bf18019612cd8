package dev.ringback.net.http.listener;

import dev.ringback.net.http.ErrorWords;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Chooses who words an error, by the request's path, and passes on that there was one. */
final class Dialects {

    private static final int INTERNAL = 500;
    private static final Pattern NAMED = Pattern.compile("\\{[^/]*}");

    private record Dialect(Pattern prefix, ErrorWords words) {}

    private final List<Dialect> longestFirst;
    private final Consumer<Refusal> refused;

    Dialects(Map<String, ErrorWords> byPrefix, Consumer<Refusal> refused) {
        this.refused = refused;
        Comparator<Map.Entry<String, ErrorWords>> byLength =
                Comparator.comparingInt(entry -> entry.getKey().length());
        this.longestFirst =
                byPrefix.entrySet().stream()
                        .sorted(byLength.reversed())
                        .map(entry -> new Dialect(prefix(entry.getKey()), entry.getValue()))
                        .toList();
    }

    private static Pattern prefix(String text) {
        String[] literal = NAMED.split(text, -1);
        return Pattern.compile(
                String.join("[^/]+", List.of(literal).stream().map(Pattern::quote).toList()));
    }

    HttpResponse answer(String path, Refusal refusal) {
        if (refusal.status() != INTERNAL) {
            refused.accept(refusal);
        }
        for (Dialect dialect : longestFirst) {
            if (dialect.prefix().matcher(path).lookingAt()) {
                return dialect.words().answer(refusal);
            }
        }
        return ErrorWords.PROBLEM.answer(refusal);
    }
}
