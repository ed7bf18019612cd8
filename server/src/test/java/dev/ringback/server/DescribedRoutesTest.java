package dev.ringback.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.cli.Environment;
import dev.ringback.net.http.Route;
import dev.ringback.server.api.Described;
import dev.ringback.server.command.Launch;
import dev.ringback.server.config.Configuration;
import dev.ringback.server.config.Mode;
import dev.ringback.server.config.SettingsLoaded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API, and all that a server answers. */
class DescribedRoutesTest {

    /** Nobody but the server itself has a key to its demo models. */
    private static final String OWN = "/demo/";

    /** Answers that the key is missing, and nothing else. */
    private static final String KEYLESS = "/e/";

    @TempDir private Path data;

    @Test
    void whatAServerAnswersIsDescribedAndWhatIsDescribedIsAnswered() {
        Set<String> routes = new TreeSet<>();
        for (Route route : routes()) {
            if (!route.pattern().startsWith(OWN) && !route.pattern().equals(KEYLESS)) {
                routes.add(route.method() + " " + described(route.pattern()));
            }
        }
        Set<String> documented =
                Described.operations().stream().collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(routes);
    }

    /** Parameters of a path have no slashes in OpenAPI; where they may have some, it is said. */
    private static String described(String pattern) {
        return pattern.replace("/{rest*}", "")
                .replaceFirst("(/models)/\\{a}(/\\{[b-d]})*$", "$1/{model}");
    }

    private List<Route> routes() {
        Map<String, List<String>> flags =
                Map.of("port", List.of("0"), "data", List.of(data.toString()));
        var loaded = Configuration.load(Mode.DEV, flags, new Environment(Map.of(), data));
        if (!(loaded instanceof SettingsLoaded.Ready(var settings))
                || !(Server.start(settings) instanceof Launch.Outcome.Up(var started))
                || !(started instanceof Server server)) {
            throw new AssertionError("it does not start");
        }
        List<Route> routes = server.routes();
        server.stop(Duration.ofMillis(200));
        return routes;
    }
}
