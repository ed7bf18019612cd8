package dev.ringback.server.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a request for a prediction.
 *
 * @param input JSON, which is sent as it is
 */
record PredictionBody(
        String model, String input, Optional<String> webhookUrl, Optional<String> webhookSecret) {

    /** No server takes more. */
    private static final int LONGEST = 10 * 1024 * 1024;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

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
        try {
            return JSON.readTree(text).isMissingNode() ? Optional.of("is empty") : Optional.empty();
        } catch (JacksonException e) {
            return Optional.of("is not JSON: " + e.getOriginalMessage());
        }
    }

    String json() {
        ObjectNode json = JSON.createObjectNode().put("model", model);
        webhookUrl.ifPresent(url -> {
            ObjectNode webhook = json.putObject("webhook").put("url", url);
            webhookSecret.ifPresent(secret -> webhook.put("secret", secret));
        });
        String text = JSON.writeValueAsString(json);
        return text.substring(0, text.length() - 1) + ",\"input\":" + input + "}";
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "PredictionBody[" + model + "]";
    }
}
