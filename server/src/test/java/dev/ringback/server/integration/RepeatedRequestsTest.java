package dev.ringback.server.integration;

import static dev.ringback.server.integration.ReceivingSite.PAID;
import static dev.ringback.server.integration.ReceivingSite.SECRET;
import static dev.ringback.server.integration.ReceivingSite.sender;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.integration.WebhookSender.Acknowledgement;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Providers repeat requests, and so do strangers who overheard one. */
class RepeatedRequestsTest {

    @AutoClose private static final Ringback RINGBACK = Ringback.start(Ringback.PRIVATE);

    private final ReceivingSite site = new ReceivingSite(RINGBACK.tenant());

    @AutoClose
    private final RudeReceiver receiver = RudeReceiver.start(Behaviour.Answer.of(200, ""));

    @Test
    void ofRequestsWithOneKeyOneFansOutHoweverManyComeAtOnce() throws Exception {
        site.tenant().hook(receiver, "{'event_types':['stripe/*']}");
        Answer source = site.stripe();
        List<Callable<Acknowledgement>> same = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            same.add(() -> sender(source).send(PAID));
        }

        for (Acknowledgement each : atOnce(same)) {
            assertThat(each.status()).isEqualTo(200);
        }

        assertThat(sender(source).send(PAID.replace("evt_1", "evt_2")).status()).isEqualTo(200);
        Eventually.until("both are delivered", () -> receiver.received().size() == 2);
        assertThat(site.events("")).hasSize(25);
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void whereNothingIsDeduplicatedEachRequestFansOut() {
        site.tenant().hook(receiver, "{'event_types':['stripe/*']}");
        Answer source =
                site.source(
                        "{'provider':'stripe','secrets':['%s'],'dedupe_window':'0s'}"
                                .formatted(SECRET));
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);
        assertThat(sender(source).send(PAID).status()).isEqualTo(200);

        Eventually.until("both are delivered", () -> receiver.received().size() == 2);
        site.events("").forEach(each -> assertThat(each.has("duplicate_of")).isFalse());
    }

    /** Of Mailgun's requests only a time and a token are signed. */
    private static String mailgun(String token, String event) {
        return """
        {'signature':{'timestamp':'{{timestamp}}','token':'%s','signature':'{{signature}}'},
         'event-data':{'event':'delivered','id':'%s','timestamp':1521472262.9}}
        """
                .formatted(token, event);
    }

    @Test
    void whatIsSignedOnceServesOneEvent() {
        Answer source = site.source("{'provider':'mailgun','secrets':['key']}");
        Answer other = site.source("{'provider':'mailgun','secrets':['key']}");
        var sender = new WebhookSender("mailgun", source.text("url"), "key");
        assertThat(sender.send(mailgun("t1", "e1")).status()).isEqualTo(200);

        assertThat(sender.send(mailgun("t1", "forged")).status()).isEqualTo(401);
        assertThat(sender.send(mailgun("t1", "e1")).status()).isEqualTo(200);
        assertThat(sender.send(mailgun("t2", "e2")).status()).isEqualTo(200);
        assertThat(sender.with(other.text("url"), "key").send(mailgun("t1", "e3")).status())
                .isEqualTo(200);

        assertThat(site.reasons(source)).containsExactly("signature_differs");
        assertThat(site.events("")).hasSize(4);
    }
}
