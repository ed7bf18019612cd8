package dev.ringback.server.demo;

import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.json.JsonObject;
import dev.ringback.net.json.JsonTree;
import dev.ringback.server.openai.ModelRequest;
import dev.ringback.server.openai.OpenAiError;
import dev.ringback.server.openai.OpenAiList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Embeddings of the demo models: a vector of length one for each input. It follows from the text
 * alone: the same text has the same vector, and any other text one that points elsewhere.
 */
final class Embeddings {

    private static final int DIMENSIONS = 8;

    /** As OpenAI has it. */
    private static final int MOST_INPUTS = 2_048;

    /** Of all vectors together: an answer longer than 10 MiB would not be taken. */
    private static final int MOST_NUMBERS = 500_000;

    private Embeddings() {}

    /** Answers, or says what there is too much of. */
    static HttpResponse answer(ModelRequest asked) {
        JsonTree input = asked.tree().at("input");
        if (!DemoTokens.areTexts(input) || input.text().filter(String::isEmpty).isPresent()) {
            return OpenAiError.field(
                            "input",
                            "input must be text that is not empty, or an array of texts or tokens")
                    .response();
        }
        List<String> texts = DemoTokens.texts(input);
        long dimensions = asked.tree().whole("dimensions", DIMENSIONS);
        if (texts.size() > MOST_INPUTS) {
            return OpenAiError.field("input", "input must have 2048 elements at most").response();
        }
        if (dimensions < 1 || dimensions > MOST_NUMBERS / texts.size()) {
            return OpenAiError.field(
                            "dimensions",
                            "dimensions must be 1 or more, and times inputs 500000 at most")
                    .response();
        }
        return HttpResponse.json(200, json(asked, texts, (int) dimensions).payload());
    }

    private static JsonObject json(ModelRequest asked, List<String> texts, int dimensions) {
        boolean base64 = asked.tree().text("encoding_format").orElse("").equals("base64");
        List<JsonObject> data = new ArrayList<>();
        for (String text : texts) {
            float[] vector = vector(text, dimensions);
            data.add(
                    new JsonObject()
                            .put("object", "embedding")
                            .put("index", data.size())
                            .put("embedding", base64 ? base64(vector) : numbers(vector)));
        }
        int tokens = texts.stream().mapToInt(DemoTokens::tokens).sum();
        var usage = new JsonObject().put("prompt_tokens", tokens).put("total_tokens", tokens);
        return OpenAiList.of(data)
                .put("model", asked.model())
                .put("usage", usage)
                .put("system_fingerprint", DemoModels.FINGERPRINT);
    }

    private static List<Float> numbers(float[] vector) {
        List<Float> numbers = new ArrayList<>(vector.length);
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    private static float[] vector(String text, int dimensions) {
        byte[] hash = DemoTokens.hash(text.getBytes(StandardCharsets.UTF_8));
        var random = new SplittableRandom(ByteBuffer.wrap(hash).getLong());
        double[] numbers = new double[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            numbers[i] = random.nextGaussian();
            square += numbers[i] * numbers[i];
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (numbers[i] / Math.sqrt(square));
        }
        return vector;
    }

    /** As OpenAI's clients ask for it: the floats in little endian. */
    private static String base64(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
