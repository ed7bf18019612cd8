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
import dev.ringback.net.json.Suggestion;
import dev.ringback.server.jobs.Job;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

    /** So many are looked at for a page of some statuses. */
    private static final int MOST_LOOKED_AT = 500;

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

    /**
     * Some entries of the list, the newest first, and beside which places there are others.
     *
     * @param newer the place before which they lie
     * @param older the place behind which they lie
     */
    private record Page(List<Document> entries, Optional<String> newer, Optional<String> older) {}

    /** What the list can be asked for; whoever asks for more would take it for granted. */
    private static final List<String> KNOWN = List.of("cursor", "page_size", "statuses");

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
        request.query().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !KNOWN.contains(name))
                .distinct()
                .forEach(name ->
                        faults.add(
                                ValidationError.wrong(
                                        "query",
                                        name,
                                        "is not one of "
                                                + KNOWN
                                                + Suggestion.question(name, KNOWN))));
        Set<PredictionStatus> statuses = statuses(request, faults);
        if (!faults.isEmpty()) {
            return PredictionErrors.invalid(faults);
        }
        var client = WriftClientVersion.of(request);
        Page page = page(project, cursor, size.orElseThrow(), statuses);
        Payload items = shown(page, client);
        byte[] rest = turns(page, publicUrl, size.orElseThrow(), client).payload().bytes();
        return HttpResponse.json(
                200,
                new JsonWriter(items.size() + rest.length)
                        .bytes(items.bytes())
                        .bytes(rest, 1, rest.length)
                        .payload());
    }

    /** Those that are wanted; all of them when none is named. */
    private static Set<PredictionStatus> statuses(
            HttpRequest request, List<ValidationError> faults) {
        Set<PredictionStatus> wanted = EnumSet.noneOf(PredictionStatus.class);
        List<String> words =
                request.query().stream()
                        .filter(entry -> entry.getKey().equals("statuses"))
                        .flatMap(entry -> Stream.of(entry.getValue().split(",")))
                        .toList();
        for (String word : words) {
            Optional<PredictionStatus> status = PredictionStatus.parse(word);
            if (status.isEmpty() && !PredictionStatus.ELSEWHERE.contains(word)) {
                faults.add(
                        ValidationError.wrong(
                                "query", "statuses", "must be statuses of predictions"));
            }
            status.ifPresent(wanted::add);
        }
        return words.isEmpty() ? EnumSet.allOf(PredictionStatus.class) : wanted;
    }

    private static Optional<Integer> size(Optional<String> text) {
        return Optional.of(text.orElse(Integer.toString(USUAL_SIZE)))
                .filter(each -> each.matches("[0-9]{1,3}"))
                .map(Integer::parseInt)
                .filter(each -> each >= LEAST_SIZE && each <= LARGEST_SIZE);
    }

    /**
     * One entry more than is shown tells whether there are others on that side. A page of few
     * statuses ends early when they are rare: then it is short, and there are others all the same.
     */
    private Page page(
            ProjectId project, Optional<Cursor> cursor, int size, Set<PredictionStatus> statuses) {
        boolean upwards = cursor.map(Cursor::newer).orElse(false);
        boolean all = statuses.size() == PredictionStatus.values().length;
        int looked = all ? size : MOST_LOOKED_AT;
        var query =
                new DocumentQuery(KIND, project, !upwards, cursor.map(Cursor::place), looked + 1);
        List<Document> found = store.documents(query);
        List<Document> entries = new ArrayList<>();
        int at = 0;
        while (at < Math.min(looked, found.size()) && entries.size() < size) {
            Document entry = found.get(at++);
            if (all || status(entry).filter(statuses::contains).isPresent()) {
                entries.add(entry);
            }
        }
        boolean more = at < found.size();
        Optional<String> last = at == 0 ? Optional.empty() : Optional.of(found.get(at - 1).id());
        Optional<String> first = found.stream().findFirst().map(Document::id);
        return upwards
                ? new Page(entries.reversed(), last.filter(_ -> more), first)
                : new Page(entries, first.filter(_ -> cursor.isPresent()), last.filter(_ -> more));
    }

    private Optional<PredictionStatus> status(Document entry) {
        return predictions
                .find(entry.project(), entry.body().text())
                .flatMap(event ->
                        Stream.of(PredictionStatus.values())
                                .filter(status -> status.isTold(event))
                                .findFirst());
    }

    private Payload shown(Page page, WriftClientVersion client) {
        var out = new JsonWriter(1_000).json("{\"items\":[");
        String separator = "";
        for (Document entry : page.entries()) {
            Optional<Payload> item = item(entry, client);
            if (item.isPresent()) {
                out.json(separator).bytes(item.get().bytes());
                separator = ",";
            }
        }
        return out.json("],").payload();
    }

    /** Empty when retention has taken it in the meantime. */
    private Optional<Payload> item(Document entry, WriftClientVersion client) {
        return predictions
                .find(entry.project(), entry.body().text())
                .map(event -> client.readable(Prediction.reduced(event.payload())));
    }

    private static JsonObject turns(
            Page page, PublicUrl publicUrl, int size, WriftClientVersion client) {
        Optional<String> next = page.older().map(place -> new Cursor(false, place).text());
        Optional<String> previous = page.newer().map(place -> new Cursor(true, place).text());
        var turns = new JsonObject().put("next_cursor", next).put("previous_cursor", previous);
        return client.wantsUrls()
                ? turns.put("next_url", next.map(cursor -> publicUrl.page(cursor, size)))
                        .put("previous_url", previous.map(cursor -> publicUrl.page(cursor, size)))
                : turns;
    }
}
