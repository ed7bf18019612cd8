package dev.ringback.server.integration;

import dev.ringback.kernel.model.Payload;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server answered.
 *
 * @param status of the answer
 * @param headers of the answer
 * @param body read whole
 */
record Answer(int status, HttpHeaders headers, Payload body) {

    static final JsonMapper JSON = JsonMapper.shared();

    JsonNode json() {
        return JSON.readTree(body.bytes());
    }

    /** A member of the answer's object that is a text. */
    String text(String member) {
        return json().path(member).asString();
    }

    /** The answer, which has to have this status. */
    Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("answered %d: %s".formatted(status, body.text()));
        }
        return this;
    }

    /** Whether it is to be asked for again, for there was no turn for it. */
    boolean isOverloaded() {
        return status == 503 && text("code").equals("overloaded");
    }

    /** The fields that a problem names. */
    List<String> faultyFields() {
        List<String> fields = new ArrayList<>();
        json().path("errors").forEach(error -> fields.add(error.path("field").asString()));
        return fields;
    }
}
