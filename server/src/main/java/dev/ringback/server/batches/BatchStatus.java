package dev.ringback.server.batches;

import java.util.Arrays;
import java.util.Locale;

/** The status of a batch, in OpenAI's words. */
enum BatchStatus {
    VALIDATING,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    FAILED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a word that {@link #word} wrote. */
    static BatchStatus of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no status: " + word));
    }
}
