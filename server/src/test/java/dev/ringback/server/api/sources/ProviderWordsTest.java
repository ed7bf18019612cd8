package dev.ringback.server.api.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.providers.Provider;
import dev.ringback.protocol.providers.Providers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever mistypes a provider is told which one was meant. */
class ProviderWordsTest {

    @ParameterizedTest
    @CsvSource({
        "strpie, stripe",
        "Git Hub, github",
        "standard webhooks, standard-webhooks",
        "AWS_SNS, aws-sns",
        "facebok, meta",
        "slack-events, slack",
        "customs, custom"
    })
    void theWordThatWasMeantIsNamed(String wrong, String meant) {
        assertThat(ProviderWords.unknown(wrong)).endsWith("; did you mean " + meant + "?");
    }

    @Test
    void oneLetterTooManyIsForgivenInEveryWord() {
        for (Provider each : Providers.builtIn().all()) {
            assertThat(ProviderWords.unknown(each.id() + "s")).contains("did you mean ");
            assertThat(ProviderWords.unknown(each.name())).endsWith("mean " + each.id() + "?");
        }
    }

    @Test
    void whatIsNearNothingIsSentToCustom() {
        assertThat(ProviderWords.unknown("acme-payments")).endsWith("custom, with a scheme");
        assertThat(ProviderWords.unknown("??")).endsWith("custom, with a scheme");
    }
}
