package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import java.util.Optional;

/**
 * That a run which is to be made goes on where another one was, and does not begin at the
 * beginning: a document that is there until the run is.
 *
 * @param step the first one that is run again
 * @param before how many steps of the other run ended before that one
 * @param input arguments that it is given in place of its own
 */
record FromStep(StepId step, int before, Optional<CanonicalJson> input) {

    /** The kind of its document. */
    static final String KIND = "from_step";

    Document document(ProjectId project, long run) {
        return Document.create(
                KIND,
                project,
                RunCodec.id(run),
                new JsonObject()
                        .put("step", step.hash())
                        .put("before", before)
                        .putIfPresent("input", input.map(Object::toString))
                        .payload());
    }

    static FromStep read(Document document) {
        return StoredRecord.read(
                document.body(),
                "first step of run " + document.id(),
                fields -> {
                    var from =
                            new FromStep(
                                    new StepId(fields.text("step")),
                                    (int) fields.number("before"),
                                    fields.optional("input").map(RunJson::json));
                    fields.close();
                    return from;
                });
    }
}
