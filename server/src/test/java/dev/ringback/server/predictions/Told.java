package dev.ringback.server.predictions;

import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a receiver was told about predictions. */
record Told(Received received) {

    /** The first so many; in what order is not promised. */
    static List<Told> await(RudeReceiver receiver, int count) {
        return receiver.await(count).stream().map(Told::new).toList();
    }

    static Told of(List<Told> all, String status) {
        return all.stream().filter(told -> told.status().equals(status)).findFirst().orElseThrow();
    }

    JsonNode json() {
        return WriftClient.JSON.readTree(received.body().text());
    }

    String status() {
        return json().path("status").stringValue();
    }

    String text() {
        return received.body().text();
    }

    Optional<String> signature() {
        return received.header("wriftai-webhook-signature");
    }
}
