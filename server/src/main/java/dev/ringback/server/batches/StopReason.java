package dev.ringback.server.batches;

import java.util.Locale;

/** The reason why a batch ends before all of its lines were run. */
enum StopReason {
    CANCELLED(
            BatchStatus.CANCELLED,
            "batch_cancelled",
            "The batch was cancelled before this request was answered."),
    EXPIRED(
            BatchStatus.EXPIRED,
            "batch_expired",
            "This request could not be answered before the completion window expired."),
    LOST(
            BatchStatus.FAILED,
            "input_file_lost",
            "A part of the batch's input file is no longer there.");

    private final BatchStatus end;
    private final String code;
    private final String message;

    StopReason(BatchStatus end, String code, String message) {
        this.end = end;
        this.code = code;
        this.message = message;
    }

    /** How the batch ends. */
    BatchStatus end() {
        return end;
    }

    /** What is said of each line that was not answered. */
    LineFault fault() {
        return LineFault.of(code, message);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static StopReason of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
