package dev.ringback.server.functions.kept;

import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.server.functions.runs.Deferral;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Functions that are to be started when a run ends, as JSON. */
final class DeferralJson {

    private DeferralJson() {}

    static Optional<Stream<JsonObject>> write(Map<StepId, Deferral> deferrals) {
        return deferrals.isEmpty()
                ? Optional.empty()
                : Optional.of(deferrals.values().stream().map(DeferralJson::write));
    }

    private static JsonObject write(Deferral deferral) {
        return new JsonObject()
                .put("id", deferral.id().hash())
                .put("name", deferral.name())
                .put("function", deferral.function())
                .putIfPresent("input", deferral.input().map(Object::toString))
                .putIfPresent("meta", deferral.meta().map(Object::toString))
                .put("fate", deferral.fate().word())
                .put("reason", deferral.reason());
    }

    static Deferral read(StoredRecord fields) {
        return new Deferral(
                new StepId(fields.text("id")),
                fields.text("name"),
                fields.text("function"),
                fields.optional("input").map(RunJson::json),
                fields.optional("meta").map(RunJson::json),
                fields.word("fate", Deferral.Fate::parse),
                fields.text("reason"));
    }
}
