package dev.ringback.sqs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.Reply;
import dev.ringback.net.json.JsonTree;
import dev.ringback.net.wire.queue.Portion;
import dev.ringback.net.wire.queue.QueueAsk;
import dev.ringback.net.wire.queue.QueueMessage;
import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import dev.ringback.net.wire.queue.QueueReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Reads a queue of SQS; what is done with is deleted. */
public final class SqsReader implements QueueReader {

    /** SQS gives so many at a time. */
    private static final int MOST = 10;

    private static final int WAIT = 10;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Ten messages of a megabyte, in JSON. */
    private static final int CAP = 24 << 20;

    private final QueueAsk ask;
    private final SqsClients clients = new SqsClients();
    private final SqsPlace place;
    private final String queue;
    private final Portion portion = new Portion(MOST);

    private SqsReader(QueueAsk ask) {
        this.ask = ask;
        this.place = SqsPlace.of(ask.url(), ask.login());
        this.queue = SqsPlace.queue(ask.url()).toString();
    }

    /** Each exchange is a request by itself, so there is nothing to connect to. */
    public static SqsReader open(QueueAsk ask) {
        return new SqsReader(ask);
    }

    @Override
    public List<QueueMessage> next() throws IOException, RefusedException {
        List<Message> messages =
                asked(client ->
                                client.receiveMessage(each ->
                                        each.queueUrl(queue)
                                                .waitTimeSeconds(WAIT)
                                                .maxNumberOfMessages(portion.next())
                                                .messageSystemAttributeNames(
                                                        MessageSystemAttributeName.MESSAGE_GROUP_ID)
                                                .messageAttributeNames("All")))
                        .messages();
        return portion.came(messages.stream().map(this::message).toList());
    }

    @Override
    public void done(List<QueueMessage> messages) throws IOException, RefusedException {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (QueueMessage each : messages) {
            entries.add(
                    DeleteMessageBatchRequestEntry.builder()
                            .id(Integer.toString(entries.size()))
                            .receiptHandle(each.receipt())
                            .build());
        }
        DeleteMessageBatchResponse answer =
                asked(client ->
                        client.deleteMessageBatch(each -> each.queueUrl(queue).entries(entries)));
        if (!answer.failed().isEmpty()) {
            var first = answer.failed().getFirst();
            throw new RefusedException(
                    503, "%s: %s".formatted(first.code(), first.message()), false);
        }
    }

    private <T> T asked(Function<SqsClient, T> what) throws IOException, RefusedException {
        var exchange = new SqsExchange(ask.wire(), ask.owner(), ask.hangup(), ANSWER, CAP);
        try {
            return ScopedValue.where(SqsExchange.CURRENT, exchange)
                    .call(() -> what.apply(clients.of(place)));
        } catch (AwsServiceException e) {
            throw new RefusedException(e.statusCode(), SqsWire.words(e), false);
        } catch (SdkException e) {
            String why =
                    exchange.last().orElse(null) instanceof Reply.Faulted fault
                            ? fault.fault().word() + ": " + fault.detail()
                            : "the answer is none of SQS";
            throw new IOException(why, e);
        }
    }

    private QueueMessage message(Message message) {
        var headers =
                new QueueMessage.Headers()
                        .known(QueueMessage.ID, Optional.of(message.messageId()))
                        .known(
                                QueueMessage.KEY,
                                Optional.ofNullable(
                                        message.attributes()
                                                .get(MessageSystemAttributeName.MESSAGE_GROUP_ID)));
        Map<String, MessageAttributeValue> attributes = message.messageAttributes();
        attributes.forEach((name, value) -> {
            String text = Optional.ofNullable(value.stringValue()).orElse("");
            if (name.equals(SqsMessages.OTHERS) && text.startsWith("{")) {
                others(text, headers);
            } else if (!name.equals(SqsMessages.ENCODING)) {
                headers.add(name, text);
            }
        });
        return new QueueMessage(
                queue.substring(queue.lastIndexOf('/') + 1) + "/" + message.messageId(),
                headers.all(),
                body(message),
                message.receiptHandle());
    }

    /** Headers that had no attribute of their own. */
    private static void others(String json, QueueMessage.Headers headers) {
        JsonTree.read(Payload.of(json)).stream()
                .flatMap(JsonTree::members)
                .forEach(each ->
                        each.value().text().ifPresent(text -> headers.add(each.name(), text)));
    }

    private static Payload body(Message message) {
        MessageAttributeValue encoding = message.messageAttributes().get(SqsMessages.ENCODING);
        boolean encoded = encoding != null && SqsMessages.BASE64.equals(encoding.stringValue());
        if (!encoded) {
            return Payload.of(message.body());
        }
        try {
            return Payload.of(Base64.getMimeDecoder().decode(message.body()));
        } catch (IllegalArgumentException _) {
            // It says what it is not: so it is kept as it is.
            return Payload.of(message.body());
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
