package dev.ringback.server.http;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Chooses who words an error, by the request's path. */
final class Dialects {

    private final List<Map.Entry<String, ErrorWords>> longestFirst;

    Dialects(Map<String, ErrorWords> byPrefix) {
        Comparator<Map.Entry<String, ErrorWords>> byLength =
                Comparator.comparingInt(entry -> entry.getKey().length());
        this.longestFirst =
                Map.copyOf(byPrefix).entrySet().stream().sorted(byLength.reversed()).toList();
    }

    HttpResponse answer(String path, Refusal refusal) {
        for (var dialect : longestFirst) {
            if (path.startsWith(dialect.getKey())) {
                return dialect.getValue().answer(refusal);
            }
        }
        return ErrorWords.PROBLEM.answer(refusal);
    }
}
