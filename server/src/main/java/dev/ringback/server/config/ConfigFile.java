package dev.ringback.server.config;

import dev.ringback.net.json.JsonTree;
import dev.ringback.net.json.MalformedTextException;
import dev.ringback.net.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        } catch (MalformedTextException e) {
            return Reading.refused(
                    "it must be YAML, and at line %d, column %d it is not: %s"
                            .formatted(
                                    e.line(),
                                    e.column(),
                                    e.reason().lines().findFirst().orElse("")));
        } catch (IOException e) {
            return Reading.refused("it must be a file that can be read");
        }
    }

    private static Reading<Map<String, List<String>>> entries(JsonTree root) {
        Map<String, List<String>> entries = new LinkedHashMap<>();
        if (root.isAbsent()) {
            return Reading.good(entries);
        }
        if (!root.isObject()) {
            return Reading.refused("it must be a mapping of settings, such as port: 8288");
        }
        for (JsonTree.Member entry : root.members().toList()) {
            switch (texts(entry.value())) {
                case Reading.Good<List<String>>(List<String> texts) ->
                        entries.put(entry.name(), texts);
                case Reading.Refused<List<String>>(String because) -> {
                    return Reading.refused("its key %s %s".formatted(entry.name(), because));
                }
            }
        }
        return Reading.good(Collections.unmodifiableMap(entries));
    }

    private static Reading<List<String>> texts(JsonTree value) {
        List<String> texts = new ArrayList<>();
        List<JsonTree> nodes = value.isArray() ? value.elements().toList() : List.of(value);
        for (JsonTree node : nodes) {
            if (!node.isPlain()) {
                return Reading.refused("must have a plain value or a list of them");
            }
            texts.add(node.plain());
        }
        return texts.isEmpty() ? Reading.refused("must have a value") : Reading.good(texts);
    }
}
