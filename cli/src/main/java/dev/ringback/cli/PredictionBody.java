package dev.ringback.cli;

import dev.ringback.kernel.model.Payload;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The body of a request for a prediction.
 *
 * @param input JSON, which is sent as it is
 */
record PredictionBody(
        String model, String input, Optional<String> webhookUrl, Optional<String> webhookSecret) {

    /** No server takes more. */
    private static final int LONGEST = 10 * 1024 * 1024;

    /** Reads a stream to its end. */
    static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new IOException("it is longer than " + LONGEST + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads a file. */
    static String text(Path directory, String file) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            return text(in);
        }
    }

    /** Why a text cannot be an input; empty when it can. */
    static Optional<String> problemWith(String text) {
        return JsonTree.problemWith(Payload.of(text));
    }

    String json() {
        Optional<JsonObject> webhook =
                webhookUrl.map(url ->
                        new JsonObject().put("url", url).putIfPresent("secret", webhookSecret));
        var json = new JsonObject().put("model", model).putIfPresent("webhook", webhook);
        String text = json.toString();
        return text.substring(0, text.length() - 1) + ",\"input\":" + input + "}";
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "PredictionBody[" + model + "]";
    }
}
