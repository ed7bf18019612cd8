package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What AWS SNS signs: some fields of the body, which depend on its type, each as its name and its
 * value on lines of their own. Source: the SNS developer guide, "Verifying the signatures of
 * messages".
 */
public record SnsMessage() implements MessageForm {

    private static final List<String> NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION =
            List.of(
                    "Message",
                    "MessageId",
                    "SubscribeURL",
                    "Timestamp",
                    "Token",
                    "TopicArn",
                    "Type");
    private static final String OPTIONAL = "Subject";

    private static List<String> fields(ParsedJson body) {
        return switch (body.text("/Type").orElse("")) {
            case "Notification" -> NOTIFICATION;
            case "SubscriptionConfirmation", "UnsubscribeConfirmation" -> CONFIRMATION;
            default -> List.of();
        };
    }

    @Override
    public Optional<Proof> problem(Examination examination, String timestamp) {
        Optional<ParsedJson> body = examination.view().json();
        List<String> fields = body.map(SnsMessage::fields).orElse(List.of());
        if (body.isEmpty() || fields.isEmpty()) {
            return Optional.of(
                    Proof.no(RejectReason.BODY_MALFORMED, "the body is not a message of SNS"));
        }
        Optional<String> absent =
                fields.stream()
                        .filter(name -> !name.equals(OPTIONAL) && field(body.get(), name).isEmpty())
                        .findFirst();
        return absent.map(name ->
                        (Proof)
                                Proof.no(
                                        RejectReason.BODY_MALFORMED,
                                        "the body has no field " + name))
                .or(() -> foreignTopic(examination, field(body.get(), "TopicArn").orElse("")));
    }

    private static Optional<Proof> foreignTopic(Examination examination, String topic) {
        List<String> allowed =
                Stream.concat(
                                examination.secrets().stream().map(Examination.Candidate::text),
                                examination.trust().context().texts("topics").stream())
                        .toList();
        if (allowed.isEmpty()) {
            return Optional.of(Proof.differs("the source names no topic that it belongs to"));
        }
        return allowed.contains(topic)
                ? Optional.empty()
                : Optional.of(Proof.differs("the message is of a topic that is not the source's"));
    }

    private static Optional<String> field(ParsedJson body, String name) {
        return body.text("/" + name);
    }

    @Override
    public List<byte[][]> messages(Examination examination, String timestamp, String secret) {
        StringBuilder lines = new StringBuilder();
        examination
                .view()
                .json()
                .ifPresent(body ->
                        fields(body)
                                .forEach(name ->
                                        field(body, name)
                                                .ifPresent(value ->
                                                        lines.append(name)
                                                                .append('\n')
                                                                .append(value)
                                                                .append('\n'))));
        return Collections.singletonList(new byte[][] {Digests.utf8(lines.toString())});
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.empty();
    }

    @Override
    public List<String> pointers() {
        return Stream.concat(NOTIFICATION.stream(), CONFIRMATION.stream())
                .map(name -> "/" + name)
                .toList();
    }

    @Override
    public boolean coversBody() {
        return true;
    }
}
