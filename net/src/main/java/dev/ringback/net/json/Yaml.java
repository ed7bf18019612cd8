package dev.ringback.net.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** YAML as trees. */
public final class Yaml {

    private static final YAMLMapper MAPPER =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Yaml() {}

    /**
     * Reads a document.
     *
     * @throws MalformedTextException when the bytes are none
     */
    public static JsonTree read(byte[] bytes) {
        try {
            return JsonTree.of(MAPPER.readTree(bytes));
        } catch (JacksonException e) {
            throw new MalformedTextException(e);
        }
    }
}
