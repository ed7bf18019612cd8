package dev.ringback.server.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.server.functions.events.EventSessions;
import dev.ringback.server.functions.events.FunctionEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What events belong to. */
final class EventSessionsTest {

    private static String read(String meta) {
        return switch (EventSessions.read(Recorded.json(meta.replace('\'', '"')))) {
            case EventSessions.Read.Good(Optional<CanonicalJson> good) ->
                    good.map(Object::toString).orElse("nothing");
            case EventSessions.Read.Bad(String why) -> why;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"sessions":{"a":"1"}} | {"sessions":{"a":"1"}}
                    {"sessions":{"a":42,"b":1.50}} | {"sessions":{"a":"42","b":"1.5"}}
                    {"propagated_sessions":{"a":"1"}} | {"sessions":{"a":"1"}}
                    {"sessions":{"a":"2"},"propagated_sessions":{"a":"1","b":"3"}} | {"sessions":{"a":"2","b":"3"}}
                    {"sessions":{"a":null},"propagated_sessions":{"a":"1","b":"3"}} | {"sessions":{"b":"3"}}
                    {"sessions":null,"propagated_sessions":{"a":"1"}} | nothing
                    {"sessions":{"a":null}} | nothing
                    {"other":1,"sessions":{}} | {"other":1}
                    {"propagated_sessions":{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6"}} | {"sessions":{"a":"1","b":"2","c":"3","d":"4","e":"5"}}
                    {"sessions":[]} | meta.sessions must be an object
                    {"sessions":{"a":true}} | meta.sessions.a must be a string or a number
                    {"propagated_sessions":{"a":null}} | meta.propagated_sessions.a must be a string or a number
                    {"sessions":{"a":""}} | meta.sessions.a is empty, or longer than 512 characters
                    {"sessions":{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6"}} | meta.sessions has more than 5 sessions
                    """)
    void whatIsSaidGoesBeforeWhatIsAddedAndNullTakesThatAway(String meta, String expected) {
        assertThat(read(meta)).isEqualTo(expected);
    }

    @Test
    void keysAndIdsAreBounded() {
        assertThat(read("{'sessions':{'%s':'1'}}".formatted("k".repeat(128)))).startsWith("{");
        assertThat(read("{'sessions':{'%s':'1'}}".formatted("k".repeat(129))))
                .contains("longer than 128");
        assertThat(read("{'sessions':{'k':'%s'}}".formatted("1".repeat(512)))).startsWith("{");
        assertThat(read("{'sessions':{'k':'%s'}}".formatted("1".repeat(513))))
                .contains("longer than 512");
    }

    @Test
    void aRunBelongsToWhatAllOfItsEventsBelongTo() {
        assertThat(
                        EventSessions.shared(
                                List.of(
                                        event("{'sessions':{'a':'1','b':'2','c':'3'}}"),
                                        event("{'sessions':{'a':'1','b':'other'}}"))))
                .isEqualTo(Map.of("a", "1"));
        assertThat(EventSessions.shared(List.of(OneRun.event("e", "n")))).isEmpty();
    }

    private static FunctionEvent event(String meta) {
        return new FunctionEvent(
                "i",
                "n",
                Optional.empty(),
                Recorded.json("{}"),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(Recorded.json(meta.replace('\'', '"'))));
    }
}
