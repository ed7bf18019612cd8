package dev.ringback.server.integration;

import static dev.ringback.server.integration.ReceivingSite.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whoever changes a source may expect it to be as it was shown. */
class SourceRevisionsTest {

    private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private static final Map<String, String> CHANGES =
            Map.of(
                    "PATCH ",
                    "{'name':'c'}",
                    "POST /disable",
                    "",
                    "POST /enable",
                    "",
                    "POST /rotate-token",
                    "{}",
                    "POST /secrets",
                    "{'secret':'whsec_another_of_stripe'}",
                    "POST /test",
                    "",
                    "POST /transform/try",
                    "{'transform':'function transform(e) { return e }'}",
                    "POST /rejected/recheck",
                    "",
                    "POST /rejected/accept",
                    "",
                    "DELETE ",
                    "");

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AfterAll
    static void stop() {
        RINGBACK.close();
    }

    private Answer change(Answer source, String change, String body, String tag) {
        String[] words = change.split(" ", 2);
        return site.api()
                .call(
                        words[0],
                        path(source) + words[1],
                        Payload.of(Api.quoted(body)),
                        new Header("If-Match", tag));
    }

    @Test
    void nothingIsDoneToASourceThatAnotherHasChangedMeanwhile() {
        Answer source = site.stripe();
        String stale = source.headers().firstValue("ETag").orElseThrow();
        assertThat(change(source, "PATCH ", "{'name':'b'}", stale).status()).isEqualTo(200);
        String after = site.api().get(path(source)).body().text();

        CHANGES.forEach((change, body) ->
                assertThat(change(source, change, body, stale).expect(412).text("code"))
                        .as(change)
                        .isEqualTo("revision_mismatch"));

        assertThat(site.api().get(path(source)).body().text()).isEqualTo(after);
        assertThat(site.events("")).isEmpty();
    }

    @Test
    void whatIsAsItWasShownIsChanged() {
        Answer source = site.stripe();
        for (String tag : new String[] {source.headers().firstValue("ETag").orElseThrow(), "*"}) {
            assertThat(change(source, "POST /rotate-token", "{}", tag).status()).isEqualTo(200);
        }
        String fresh = site.api().get(path(source)).headers().firstValue("ETag").orElseThrow();
        assertThat(change(source, "DELETE ", "", " " + fresh + " ").status()).isEqualTo(204);
    }
}
