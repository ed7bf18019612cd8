package dev.ringback.server.config;

import dev.ringback.net.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the configuration file: one YAML mapping from setting names to values or lists. */
final class ConfigFile {

    /** Far more than all settings take. */
    private static final long MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /** The texts by key, or why the file cannot be used. */
    static Reading<Map<String, List<String>>> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Reading.refused("it must have at most %d bytes".formatted(MAX_BYTES));
            }
            return entries(Yaml.read(Files.readAllBytes(file)));
        } catch (JacksonException e) {
            return Reading.refused(
                    "it must be YAML, and at line %d, column %d it is not: %s"
                            .formatted(
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")));
        } catch (IOException e) {
            return Reading.refused("it must be a file that can be read");
        }
    }

    private static Reading<Map<String, List<String>>> entries(JsonNode root) {
        Map<String, List<String>> entries = new LinkedHashMap<>();
        if (root.isMissingNode() || root.isNull()) {
            return Reading.good(entries);
        }
        if (!root.isObject()) {
            return Reading.refused("it must be a mapping of settings, such as port: 8288");
        }
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            switch (texts(entry.getValue())) {
                case Reading.Good<List<String>>(List<String> texts) ->
                        entries.put(entry.getKey(), texts);
                case Reading.Refused<List<String>>(String because) -> {
                    return Reading.refused("its key %s %s".formatted(entry.getKey(), because));
                }
            }
        }
        return Reading.good(Collections.unmodifiableMap(entries));
    }

    private static Reading<List<String>> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        List<JsonNode> nodes = value.isArray() ? List.copyOf(value.values()) : List.of(value);
        for (JsonNode node : nodes) {
            if (node.isNull() || !node.isValueNode()) {
                return Reading.refused("must have a plain value or a list of them");
            }
            texts.add(node.asString());
        }
        return texts.isEmpty() ? Reading.refused("must have a value") : Reading.good(texts);
    }
}
