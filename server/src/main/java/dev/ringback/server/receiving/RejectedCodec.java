package dev.ringback.server.receiving;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.StoredRecord;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.server.receiving.Rejected.Arrival;
import dev.ringback.server.vault.Secret;
import dev.ringback.server.vault.Vault;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes rejected requests as documents and reads them back. What stood in their heads may be a
 * secret, of another source or with a typing mistake, and so goes through the vault.
 */
record RejectedCodec(Vault vault) {

    static final String KIND = "rejected";

    /** Bodies are documents of their own, so that lists do not read them. */
    static final String BODIES = "rejected-body";

    private static final String PREFIX = "rej_";

    static String id(long sequence) {
        return Sequence.text(PREFIX, sequence);
    }

    /** What the ids of a source's documents begin with. */
    static String prefix(String source) {
        return source + ":";
    }

    static String documentId(String source, String id) {
        return prefix(source) + id;
    }

    /** The change that keeps one. */
    Change keep(Rejected rejected, ProjectId project, Instant end) {
        String id = documentId(rejected.source(), rejected.id());
        Payload bytes = rejected.arrival().body();
        Document head = Document.create(KIND, project, id, encode(rejected, project)).until(end);
        return bytes.size() == 0
                ? Change.put(head)
                : Change.put(head, Document.create(BODIES, project, id, bytes).until(end));
    }

    private Payload encode(Rejected rejected, ProjectId project) {
        String place = place(project, rejected.source());
        Arrival arrival = rejected.arrival();
        JsonObject body =
                new JsonObject()
                        .put("at", rejected.at().toString())
                        .put("reason", rejected.reason().word())
                        .put("detail", rejected.detail())
                        .putIfPresent("near", rejected.near())
                        .putIfPresent("address", rejected.address())
                        .put("head", vault.seal(new Secret(head(arrival)), place))
                        .put("size", rejected.size())
                        .put("kept", rejected.kept());
        return body.payload();
    }

    private static String head(Arrival arrival) {
        return new JsonObject()
                .put("method", arrival.method())
                .put("target", arrival.target())
                .put("url", arrival.url())
                .put(
                        "headers",
                        arrival.headers().stream()
                                .map(each ->
                                        new JsonObject()
                                                .put("name", each.name())
                                                .put("value", each.value())))
                .payload()
                .text();
    }

    /** The rejected request of a document, without its body. */
    Rejected decode(Document document) {
        String[] id = document.id().split(":", 2);
        String what = "rejected request %s of project %s".formatted(id[1], document.project());
        String place = place(document.project(), id[0]);
        return StoredRecord.read(
                document.body(),
                what,
                fields -> {
                    Payload head = Payload.of(vault.open(fields.text("head"), place).reveal());
                    Rejected rejected =
                            new Rejected(
                                    id[1],
                                    id[0],
                                    Instant.parse(fields.text("at")),
                                    fields.word("reason", RejectedCodec::reason),
                                    fields.text("detail"),
                                    fields.optional("near"),
                                    fields.optional("address"),
                                    StoredRecord.read(head, what, RejectedCodec::arrival),
                                    fields.number("size"),
                                    Math.toIntExact(fields.number("kept")));
                    fields.close();
                    return rejected;
                });
    }

    private static Arrival arrival(StoredRecord fields) {
        List<Header> headers =
                fields.list("headers")
                        .each(each -> new Header(each.text("name"), each.text("value")));
        Arrival arrival =
                new Arrival(
                        fields.text("method"),
                        fields.text("target"),
                        fields.text("url"),
                        headers,
                        Payload.EMPTY);
        fields.close();
        return arrival;
    }

    /** Reads a reason; empty when it is none. */
    static Optional<RejectReason> reason(String word) {
        return Arrays.stream(RejectReason.values())
                .filter(each -> each.word().equals(word))
                .findFirst();
    }

    private static String place(ProjectId project, String source) {
        return KIND + '/' + project.value() + '/' + source;
    }
}
