package dev.ringback.server.functions.graphql;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.apps.Apps;
import dev.ringback.server.functions.kept.Run;
import dev.ringback.server.functions.reading.RunQuery;
import dev.ringback.server.functions.reading.RunReading;
import dev.ringback.server.functions.reading.RunSearch;
import dev.ringback.server.functions.runs.RunState;
import graphql.schema.DataFetchingEnvironment;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the runs that are asked for.
 *
 * @param reading finds and shows runs
 * @param apps those that there are, with their functions
 */
record RunQueries(RunReading reading, Apps apps) {

    /** The run that an argument names. */
    Optional<Run> find(DataFetchingEnvironment asked) {
        return reading.find(GraphArguments.project(asked), GraphArguments.of(asked).text("runID"));
    }

    Optional<SpanOutput> output(DataFetchingEnvironment asked) {
        return SpanOutput.find(
                reading, GraphArguments.project(asked), GraphArguments.of(asked).text("outputID"));
    }

    GraphPage<Run> page(DataFetchingEnvironment asked) {
        GraphArguments given = GraphArguments.of(asked);
        if (given.objects("orderBy").stream()
                .anyMatch(order -> order.text("direction").equals("ASC"))) {
            throw new GraphProblem("orderBy: runs are listed with the newest first, DESC");
        }
        long before = GraphPage.before(given);
        RunQuery all = RunQuery.all(GraphArguments.project(asked), GraphPage.limit(given));
        RunSearch.Listing page =
                reading.search().page(filtered(all.below(before), given.object("filter")));
        return new GraphPage<>(
                page.runs().stream().map(run -> new GraphPage.Entry<>(run, run.number())).toList(),
                before < Long.MAX_VALUE,
                page.searchedTo());
    }

    private RunQuery filtered(RunQuery all, GraphArguments filter) {
        RunQuery some =
                all.between(filter.find("from", Instant.class), filter.find("until", Instant.class))
                        .doing(statuses(filter.list("status", String.class)));
        List<String> functions = filter.list("functionIDs", String.class);
        return switch (functions.size()) {
            case 0 -> some;
            case 1 -> some.of(slug(all.project(), functions.getFirst()));
            default -> throw new GraphProblem("filter.functionIDs: may name one function at most");
        };
    }

    private static Set<RunState.Status> statuses(List<String> words) {
        Set<RunState.Status> statuses = EnumSet.noneOf(RunState.Status.class);
        for (String word : words) {
            statuses.add(RunState.Status.valueOf(word));
            if (word.equals("RUNNING")) {
                statuses.add(RunState.Status.WAITING);
            }
        }
        return statuses;
    }

    private String slug(ProjectId project, String function) {
        return apps.all(project).stream()
                .filter(each -> each.uuid().toString().equals(function))
                .findFirst()
                .map(each -> each.slug())
                .orElseThrow(() ->
                        new GraphProblem("filter.functionIDs: there is no function " + function));
    }
}
