package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.port.DocumentQuery;
import dev.ringback.server.functions.running.RunMatches.Match;
import dev.ringback.server.functions.waits.MatchProgress.Piece;
import dev.ringback.server.functions.waits.WaitConditions.Asked;
import dev.ringback.server.functions.waits.WaitConditions.Json;
import dev.ringback.server.functions.waits.WaitConditions.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** One piece of the search for the waits that an event ends: by their ids, then by conditions. */
final class WaitSearch {

    /** Waits that are read together. */
    private static final int PAGE = 250;

    /** Behind all that ids begin with. */
    private static final String END = "~";

    /**
     * What it came to.
     *
     * @param matches waits whose event it is
     * @param next the piece that comes next
     */
    record Result(List<Match> matches, Piece next) {

        /** Whether nothing is left to be looked for. */
        boolean isLast() {
            return next.prefix().equals(END) && next.opening().isEmpty();
        }
    }

    /** A wait that may be for the event, and by what its condition judges. */
    private record Candidate(String id, OpenWait open, Json started) {

        Question question(CameEvent came) {
            return new Question(open.condition(), started, came.json());
        }
    }

    private final WaitSearches with;
    private final CameEvent came;
    private final Piece piece;
    private final Set<Match> matches = new LinkedHashSet<>();
    private final Set<String> opening;
    private String prefix;
    private Optional<String> after;

    WaitSearch(WaitSearches with, CameEvent came, Piece piece) {
        this.with = with;
        this.came = came;
        this.piece = piece;
        this.opening = new HashSet<>(piece.opening());
        this.prefix = piece.prefix();
        this.after = piece.after();
    }

    Result run(SortedSet<String> prefixes) {
        // Before the disk is looked at. What is opened later looks back itself, and sees the event.
        prefixes.forEach(this::remember);
        for (String each : prefixes.tailSet(prefix)) {
            after = each.equals(prefix) ? after : Optional.empty();
            prefix = each;
            if (!walked()) {
                return result();
            }
        }
        prefix = END;
        after = Optional.empty();
        lookForThoseThatWereOpened();
        return result();
    }

    private void remember(String each) {
        opening.addAll(with.memory().opening().under(came.project(), each, with.time().steady()));
    }

    /** Goes through all waits under one beginning of ids; false when there are matches enough. */
    private boolean walked() {
        while (hasRoom()) {
            List<Document> page =
                    with.store()
                            .documents(
                                    new DocumentQuery(
                                            OpenWait.KIND,
                                            came.project(),
                                            prefix,
                                            false,
                                            after,
                                            PAGE));
            boolean all = took(page);
            if (all && page.size() < PAGE) {
                return true;
            }
        }
        return false;
    }

    private boolean hasRoom() {
        return matches.size() < piece.matches();
    }

    /** Judges waits, in their order; false when there were matches enough before the last. */
    private boolean took(List<Document> page) {
        List<Candidate> candidates =
                page.stream().flatMap(each -> candidate(each).stream()).toList();
        List<Question> questions = candidates.stream().map(each -> each.question(came)).toList();
        Asked asked =
                with.conditions()
                        .ask(
                                came.project(),
                                questions,
                                piece.matches() - matches.size(),
                                came.now());
        for (int place : asked.holding()) {
            OpenWait open = candidates.get(place).open;
            matches.add(new Match(came.project(), open.run(), open.key()));
        }
        boolean all = asked.asked() == questions.size();
        if (!page.isEmpty()) {
            after = Optional.of(all ? page.getLast().id() : candidates.get(asked.asked() - 1).id);
        }
        return all;
    }

    private Optional<Candidate> candidate(Document document) {
        OpenWait open = OpenWait.read(document);
        return came.isFor(open)
                ? started(open).map(each -> new Candidate(document.id(), open, each))
                : Optional.empty();
    }

    /** Empty when the run is gone. */
    private Optional<Json> started(OpenWait open) {
        return open.started()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .or(() ->
                        with.runs()
                                .started(came.project(), open.run())
                                .map(event -> event.asSent().bytes()))
                .map(Json::new);
    }

    private void lookForThoseThatWereOpened() {
        for (String id : List.copyOf(opening)) {
            // Before the disk is looked at, or it could get there between the two.
            boolean begins =
                    with.memory().opening().contains(came.project(), id, with.time().steady());
            Optional<Document> there = with.store().document(OpenWait.KIND, came.project(), id);
            if (there.isPresent() ? hasRoom() : !begins) {
                opening.remove(id);
                there.ifPresent(each -> took(List.of(each)));
            }
        }
    }

    private Result result() {
        int most = Math.min(MatchProgress.MOST_MATCHES, 2 * piece.matches());
        int pauses = matches.isEmpty() ? piece.pauses() + 1 : 0;
        Optional<String> from = prefix.equals(END) ? Optional.empty() : after;
        return new Result(new ArrayList<>(matches), new Piece(prefix, from, opening, most, pauses));
    }
}
