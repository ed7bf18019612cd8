package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.Judgement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CatalogueTest {

    private static final Providers CATALOGUE = Providers.builtIn();

    /** Those whose requests only they can sign. */
    private static final Set<String> ONLY_THEIRS =
            Set.of("fal", "discord", "sendgrid", "paypal", "aws-sns", "plaid", "google-pubsub");

    static Stream<Provider> providers() {
        return CATALOGUE.all().stream();
    }

    static Stream<Samples.Signed> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anEntrySaysWhatToDo(Provider provider) {
        assertThat(provider.id()).matches("[a-z0-9-]+");
        assertThat(provider.name()).isNotBlank();
        assertThat(provider.docs()).startsWith("https://");
        assertThat(provider.steps()).isNotEmpty().allMatch(step -> step.endsWith("."));
        assertThat(provider.configure()).isNotEmpty();
        assertThat(provider.scheme().open()).isFalse();
        if (provider.scheme().needsSecret()) {
            assertThat(provider.configure()).containsKey("secrets");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anEntryIsHonestAboutABodyThatIsNotCovered(Provider provider) {
        if (!provider.scheme().coversBody()) {
            assertThat(provider.notes()).isNotEmpty();
        }
    }

    @Test
    void everyWordFindsOneEntry() {
        Set<String> words = new HashSet<>();
        for (Provider each : CATALOGUE.all()) {
            assertThat(words.add(each.id())).as(each.id()).isTrue();
            each.aliases().forEach(alias -> assertThat(words.add(alias)).as(alias).isTrue());
        }
        assertThat(CATALOGUE.find("WhatsApp").map(Provider::id)).contains("meta");
        assertThat(CATALOGUE.find("nobody")).isEmpty();
    }

    @Test
    void everyKnownAnswerIsOfAnEntry() {
        assertThat(Vector.own())
                .extracting(each -> each.text("provider"))
                .filteredOn(word -> !word.equals("custom"))
                .allMatch(word -> CATALOGUE.find(word).isPresent());
    }

    @Test
    void allButAFewCanBeSigned() {
        assertThat(CATALOGUE.all())
                .filteredOn(each -> Samples.of(each).isEmpty())
                .extracting(Provider::id)
                .containsExactlyInAnyOrderElementsOf(ONLY_THEIRS);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsVerifiedAndNamed(Samples.Signed sample) {
        Judgement judgement = sample.judged(sample.request(), Samples.NOW);
        assertThat(judgement).isInstanceOf(Judgement.Verified.class);
        EventFacts facts = ((Judgement.Verified) judgement).facts();
        assertThat(((Judgement.Verified) judgement).secret()).isZero();
        if (!sample.provider().id().equals("inngest")) {
            // Half of Inngest's key is in the query of the URL that it calls.
            assertThat(facts.idempotencyKey()).isPresent();
        }
        String name = sample.provider().eventName(facts);
        assertThat(name).startsWith(sample.provider().id() + "/").matches("[A-Za-z0-9_./-]{1,128}");
    }

    @Test
    void anEventIsNamedAfterItsProviderAndItsType() {
        Provider stripe = CATALOGUE.find("stripe").orElseThrow();
        Provider gitlab = CATALOGUE.find("gitlab").orElseThrow();
        assertThat(stripe.eventName(ofType("invoice.payment_failed")))
                .isEqualTo("stripe/invoice.payment_failed");
        assertThat(gitlab.eventName(ofType("Push Hook"))).isEqualTo("gitlab/Push_Hook");
        assertThat(stripe.eventName(ofType("../..//x"))).isEqualTo("stripe/x");
        assertThat(stripe.eventName(ofType("."))).isEqualTo("stripe/received");
        assertThat(stripe.eventName(ofType("a".repeat(500)))).hasSize(128);
    }

    private static EventFacts ofType(String type) {
        return new EventFacts(
                Optional.of(type),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
