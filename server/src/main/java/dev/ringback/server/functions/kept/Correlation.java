package dev.ringback.server.functions.kept;

import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.events.SystemEvents;
import dev.ringback.server.functions.events.Ulid;
import java.util.Optional;
import java.util.OptionalLong;

/** By what a run that was called knows the step of another run that waits for it. */
public final class Correlation {

    private static final String PLACE = "/_inngest/correlation_id";

    private Correlation() {}

    static String text(long run, StepId step) {
        return Ulid.of(run) + "." + step.hash();
    }

    /** The step that an event tells of, which is one of the server's own. */
    public static Optional<Run.Parent> of(FunctionEvent event) {
        return event.name().equals(SystemEvents.INVOKED)
                ? event.data().parsed().text(PLACE).flatMap(Correlation::read)
                : Optional.empty();
    }

    private static Optional<Run.Parent> read(String text) {
        int dot = text.indexOf('.');
        OptionalLong run = Ulid.number(text.substring(0, Math.max(0, dot)));
        return run.isPresent() && dot + 1 < text.length()
                ? Optional.of(new Run.Parent(run.getAsLong(), new StepId(text.substring(dot + 1))))
                : Optional.empty();
    }
}
