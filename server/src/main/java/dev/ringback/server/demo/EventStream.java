package dev.ringback.server.demo;

import dev.ringback.net.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, each at once. */
record EventStream(OutputStream out) {

    /** An event with a name. */
    void event(String name, JsonObject data) throws IOException {
        out.write(("event: " + name + "\n").getBytes(StandardCharsets.UTF_8));
        data(data);
    }

    /** An event without a name. */
    void data(JsonObject data) throws IOException {
        out.write("data: ".getBytes(StandardCharsets.UTF_8));
        out.write(data.payload().bytes());
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Says that nothing follows. */
    void done() throws IOException {
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
