package dev.ringback.server.openai;

import java.util.Map;
import java.util.TreeMap;

/**
 * The rules for the fields of a request that are acted on here. All others pass through as they
 * are: which values make sense is for the model server to say, and model servers differ.
 */
final class RequestRules {

    private static final Map<String, FieldRule> ALL =
            new TreeMap<>(
                    Map.of(
                            "metadata", FieldRule.object(),
                            "store", FieldRule.bool(),
                            "stream", FieldRule.bool()));

    private static final Map<String, FieldRule> RESPONSES =
            new TreeMap<>(
                    Map.of(
                            "background", FieldRule.bool(),
                            "metadata", FieldRule.object(),
                            "previous_response_id", FieldRule.string(),
                            "store", FieldRule.bool(),
                            "stream", FieldRule.bool()));

    private RequestRules() {}

    /** The rules by field, in alphabetical order. */
    static Map<String, FieldRule> of(Operation operation) {
        return operation == Operation.RESPONSES ? RESPONSES : ALL;
    }
}
