package dev.ringback.server.functions.running;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.kept.RunCodec;
import dev.ringback.server.functions.kept.RunJson;
import dev.ringback.server.functions.runs.Inheritance;
import java.util.Optional;

/**
 * That a run which is to be made goes on where another one was, and does not begin at the
 * beginning: a document that is there until the run is.
 *
 * @param step the first one that is run again
 * @param name what its author called it
 * @param before how many steps of the other run ended before that one
 * @param input arguments that it is given in place of its own
 */
record FromStep(StepId step, String name, int before, Optional<CanonicalJson> input) {

    /** The kind of its document. */
    static final String KIND = "from_step";

    /** The step, where it is given other arguments. */
    Optional<Inheritance.Given> given() {
        return input.map(each -> new Inheritance.Given(step, name, each));
    }

    Document document(ProjectId project, long run) {
        return Document.create(
                KIND,
                project,
                RunCodec.id(run),
                new JsonObject()
                        .put("step", step.hash())
                        .put("name", name)
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
                                    fields.text("name"),
                                    (int) fields.number("before"),
                                    fields.optional("input").map(RunJson::json));
                    fields.close();
                    return from;
                });
    }
}
