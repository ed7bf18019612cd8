package dev.ringback.server.functions.reading;

import dev.ringback.net.json.Omitted;
import dev.ringback.server.functions.runs.Deferral;
import java.util.Optional;

/**
 * A function that a run has started at its end, or is to start then.
 *
 * @param id of the step that said so
 * @param name what its author called it
 * @param function the app's name and the function's id, joined by a hyphen
 * @param status what becomes of it, in a word
 * @param reason why it is not started, in words
 */
public record DeferralView(
        String id, String name, String function, String status, @Omitted Optional<String> reason) {

    static DeferralView of(Deferral deferral) {
        return new DeferralView(
                deferral.id().hash(),
                deferral.name(),
                deferral.function(),
                deferral.fate().word(),
                Optional.of(deferral.reason()).filter(why -> !why.isEmpty()));
    }
}
