package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import java.util.Optional;

/**
 * What waits that differ in a value alone have in common. There are few: they are in the code of
 * apps.
 *
 * @param event the name of the event
 * @param path the part of it by which waits are found; empty when any event may do
 */
record WaitShape(String event, Optional<String> path) {

    static final String KIND = "wait_shape";

    static WaitShape read(Document document) {
        return StoredRecord.read(
                document.body(),
                "wait shape " + document.id(),
                fields -> {
                    var shape = new WaitShape(fields.text("event"), fields.optional("path"));
                    fields.close();
                    return shape;
                });
    }

    String id() {
        return WaitIndex.name(event)
                + path.map(WaitIndex::hash).map(WaitIndex::hex).orElse(WaitIndex.ANY);
    }

    Document document(ProjectId project) {
        var body = new JsonObject().put("event", event).putIfPresent("path", path);
        return Document.create(KIND, project, id(), body.payload());
    }
}
