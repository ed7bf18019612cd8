package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Sequence;
import dev.ringback.kernel.port.Store;
import dev.ringback.server.functions.events.FunctionEvent;
import dev.ringback.server.functions.running.RunMatches.Match;
import dev.ringback.server.functions.running.RunWaits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Runs that do nothing but wait. Each is a document: a line for each wait, with its id while it
 * waits and the id of the event that it got afterwards.
 */
final class PlayedRuns implements Matched {

    private static final String KIND = "run";
    private static final String GOT = "!";

    private final Store store;
    private final Map<Long, FunctionEvent> started = new ConcurrentHashMap<>();

    /** How many matches were decided together, each time. */
    final List<Integer> portions = new CopyOnWriteArrayList<>();

    /** How often a run's own event had to be asked for. */
    final List<Long> askedFor = new CopyOnWriteArrayList<>();

    PlayedRuns(Store store) {
        this.store = store;
    }

    /** The change by which a run begins to wait, or has what it wanted to wait for. */
    Change waits(ProjectId project, long run, String key, RunWaits.Opened opened) {
        String value = opened.already().map(each -> GOT + each.shownId()).orElse(opened.id());
        return with(project, run, key, value)
                .and(Change.put(opened.puts().toArray(Document[]::new)));
    }

    void startedBy(long run, FunctionEvent event) {
        started.put(run, event);
    }

    /** What a wait of a run has got. */
    Optional<String> got(ProjectId project, long run, String key) {
        return Optional.ofNullable(lines(project, run).get(key))
                .filter(value -> value.startsWith(GOT))
                .map(value -> value.substring(GOT.length()));
    }

    @Override
    public Change came(List<Match> matches, FunctionEvent event, Instant now) {
        portions.add(matches.size());
        Change change = Change.put();
        Map<Long, List<Match>> byRun =
                matches.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Match::run, LinkedHashMap::new, Collectors.toList()));
        for (List<Match> ofRun : byRun.values()) {
            change = change.and(came(ofRun, event));
        }
        return change;
    }

    private Change came(List<Match> ofRun, FunctionEvent event) {
        Match first = ofRun.getFirst();
        Map<String, String> lines = lines(first.project(), first.run());
        Change change = Change.put();
        for (Match match : ofRun) {
            String id = lines.get(match.key());
            if (id != null && !id.startsWith(GOT)) {
                lines.put(match.key(), GOT + event.shownId());
                change = change.and(Change.delete(OpenWait.named(match.project(), id)));
            }
        }
        return change.and(put(first.project(), first.run(), lines));
    }

    @Override
    public Optional<FunctionEvent> started(ProjectId project, long run) {
        askedFor.add(run);
        return Optional.ofNullable(started.get(run));
    }

    private Change with(ProjectId project, long run, String key, String value) {
        Map<String, String> lines = lines(project, run);
        lines.put(key, value);
        return put(project, run, lines);
    }

    private Change put(ProjectId project, long run, Map<String, String> lines) {
        String text =
                lines.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("\n"));
        Document fresh = Document.create(KIND, project, id(run), Payload.of(text));
        return Change.put(
                store.document(KIND, project, id(run))
                        .map(each -> each.revise(fresh.body()))
                        .orElse(fresh));
    }

    private Map<String, String> lines(ProjectId project, long run) {
        Map<String, String> lines = new LinkedHashMap<>();
        store.document(KIND, project, id(run)).stream()
                .flatMap(document -> document.body().text().lines())
                .map(line -> line.split("=", 2))
                .forEach(parts -> lines.put(parts[0], parts[1]));
        return lines;
    }

    private static String id(long run) {
        return Sequence.text("", run);
    }
}
