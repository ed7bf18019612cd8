package dev.ringback.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.server.events.AnnouncedTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is sent, byte for byte, is what the description says of webhooks. */
class DescribedWebhooksTest {

    private static final DescribedSchemas SCHEMAS = new DescribedSchemas();

    private static List<String> golden(String format) throws IOException {
        try (InputStream in =
                DescribedWebhooksTest.class.getResourceAsStream("/golden/" + format + ".http")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.split("(?m)^### ")).stream()
                    .filter(each -> !each.isBlank())
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "standard",
                "inference",
                "inference-legacy",
                "openai",
                "prediction",
                "raw",
                "cloudevents"
            })
    void eachGoldenWebhookIsAsItIsDescribed(String format) throws IOException {
        String media =
                format.equals("cloudevents") ? "application/cloudevents+json" : "application/json";
        List<String> faults = new ArrayList<>();
        for (String each : golden(format)) {
            String type = each.lines().findFirst().orElseThrow().replaceFirst(",.*", "");
            String body = each.substring(each.indexOf("\n\n")).strip();
            JsonNode content =
                    Described.document()
                            .path("webhooks")
                            .path(type)
                            .at("/post/requestBody/content")
                            .path(media);
            assertThat(content.isMissingNode()).as(type).isFalse();
            SCHEMAS.faults(content.path("schema"), body.getBytes(StandardCharsets.UTF_8))
                    .forEach(fault -> faults.add(type + " " + fault));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void whatOnlyTheServerAnnouncesIsDescribedAndNothingElse() {
        assertThat(Described.document().path("webhooks").propertyNames())
                .allSatisfy(type ->
                        assertThat(AnnouncedTypes.is(type) || type.startsWith("inngest/"))
                                .as(type)
                                .isTrue());
    }
}
