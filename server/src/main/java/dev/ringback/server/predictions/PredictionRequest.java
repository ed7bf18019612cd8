package dev.ringback.server.predictions;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonFields;
import dev.ringback.net.json.Strictness;
import dev.ringback.net.wire.guard.UrlCheck;
import dev.ringback.net.wire.guard.UrlRule;
import dev.ringback.protocol.PredictionSecret;
import dev.ringback.server.endpoints.DirectWebhook;
import dev.ringback.server.endpoints.Format;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.vault.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A valid request for a prediction.
 *
 * @param model which one is to be asked
 * @param input the client's bytes, any JSON
 * @param webhook who is told of every step; empty for whoever subscribes
 * @param stream whether the client wants it told as a stream
 */
record PredictionRequest(
        ModelName model, Payload input, Optional<Webhook> webhook, boolean stream) {

    private static final int LONGEST_MODEL = 500;
    private static final int LONGEST_URL = 4_096;
    private static final int LONGEST_SECRET = 4 * PredictionSecret.MAX_CHARS;

    /** A receiver that the request names. */
    record Webhook(URI url, Optional<Secret> secret) {

        /** The same, as that of a prediction. */
        DirectWebhook of(ProjectId project, String prediction) {
            return new DirectWebhook(project, prediction, url, secret, Format.PREDICTION);
        }
    }

    /** What reading came to. */
    sealed interface Reading {

        record Valid(PredictionRequest request) implements Reading {}

        record Invalid(List<ValidationError> faults) implements Reading {}
    }

    /**
     * Reads a body. Fields that are not known are not looked at, as WriftAI's clients have sent
     * some that went elsewhere later; but what would have called somebody else is refused.
     *
     * @param ofPath the model that the path names; empty when the body has to
     * @param urls which URLs may be told
     */
    static Reading read(Payload body, Optional<ModelName> ofPath, UrlRule urls) {
        return switch (JsonFields.parse(body, Strictness.TREE)) {
            case JsonFields.Parsed.Malformed(String detail) ->
                    new Reading.Invalid(List.of(ValidationError.body(detail)));
            case JsonFields.Parsed.Fields(JsonFields fields) -> new Body(fields, urls).read(ofPath);
        };
    }

    /** A body, and what is found wrong with it. */
    private static final class Body {

        private final JsonFields fields;
        private final UrlRule urls;
        private final List<ValidationError> faults = new ArrayList<>();

        Body(JsonFields fields, UrlRule urls) {
            this.fields = fields;
            this.urls = urls;
        }

        Reading read(Optional<ModelName> ofPath) {
            Optional<ModelName> model = ofPath.or(this::model);
            Optional<Payload> input = fields.raw("input");
            if (input.isEmpty()) {
                faults.add(ValidationError.missing("input"));
            }
            Optional<Webhook> webhook = fields.object("webhook").flatMap(this::webhook);
            boolean stream = fields.bool("stream").orElse(false);
            for (String name : fields.names()) {
                if (!name.equals("webhook")
                        && !fields.isNull(name)
                        && OpenAiError.isCallback(name)) {
                    faults.add(ValidationError.field(name, "calls nobody; webhook is who is told"));
                }
            }
            fields.problems()
                    .forEach(
                            each -> faults.add(ValidationError.field(each.field(), each.detail())));
            return faults.isEmpty()
                    ? new Reading.Valid(
                            new PredictionRequest(
                                    model.orElseThrow(), input.orElseThrow(), webhook, stream))
                    : new Reading.Invalid(List.copyOf(faults));
        }

        private Optional<ModelName> model() {
            Optional<String> text = required(fields, "model", "model", LONGEST_MODEL);
            Optional<ModelName> model = text.flatMap(ModelName::parse);
            if (text.isPresent() && model.isEmpty()) {
                faults.add(ValidationError.field("model", ModelName.EXPECTED));
            }
            return model;
        }

        private Optional<Webhook> webhook(JsonFields webhook) {
            Optional<String> text = webhook.text("secret", LONGEST_SECRET);
            text.flatMap(PredictionSecret::problemWith)
                    .ifPresent(problem ->
                            faults.add(ValidationError.field("webhook.secret", problem)));
            Optional<Webhook> told =
                    required(webhook, "url", "webhook.url", LONGEST_URL)
                            .flatMap(this::url)
                            .map(url -> new Webhook(url, text.map(Secret::new)));
            // Who asks for less than each status must not get them all.
            webhook.rejectUnknown();
            return told;
        }

        private Optional<URI> url(String text) {
            return switch (urls.check(text)) {
                case UrlCheck.Valid(URI valid) -> Optional.of(valid);
                case UrlCheck.Invalid(String reason) -> {
                    faults.add(ValidationError.field("webhook.url", "is refused: " + reason));
                    yield Optional.empty();
                }
            };
        }

        private Optional<String> required(JsonFields of, String name, String path, int longest) {
            if (!of.has(name)) {
                faults.add(ValidationError.missing(path));
            } else if (of.isNull(name)) {
                faults.add(ValidationError.field(path, "must be a text"));
            }
            return of.text(name, longest);
        }
    }
}
