package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.events.FunctionEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Waits that no event ends, until they are matched. */
public final class UnmatchedWaits implements RunWaits {

    private static final String KIND = "wait";

    @Override
    public Opened open(Wanted wanted, Instant now) {
        String id = RunCodec.id(wanted.run()) + "." + wanted.key();
        Document document = Document.create(KIND, wanted.project(), id, Payload.EMPTY);
        return new Opened(List.of(document), id, Optional.empty());
    }

    @Override
    public Opened openAndLookBack(Wanted wanted, Instant since, Set<String> except, Instant now) {
        return open(wanted, now);
    }

    @Override
    public Optional<FunctionEvent> lastLook(
            Wanted wanted, Instant since, Set<String> except, Instant now) {
        return Optional.empty();
    }

    @Override
    public Document closed(ProjectId project, String id) {
        return Document.create(KIND, project, id, Payload.EMPTY);
    }
}
