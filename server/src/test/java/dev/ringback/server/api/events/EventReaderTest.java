package dev.ringback.server.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Payload;
import dev.ringback.server.api.surface.ApiLimits;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1.50e+07",
                "12345678901234567890123456789",
                "\"\"",
                "\"a\\u0041\\\"\\\\ é 😀 \\ud83d\"",
                "[]",
                "[ 1 , 2 ]",
                "{ \"b\" : 1,\n\t\"a\":[{}], \"b\" : 2 }"
            })
    void dataIsKeptByteForByte(String data) {
        for (String spaces : new String[] {"", " \n\t"}) {
            String body =
                    "%1$s{%1$s\"data\"%1$s:%1$s%2$s%1$s,\"type\":\"a.b\"}%1$s"
                            .formatted(spaces, data);
            assertThat(one(body).data()).isEqualTo(Payload.of(data));
            String last = "{\"type\":\"a.b\",\"data\":%s%s}".formatted(data, spaces);
            assertThat(one(last).data()).isEqualTo(Payload.of(data));
        }
    }

    @Test
    void elementsOfAnArrayAreReadLikeSingleEvents() {
        var many =
                (EventSubmission.Many)
                        EventReader.read(
                                Payload.of(
                                        " [ {\"type\":\"a\",\"data\": 1 } , "
                                                + "{\"data\":\"é\",\"type\":\"b\"}]"));
        assertThat(many.events()).extracting(EventDraft::type).containsExactly("a", "b");
        assertThat(many.events())
                .extracting(EventDraft::data)
                .containsExactly(Payload.of("1"), Payload.of("\"é\""));
    }

    @Test
    void idTimestampAndEscapesAreRead() {
        EventDraft event =
                one(
                        """
                        {"type":"a\\u002eb","data":1,"id":"order:1.2-3_4",
                         "subject":"order 1 \\ud83d\\ude00",
                         "timestamp":"2026-01-31T23:59:59.123456+01:00"}\
                        """);
        assertThat(event.type()).isEqualTo("a.b");
        assertThat(event.id()).contains("order:1.2-3_4");
        assertThat(event.subject()).contains("order 1 \ud83d\ude00");
        assertThat(event.timestamp()).contains(Instant.parse("2026-01-31T22:59:59.123Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":1} | type",
                "{\"type\":\"a\"} | data",
                "{\"type\":1,\"data\":1} | type",
                "{\"type\":\"\",\"data\":1} | type",
                "{\"type\":\"a..b\",\"data\":1} | type",
                "{\"type\":\"a b\",\"data\":1} | type",
                "{\"type\":\"a\",\"data\":1,\"id\":\"\"} | id",
                "{\"type\":\"a\",\"data\":1,\"id\":\"a b\"} | id",
                "{\"type\":\"a\",\"data\":1,\"id\":\"evt_1\"} | id",
                "{\"type\":\"a\",\"data\":1,\"id\":7} | id",
                "{\"type\":\"a\",\"data\":1,\"timestamp\":\"yesterday\"} | timestamp",
                "{\"type\":\"a\",\"data\":1,\"timestamp\":\"2026-01-01T00:00:00\"} | timestamp",
                "{\"type\":\"a\",\"data\":1,\"timestamp\":17} | timestamp",
                "{\"type\":\"a\",\"data\":1,\"timestamp\":\"+999999999-01-01T00:00Z\"} | timestamp",
                "{\"type\":\"a\",\"data\":1,\"payload\":1} | payload",
                "{\"type\":\"ringback.internal.inference.requested\",\"data\":1} | type",
                "{\"type\":\"a\",\"data\":1,\"subject\":\"\"} | subject",
                "{\"type\":\"a\",\"data\":1,\"subject\":7} | subject",
                "{\"type\":\"a\",\"data\":1,\"subject\":\"a\\u0000b\"} | subject",
                "{\"type\":\"a\",\"data\":1,\"subject\":\"a\\ud83d\"} | subject",
                "[{\"type\":\"a\",\"data\":1},{\"type\":\"a\"}] | [1].data",
                "[1] | [0]",
            })
    void aWrongFieldIsNamed(String body, String field) {
        var malformed = (EventSubmission.Malformed) EventReader.read(Payload.of(body));
        assertThat(malformed.problem().errors())
                .extracting(error -> error.field())
                .containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[]",
                "7",
                "\"a\"",
                "null",
                "{\"type\":\"a\",\"data\":}",
                "{\"type\":\"a\",\"data\":01}",
                "{\"type\":\"a\",\"data\":NaN}",
                "{\"type\":\"a\",\"data\":1}{}",
                "[{\"type\":\"a\",\"data\":1}] x",
                "[{\"type\":\"a\",\"data\":1}",
                "{\"type\":\"a\",\"type\":\"b\",\"data\":1}",
                "{\"type\":\"a\",\"data\":\"\u0001\"}"
            })
    void whatIsNoJsonIsRefused(String body) {
        assertThat(EventReader.read(Payload.of(body)))
                .isInstanceOf(EventSubmission.Malformed.class);
    }

    @Test
    void aSubjectMayBeAsLongAsTheLimitAndNoLonger() {
        String event = "{\"type\":\"a\",\"data\":1,\"subject\":\"%s\"}";
        String longest = "x".repeat(ApiLimits.SUBJECT);
        assertThat(one(event.formatted(longest)).subject()).contains(longest);
        assertThat(EventReader.read(Payload.of(event.formatted(longest + "x"))))
                .isInstanceOf(EventSubmission.Malformed.class);
        assertThat(one("{\"type\":\"a\",\"data\":1,\"subject\":null}").subject()).isEmpty();
    }

    @Test
    void dataMayBeAsLongAsTheLimitAndNoLonger() {
        String most = "\"" + "x".repeat(ApiLimits.EVENT_DATA - 2) + "\"";
        assertThat(one("{\"type\":\"a\",\"data\":" + most + "}").data().size())
                .isEqualTo(ApiLimits.EVENT_DATA);
        String tooMuch = "{\"type\":\"a\",\"data\":" + most.replaceFirst("x", "xx") + "}";
        var malformed = (EventSubmission.Malformed) EventReader.read(Payload.of(tooMuch));
        assertThat(malformed.problem().status()).isEqualTo(413);
    }

    @Test
    void aThousandEventsAreTakenAndNoMore() {
        String event = "{\"type\":\"a\",\"data\":1}";
        String most = (event + ",").repeat(ApiLimits.EVENTS_PER_REQUEST - 1) + event;
        assertThat(EventReader.read(Payload.of("[" + most + "]")))
                .isInstanceOf(EventSubmission.Many.class);
        var malformed =
                (EventSubmission.Malformed)
                        EventReader.read(Payload.of("[" + most + "," + event + "]"));
        assertThat(malformed.problem().status()).isEqualTo(413);
    }

    private static EventDraft one(String body) {
        return ((EventSubmission.One) EventReader.read(Payload.of(body))).event();
    }
}
