package dev.ringback.sqs;

import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Request;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.wire.queue.QueueProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Words requests as messages. SQS takes text alone, and ten attributes at most: the headers that
 * each request has get one each, all others together one more.
 */
final class SqsMessages {

    /** The attribute with all headers that have none of their own. */
    static final String OTHERS = "headers";

    /** The attribute that says how a body is written that is no text. */
    static final String ENCODING = "content-transfer-encoding";

    /** The bytes of a body in base64. */
    static final String BASE64 = "base64";

    static final String ID = "webhook-id";

    private static final Set<String> OWN =
            Set.of(ID, "webhook-timestamp", "webhook-signature", "content-type");

    /** No message may be empty; in base64 a line break says nothing. */
    private static final String NOTHING = "\n";

    /** Characters of a group and of what makes a message unique in a queue that keeps order. */
    private static final int NAME = 128;

    private SqsMessages() {}

    static SendMessageRequest of(Request request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : QueueProtocol.visible(request)) {
            headers.put(header.name().toLowerCase(Locale.ROOT), header.value());
        }
        Map<String, MessageAttributeValue> attributes = attributes(headers);
        Optional<String> text = text(request.body());
        if (text.isEmpty()) {
            attributes.put(ENCODING, value(BASE64));
        }
        String queue = SqsPlace.queue(request.url()).toString();
        var message =
                SendMessageRequest.builder()
                        .queueUrl(queue)
                        .messageAttributes(attributes)
                        .messageBody(text.orElseGet(() -> base64(request.body())));
        if (queue.endsWith(".fifo")) {
            String id = headers.getOrDefault(ID, "");
            message.messageDeduplicationId(name(id))
                    .messageGroupId(name(QueueProtocol.key(request).orElse(id)));
        }
        return message.build();
    }

    private static Map<String, MessageAttributeValue> attributes(Map<String, String> headers) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        var others = new JsonObject();
        boolean any = false;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            // An attribute cannot be empty.
            if (OWN.contains(header.getKey()) && !header.getValue().isEmpty()) {
                attributes.put(header.getKey(), value(header.getValue()));
            } else {
                others.put(header.getKey(), header.getValue());
                any = true;
            }
        }
        if (any) {
            attributes.put(OTHERS, value(others.payload().text()));
        }
        return attributes;
    }

    private static MessageAttributeValue value(String text) {
        return MessageAttributeValue.builder().dataType("String").stringValue(text).build();
    }

    /** The body as it is, where SQS takes it so. */
    private static Optional<String> text(Payload body) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body.bytes()))
                            .toString();
            return text.isEmpty() || !text.codePoints().allMatch(SqsMessages::taken)
                    ? Optional.empty()
                    : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** What XML 1.0 takes for a character. */
    private static boolean taken(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || (point >= ' ' && point != 0xfffe && point != 0xffff);
    }

    private static String base64(Payload body) {
        return body.size() == 0 ? NOTHING : Base64.getEncoder().encodeToString(body.bytes());
    }

    /** The same text, or where SQS does not take it as a name, its hash. */
    private static String name(String text) {
        boolean fine = text.length() <= NAME && text.chars().allMatch(c -> c > ' ' && c <= '~');
        return fine && !text.isEmpty() ? text : hash(text);
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
