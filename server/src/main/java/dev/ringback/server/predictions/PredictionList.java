package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.kernel.port.Store;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonWriter;
import dev.ringback.server.jobs.Job;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The predictions of a project, the newest first, in pages that can be turned both ways. Each has a
 * document that says where it stands in the list, and nothing else.
 */
record PredictionList(Store store, Predictions predictions) {

    /** The kind of the documents. */
    static final String KIND = "prediction";

    static final int USUAL_SIZE = 25;
    static final int LEAST_SIZE = 5;
    static final int LARGEST_SIZE = 50;

    /** The document of a prediction, to be committed with its job. */
    static Document entry(Job job, Instant expiresAt) {
        String place = Sequence.text("", job.event());
        return Document.create(KIND, job.project(), place, Payload.of(job.id())).until(expiresAt);
    }

    /**
     * Where a page begins.
     *
     * @param newer whether it lies before the place rather than behind it
     * @param place of the entry beside it
     */
    private record Cursor(boolean newer, String place) {

        private static final int LENGTH = Sequence.text("", 0).length() + 1;

        String text() {
            byte[] plain = ((newer ? "p" : "n") + place).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
        }

        static Optional<Cursor> parse(String text) {
            try {
                byte[] plain = Base64.getUrlDecoder().decode(text);
                String read = new String(plain, StandardCharsets.UTF_8);
                boolean right =
                        read.length() == LENGTH
                                && "pn".indexOf(read.charAt(0)) >= 0
                                && Sequence.parse("", read.substring(1)).isPresent();
                return right
                        ? Optional.of(new Cursor(read.charAt(0) == 'p', read.substring(1)))
                        : Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    /** Some entries of the list, the newest first, and whether there are others on either side. */
    private record Page(List<Document> entries, boolean newer, boolean older) {}

    HttpResponse answer(HttpRequest request, ProjectId project, PublicUrl publicUrl) {
        List<ValidationError> faults = new ArrayList<>();
        Optional<String> given = request.query("cursor").filter(text -> !text.isEmpty());
        Optional<Cursor> cursor = given.flatMap(Cursor::parse);
        if (given.isPresent() && cursor.isEmpty()) {
            faults.add(
                    ValidationError.wrong(
                            "query", "cursor", "must be a cursor that this list gave"));
        }
        Optional<Integer> size = size(request.query("page_size"));
        if (size.isEmpty()) {
            String wanted = "must be a whole number from " + LEAST_SIZE + " to " + LARGEST_SIZE;
            faults.add(ValidationError.wrong("query", "page_size", wanted));
        }
        return faults.isEmpty()
                ? HttpResponse.json(
                        200,
                        shown(
                                page(project, cursor, size.orElseThrow()),
                                publicUrl,
                                size.orElseThrow()))
                : PredictionErrors.invalid(faults);
    }

    private static Optional<Integer> size(Optional<String> text) {
        return Optional.of(text.orElse(Integer.toString(USUAL_SIZE)))
                .filter(each -> each.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .filter(each -> each >= LEAST_SIZE && each <= LARGEST_SIZE);
    }

    /** One entry more than is shown tells whether there are others on that side. */
    private Page page(ProjectId project, Optional<Cursor> cursor, int size) {
        boolean upwards = cursor.map(Cursor::newer).orElse(false);
        var query = new DocumentQuery(KIND, project, !upwards, cursor.map(Cursor::place), size + 1);
        List<Document> found = store.documents(query);
        boolean more = found.size() > size;
        List<Document> entries = more ? found.subList(0, size) : found;
        return upwards
                ? new Page(entries.reversed(), more, true)
                : new Page(entries, cursor.isPresent(), more);
    }

    private Payload shown(Page page, PublicUrl publicUrl, int size) {
        var out = new JsonWriter(1_000).json("{\"items\":[");
        String separator = "";
        for (Document entry : page.entries()) {
            Optional<Payload> item = item(entry);
            if (item.isPresent()) {
                out.json(separator).bytes(item.get().bytes());
                separator = ",";
            }
        }
        byte[] rest = turns(page, publicUrl, size).payload().bytes();
        return out.json("],").bytes(rest, 1, rest.length).payload();
    }

    /** Empty when retention has taken it in the meantime. */
    private Optional<Payload> item(Document entry) {
        return predictions
                .find(entry.project(), entry.body().text())
                .map(event -> Prediction.reduced(event.payload()));
    }

    private static JsonObject turns(Page page, PublicUrl publicUrl, int size) {
        List<Document> entries = page.entries();
        Optional<String> next =
                page.older() && !entries.isEmpty()
                        ? Optional.of(new Cursor(false, entries.getLast().id()).text())
                        : Optional.empty();
        Optional<String> previous =
                page.newer() && !entries.isEmpty()
                        ? Optional.of(new Cursor(true, entries.getFirst().id()).text())
                        : Optional.empty();
        return new JsonObject()
                .put("next_cursor", next)
                .put("previous_cursor", previous)
                .put("next_url", next.map(cursor -> publicUrl.page(cursor, size)))
                .put("previous_url", previous.map(cursor -> publicUrl.page(cursor, size)));
    }
}
