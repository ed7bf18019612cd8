package dev.ringback.server.functions.waits;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.filters.Filters;
import dev.ringback.server.filters.RunData;
import dev.ringback.server.filters.RunEquality;
import dev.ringback.server.filters.RunEvaluation;
import dev.ringback.server.filters.RunExpression;
import dev.ringback.server.filters.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the conditions of waits in the project's turn, in as many turns as it takes. */
record WaitConditions(Filters filters) {

    /** An event in JSON, read when it is asked about, and once. Used by one turn at a time. */
    static final class Json {

        private final byte[] text;
        private @Nullable RunData data;

        Json(byte[] text) {
            this.text = text;
        }

        RunData in(RunEvaluation turn) {
            RunData read = data == null ? turn.read(text) : data;
            data = read;
            return read;
        }
    }

    /**
     * Whether a condition is true.
     *
     * @param condition true where there is none
     * @param started the event that started the run
     * @param came the event that came
     */
    record Question(Optional<String> condition, Json started, Json came) {}

    /**
     * Some of the questions.
     *
     * @param asked how many were asked, from the first on
     * @param holding which of them are true, by their places
     */
    record Asked(int asked, List<Integer> holding) {}

    /**
     * What can be told of a wait by its condition.
     *
     * @param path by which it is found; empty when any event may do
     * @param value by which it is found; empty when any event may do
     * @param looksAt the parts of the event that started the run which are looked at
     */
    record Outlook(
            Optional<String> path,
            Optional<WaitIndex.Value> value,
            Collection<List<String>> looksAt) {

        /** Of a wait that any event of its name ends. */
        static final Outlook ANY = new Outlook(Optional.empty(), Optional.empty(), List.of());
    }

    /** Whether conditions may be asked at all. */
    boolean on() {
        return filters.on();
    }

    /** Asks until so many are found to be true. */
    Asked ask(ProjectId project, List<Question> questions, int most, Instant now) {
        Asked sofar = new Asked(0, List.of());
        while (sofar.asked < questions.size() && sofar.holding.size() < most) {
            Asked begun = sofar;
            sofar = filters.ofRunsInTurn(project, turn -> more(begun, questions, most, turn, now));
        }
        return sofar;
    }

    private static Asked more(
            Asked begun, List<Question> questions, int most, RunEvaluation turn, Instant now) {
        List<Integer> holding = new ArrayList<>(begun.holding);
        int at = begun.asked;
        while (at < questions.size() && holding.size() < most && turn.mayGoOn()) {
            if (holds(questions.get(at), turn, now)) {
                holding.add(at);
            }
            at++;
        }
        return new Asked(at, holding);
    }

    private static boolean holds(Question question, RunEvaluation turn, Instant now) {
        if (question.condition.isEmpty()) {
            return true;
        }
        return turn.expression(question.condition.get())
                .map(condition ->
                        turn.verdict(
                                condition, question.started.in(turn), question.came.in(turn), now))
                .filter(Verdict.Matches.class::isInstance)
                .isPresent();
    }

    /** How a wait with a condition is found; by nothing in particular while filters are off. */
    Outlook outlook(ProjectId project, String condition, Json started) {
        return on()
                ? filters.ofRunsInTurn(project, turn -> outlook(turn, condition, started))
                : new Outlook(Optional.empty(), Optional.empty(), List.of(List.of()));
    }

    private static Outlook outlook(RunEvaluation turn, String condition, Json started) {
        Optional<RunExpression> expression = turn.expression(condition);
        if (expression.isEmpty()) {
            return Outlook.ANY;
        }
        Optional<RunEquality> equality = expression.get().equality();
        Optional<WaitIndex.Value> value =
                equality.flatMap(each ->
                        each.wanted(started.in(turn))
                                .map(words -> new WaitIndex.Value(each.path(), words)));
        // What cannot be read is nothing, and must stay so.
        boolean readable = started.in(turn).isThere();
        return new Outlook(
                value.map(WaitIndex.Value::path),
                value,
                readable ? expression.get().looksAt() : List.of());
    }

    /** The values that an event has of the parts by which it is looked for. */
    List<WaitIndex.Value> values(ProjectId project, Collection<String> paths, Json came) {
        if (paths.isEmpty()) {
            return List.of();
        }
        return filters.ofRunsInTurn(
                project,
                turn ->
                        paths.stream()
                                .flatMap(path ->
                                        RunEquality.found(path, came.in(turn)).stream()
                                                .map(words -> new WaitIndex.Value(path, words)))
                                .toList());
    }
}
