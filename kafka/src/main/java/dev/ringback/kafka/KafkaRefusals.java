package dev.ringback.kafka;

import dev.ringback.net.wire.queue.QueueProtocol.RefusedException;
import java.util.Map;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What Kafka refuses, as a status of HTTP would say it. */
final class KafkaRefusals {

    private static final Map<Errors, Integer> STATUS =
            Map.ofEntries(
                    Map.entry(Errors.SASL_AUTHENTICATION_FAILED, 401),
                    Map.entry(Errors.UNSUPPORTED_SASL_MECHANISM, 401),
                    Map.entry(Errors.ILLEGAL_SASL_STATE, 401),
                    Map.entry(Errors.TOPIC_AUTHORIZATION_FAILED, 403),
                    Map.entry(Errors.GROUP_AUTHORIZATION_FAILED, 403),
                    Map.entry(Errors.CLUSTER_AUTHORIZATION_FAILED, 403),
                    Map.entry(Errors.POLICY_VIOLATION, 403),
                    Map.entry(Errors.UNKNOWN_TOPIC_OR_PARTITION, 404),
                    Map.entry(Errors.UNKNOWN_TOPIC_ID, 404),
                    Map.entry(Errors.MESSAGE_TOO_LARGE, 413),
                    Map.entry(Errors.RECORD_LIST_TOO_LARGE, 413),
                    Map.entry(Errors.THROTTLING_QUOTA_EXCEEDED, 429),
                    Map.entry(Errors.UNKNOWN_SERVER_ERROR, 500),
                    Map.entry(Errors.KAFKA_STORAGE_ERROR, 503),
                    Map.entry(Errors.UNSUPPORTED_VERSION, 505));

    private KafkaRefusals() {}

    /** Whether it is for another broker to answer. */
    static boolean isElsewhere(short code) {
        return switch (Errors.forCode(code)) {
            case NOT_LEADER_OR_FOLLOWER,
                    LEADER_NOT_AVAILABLE,
                    FENCED_LEADER_EPOCH,
                    UNKNOWN_LEADER_EPOCH,
                    NOT_COORDINATOR ->
                    true;
            default -> false;
        };
    }

    /** Throws a refusal where an answer has an error. */
    static void check(short code, @Nullable String words) throws RefusedException {
        Errors error = Errors.forCode(code);
        if (error != Errors.NONE) {
            String said = words == null || words.isBlank() ? error.message() : words;
            int status = status(error);
            // Who is not known stays so on this connection.
            throw new RefusedException(
                    status, "%s: %s".formatted(error.name(), said), status == 401);
        }
    }

    private static int status(Errors error) {
        int usual = error.exception() instanceof RetriableException ? 503 : 400;
        return STATUS.getOrDefault(error, usual);
    }
}
