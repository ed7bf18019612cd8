package dev.ringback.testkit.bench;

import dev.ringback.testkit.JsonValue;
import dev.ringback.testkit.crash.CountingReceiver;
import dev.ringback.testkit.upstream.Script;
import dev.ringback.testkit.upstream.StubUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Measures slow generations from outside: it plays the model server and the receiver of webhooks,
 * submits jobs, and accounts for every one of them.
 *
 * <p>Arguments are {@code name=value}: {@code server} (its base URL), {@code stub} (port to play
 * the model server on), and optionally {@code pid} of the server, {@code count} of jobs in a round,
 * {@code latency} of the model in ms, {@code submitters}, {@code rate} of submission per second (0
 * for as fast as it goes), {@code rounds}. The key is in the environment: {@code RINGBACK_API_KEY}.
 */
public final class SlowGenerations {

    private static final String HOOK = "/hook";
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    private SlowGenerations() {}

    /** Runs all rounds; fails when a job is lost. */
    public static void main(String[] arguments) {
        Map<String, String> given =
                Arrays.stream(arguments)
                        .map(argument -> argument.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        var latency = Duration.ofMillis(number(given, "latency", 2_000));
        try (var stub = StubUpstream.start(number(given, "stub", 0));
                var receiver = CountingReceiver.start(() -> Duration.ZERO)) {
            stub.plays(Script.after(latency, Script.says("Paris")));
            var server = URI.create(given.getOrDefault("server", "http://127.0.0.1:8288"));
            var target = new Round.Target(server, key(), endpoint(server, receiver));
            var load =
                    new Round.Load(
                            number(given, "count", 5_000),
                            number(given, "submitters", 32),
                            number(given, "rate", 0));
            Optional<ServerFigures> process =
                    Optional.ofNullable(given.get("pid"))
                            .map(Long::parseLong)
                            .map(ServerFigures::of);
            for (int n = 1; n <= number(given, "rounds", 3); n++) {
                var round = new Round("r" + n + "-", target, load, stub, receiver.arrivals());
                Round.Result result = round.run(HOOK, AT_MOST);
                System.out.println("round " + n + ": " + result.words());
                process.ifPresent(each -> System.out.println("  " + each.sinceLast()));
                if (result.lost() > 0) {
                    throw new IllegalStateException(result.lost() + " jobs are lost");
                }
            }
        }
    }

    private static int number(Map<String, String> given, String name, int usual) {
        return Optional.ofNullable(given.get(name)).map(Integer::parseInt).orElse(usual);
    }

    private static String key() {
        return Optional.ofNullable(System.getenv("RINGBACK_API_KEY"))
                .orElseThrow(() -> new IllegalArgumentException("RINGBACK_API_KEY is not set"));
    }

    private static String endpoint(URI server, CountingReceiver receiver) {
        String body =
                """
                {"name":"bench","url":"%s","event_types":["generation.*"],"readiness_check":false}\
                """
                        .formatted(receiver.url(HOOK));
        try (var connection = new KeptConnection(server, key())) {
            KeptConnection.Answer answer = connection.post("/api/v1/endpoints", body);
            return JsonValue.read(answer.body())
                    .at("id")
                    .text()
                    .orElseThrow(() -> new IllegalStateException("no endpoint: " + answer));
        }
    }
}
