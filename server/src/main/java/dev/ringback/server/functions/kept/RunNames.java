package dev.ringback.server.functions.kept;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.events.Ulid;
import java.util.OptionalLong;

/**
 * The ids of runs. Most are made of the run's number; where an app has begun a run by itself it has
 * drawn the id, and a document says which run that is.
 *
 * @param store the disk
 */
public record RunNames(Store store) {

    /** The kind of the documents that say which run is meant. */
    private static final String KIND = "run_name";

    /** The number of the run of an id; empty when there is none that was drawn by an app. */
    public OptionalLong number(ProjectId project, String id) {
        OptionalLong own = Ulid.number(id);
        return own.isPresent() || !Ulid.is(id) ? own : drawn(project, id);
    }

    private OptionalLong drawn(ProjectId project, String id) {
        return store.document(KIND, project, id)
                .map(document -> Sequence.parse("", document.body().text()))
                .orElse(OptionalLong.empty());
    }

    /** What says which run has an id that an app has drawn. */
    public static Document document(ProjectId project, String id, long number) {
        return Document.create(KIND, project, id, Payload.of(RunCodec.id(number)));
    }
}
