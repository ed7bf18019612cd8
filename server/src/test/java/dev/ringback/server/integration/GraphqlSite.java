package dev.ringback.server.integration;

import static dev.ringback.server.integration.PlayedApp.has;
import static dev.ringback.server.integration.PlayedApp.ops;
import static dev.ringback.server.integration.PlayedApp.ran;
import static dev.ringback.server.integration.PlayedApp.returned;
import static dev.ringback.server.integration.PlayedApp.threw;

import java.util.List;
import java.util.Map;

/**
 * A server for development that is asked in GraphQL, and an app whose functions are quick, broken,
 * patient for a second, or asleep for long.
 */
record GraphqlSite(PlayedApp app, Ringback ringback) implements AutoCloseable {

    static GraphqlSite start() {
        var app = new PlayedApp();
        app.function(
                "quick",
                "{'event':'quick'}",
                body -> has(body, "one") ? returned("{'n':1}") : ran("one", "'first'"));
        for (String id : List.of("slow", "listed")) {
            app.function(
                    id,
                    "{'event':'%s'}".formatted(id),
                    _ -> ops("[{'op':'Sleep','id':'nap','displayName':'nap','name':'100d'}]"));
        }
        app.function(
                "patient",
                "{'event':'patient'}",
                body ->
                        has(body, "wait")
                                ? returned("1")
                                : ops(
                                        "[{'op':'WaitForEvent','id':'wait','displayName':'wait','name':'never','opts':{'timeout':'1s'}}]"));
        app.function(
                "broken", "{'event':'broken'}", _ -> threw("{'name':'E','message':'no luck'}"));
        Ringback ringback = Ringback.startDev(Map.of());
        app.register(ringback.admin());
        return new GraphqlSite(app, ringback);
    }

    GraphqlClient graph() {
        return new GraphqlClient(ringback.admin());
    }

    @Override
    public void close() {
        ringback.close();
        app.close();
    }
}
