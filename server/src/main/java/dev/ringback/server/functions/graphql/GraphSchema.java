package dev.ringback.server.functions.graphql;

import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeRuntimeWiring;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What can be asked for in GraphQL, and by whom it is answered. */
final class GraphSchema {

    private static final String FILE = "schema.graphqls";

    private GraphSchema() {}

    static GraphQLSchema of(
            RunTypes runs,
            RunQueries runQueries,
            EventTypes events,
            EventQueries eventQueries,
            AppTypes apps,
            Mutations mutations) {
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
        TextValues.all().forEach(wiring::scalar);
        Stream.of(runs.all(), events.all(), apps.all(), pages())
                .flatMap(List::stream)
                .forEach(type -> wiring.type(type.wiring()));
        wiring.type(queries(runs, runQueries, events, eventQueries, apps));
        wiring.type(mutations(mutations));
        return new SchemaGenerator()
                .makeExecutableSchema(new SchemaParser().parse(file()), wiring.build());
    }

    private static List<GraphType<?>> pages() {
        return List.of(
                GraphPage.connection("RunsV2Connection"),
                GraphPage.edge("FunctionRunV2Edge"),
                GraphPage.connection("EventsConnection"),
                GraphPage.edge("EventsEdge"),
                GraphPage.info());
    }

    private static TypeRuntimeWiring.Builder queries(
            RunTypes runs,
            RunQueries runQueries,
            EventTypes events,
            EventQueries eventQueries,
            AppTypes apps) {
        return TypeRuntimeWiring.newTypeWiring("Query")
                .dataFetcher("apps", asked -> apps.apps().list(GraphArguments.project(asked)))
                .dataFetcher("functions", asked -> apps.apps().all(GraphArguments.project(asked)))
                .dataFetcher("run", runQueries::find)
                .dataFetcher("runs", runQueries::page)
                .dataFetcher("runTrace", asked -> runQueries.find(asked).map(runs::trace))
                .dataFetcher("runTrigger", asked -> runQueries.find(asked).map(runs::trigger))
                .dataFetcher("runTraceSpanOutputByID", runQueries::output)
                .dataFetcher(
                        "event",
                        asked ->
                                eventQueries
                                        .find(
                                                asked,
                                                GraphArguments.of(asked)
                                                        .object("query")
                                                        .text("eventId"))
                                        .map(events::withRuns))
                .dataFetcher(
                        "eventV2",
                        asked ->
                                eventQueries
                                        .find(asked, GraphArguments.of(asked).text("id"))
                                        .map(EventTypes.Shown::of))
                .dataFetcher("eventsV2", eventQueries::page);
    }

    private static TypeRuntimeWiring.Builder mutations(Mutations mutations) {
        return TypeRuntimeWiring.newTypeWiring("Mutation")
                .dataFetcher("createApp", mutations::createApp)
                .dataFetcher("cancelRun", mutations::cancelRun)
                .dataFetcher("rerun", mutations::rerun);
    }

    private static InputStreamReader file() {
        InputStream file = Objects.requireNonNull(GraphSchema.class.getResourceAsStream(FILE));
        return new InputStreamReader(file, StandardCharsets.UTF_8);
    }
}
