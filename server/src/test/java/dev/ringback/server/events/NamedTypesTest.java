package dev.ringback.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.EventTypeGlob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamedTypesTest {

    @ParameterizedTest
    @CsvSource({
        "inngest/function.failed, inngest/function.failed",
        "inngest/function.failed, inngest/function.*",
        "inngest/function.failed, inngest/*",
        "delivery.dead, delivery.*"
    })
    void whoNamesATypeIsTold(String type, String pattern) {
        assertThat(NamedTypes.is(type)).isTrue();
        assertThat(NamedTypes.isNamed(type, new EventTypeGlob(pattern))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "inngest/function.failed, *",
        "inngest/function.failed, *.failed",
        "inngest/function.failed, inn*",
        "inngest/function.failed, inngest/function.finished",
        "delivery.dead, *.dead"
    })
    void whoAsksForAllThereIsIsNot(String type, String pattern) {
        assertThat(NamedTypes.isNamed(type, new EventTypeGlob(pattern))).isFalse();
    }

    @Test
    void otherTypesAreToldToWhoeverTheyMatch() {
        assertThat(NamedTypes.is("inngestion/done")).isFalse();
        assertThat(NamedTypes.is("stripe/invoice.paid")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"inngest/function.failed", "INNGEST/x", "inngest/"})
    void nobodyElseSaysWhatTheServerSaysOfFunctions(String type) {
        assertThat(AnnouncedTypes.is(type)).isTrue();
    }
}
