package dev.ringback.sqs;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Request;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Hangup;
import dev.ringback.kernel.port.Wire;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Sends requests to queues of SQS as messages. It speaks HTTP, and so goes over the wire that all
 * other requests take, under its guard and deadline; the client of Amazon words and signs it.
 */
public final class SqsWire implements Wire, AutoCloseable {

    /** The scheme of a URL, over TLS. */
    public static final String SECURE = "sqs+https";

    /** The scheme of a URL. */
    public static final String PLAIN = "sqs+http";

    /** What SQS says of a message is short; of its errors the words are needed whole. */
    private static final int CAP = 64 * 1_024;

    private final Wire wire;
    private final SqsClients clients = new SqsClients();

    /**
     * Makes it.
     *
     * @param wire sends what is HTTP, under its guard
     */
    public SqsWire(Wire wire) {
        this.wire = wire;
    }

    /** The URL of a queue, as this wire knows it. */
    public static URI url(URI queue, String region) {
        return SqsPlace.url(queue, region);
    }

    @Override
    public Reply send(Request request, Hangup hangup) {
        return send(ProjectId.DEFAULT, request, hangup);
    }

    @Override
    public Reply send(ProjectId owner, Request request, Hangup hangup) {
        var exchange = new SqsExchange(wire, owner, hangup, request.deadline(), CAP);
        try {
            SendMessageResponse sent =
                    ScopedValue.where(SqsExchange.CURRENT, exchange)
                            .call(() ->
                                    clients.of(SqsPlace.of(request))
                                            .sendMessage(SqsMessages.of(request)));
            return answered(200, String.valueOf(sent.messageId()), exchange);
        } catch (AwsServiceException e) {
            return answered(e.statusCode(), words(e), exchange);
        } catch (SdkException e) {
            return faulted(e, exchange);
        }
    }

    static String words(AwsServiceException refusal) {
        var details = refusal.awsErrorDetails();
        return details == null || details.errorCode() == null
                ? "no words that SQS would say"
                : "%s: %s".formatted(details.errorCode(), details.errorMessage());
    }

    private static Reply answered(int status, String words, SqsExchange exchange) {
        return new Reply.Answered(status, List.of(), Payload.of(words), false, timing(exchange));
    }

    /** What the wire said; where it brought an answer, that was none of SQS. */
    private static Reply faulted(SdkException problem, SqsExchange exchange) {
        String words = "the answer is none of SQS: " + problem.getClass().getSimpleName();
        return exchange.last()
                .filter(Reply.Faulted.class::isInstance)
                .orElseGet(() ->
                        new Reply.Faulted(WireFault.MALFORMED_RESPONSE, words, timing(exchange)));
    }

    private static Timing timing(SqsExchange exchange) {
        return exchange.last().map(Reply::timing).orElse(Timing.NONE);
    }

    @Override
    public void close() {
        clients.close();
    }
}
