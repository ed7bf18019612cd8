package dev.ringback.server.functions;

import dev.ringback.protocol.providers.body.ParsedJson;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs that were recorded between the SDKs' own server and the SDKs of TypeScript (4 and 3), Python
 * and Go go on here by the same requests. Of steps that the server itself asks for, the app's
 * second question is left out: here the request alone is made again.
 */
final class RecordedRunsTest {

    static Stream<Named<ParsedJson>> recorded() {
        return Recorded.lines("runs.jsonl").stream()
                .map(line -> Recorded.json(line).parsed())
                .map(run -> Named.of(run.text("/name").orElseThrow(), run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recorded")
    void aRunGoesOnByTheRequestsThatWereSeen(ParsedJson run) {
        new RecordedRun(run).play();
    }
}
