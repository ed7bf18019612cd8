package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Event;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.events.FunctionEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The port to what runs wait for. */
public interface RunWaits {

    /**
     * What a run waits for.
     *
     * @param run its number
     * @param key which wait of the run it is
     * @param event the name
     * @param condition over {@code event}, which started the run, and {@code async}, which came
     * @param started the event that started the run
     * @param until when it is over
     */
    record Wanted(
            ProjectId project,
            long run,
            String key,
            String event,
            Optional<String> condition,
            FunctionEvent started,
            Instant until) {}

    /**
     * What follows from beginning to wait.
     *
     * @param puts documents to commit with it
     * @param id of the wait
     * @param already the event, if it has come before
     */
    record Opened(List<Document> puts, String id, Optional<FunctionEvent> already) {}

    /** Begins to wait; what comes from now on is seen. */
    Opened open(Wanted wanted, Instant now);

    /**
     * Begins to wait, and looks at what came before.
     *
     * @param since from when on
     * @param except internal ids of events that do not count
     */
    Opened openAndLookBack(Wanted wanted, Instant since, Set<String> except, Instant now);

    /**
     * Begins to wait, and looks at what came after an event.
     *
     * @param event one of the project, such as the one that started the run
     */
    Opened openAfter(Wanted wanted, Event event, Instant now);

    /** Looks once more, before a wait is given up. */
    Optional<FunctionEvent> lastLook(Wanted wanted, Instant since, Set<String> except, Instant now);

    /** The document that is deleted when it is over. */
    Document closed(ProjectId project, String id);
}
