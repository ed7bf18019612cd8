package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.SqsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Queues of a server that speaks SQS as sources. */
class SqsSourceTest implements QueueSourceContract {

    private static SqsServer sqs;
    private static Ringback ringback;

    @BeforeAll
    static void start() throws Exception {
        sqs = SqsServer.start();
        ringback = Ringback.start(Ringback.PRIVATE);
    }

    @AfterAll
    static void stop() throws Exception {
        ringback.close();
        sqs.close();
    }

    @Override
    public Ringback ringback() {
        return ringback;
    }

    @Override
    public String provider() {
        return "sqs";
    }

    @Override
    public String queue(String name) {
        sqs.create(name);
        return of(name);
    }

    @Override
    public String forbidden() {
        return of("no-such-queue");
    }

    private static String of(String queue) {
        return "{'url':'%s','region':'elasticmq','credentials':{'access_key_id':'AKIA1','secret_access_key':'open-sesame'}}"
                .formatted(sqs.queue(queue));
    }

    @Override
    public void put(String queue, String id, String body) {
        sqs.send(
                queue,
                "\"MessageBody\":\"%s\",\"MessageAttributes\":{\"webhook-id\":{\"DataType\":\"String\",\"StringValue\":\"%s\"}}"
                        .formatted(body.replace("\"", "\\\""), id));
    }

    @Override
    public long left(String queue) {
        return sqs.count(queue);
    }

    @Test
    void whatRingbackItselfPutThereIsTheSameWhenItIsRead() {
        sqs.create("through");
        Tenant sender = ringback.tenant();
        Tenant tenant = ringback.tenant();
        sender.hook(
                sqs.queue("through").toString(),
                "{'kind':'sqs','region':'elasticmq','event_types':['order.*'],"
                        + "'headers':{'ce_subject':'o-1'}}");
        Answer source = source(tenant, of("through"), ",'deny_types':['x']");
        String sent = sender.publish("order.paid");

        JsonNode came = events(tenant, source, 1).getFirst();
        assertThat(came.path("type").asString()).isEqualTo("order.paid");
        assertThat(came.path("idempotency_key").asString()).isEqualTo(sent);
        assertThat(came.path("subject").asString()).isEqualTo("o-1");
    }
}
