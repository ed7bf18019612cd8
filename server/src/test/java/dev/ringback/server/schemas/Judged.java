package dev.ringback.server.schemas;

import dev.ringback.kernel.model.Payload;
import dev.ringback.protocol.EventType;
import dev.ringback.server.schemas.SchemaVerdict.Misfit;
import java.util.List;
import java.util.Optional;

/** What tests ask of schemas, on their own thread. */
final class Judged {

    private Judged() {}

    static SchemaVerdict by(String schema, String payload) {
        return by(schema, "any", payload, new JudgingBudget());
    }

    static SchemaVerdict by(String schema, String type, String payload, JudgingBudget budget) {
        Optional<JsonSchema> found = ready(schema).of(new EventType(type));
        byte[] json = Payload.of(payload).bytes();
        return switch (Values.read(json, Schemas.MAX_VALUES)) {
            case Values.Read.Whole(Value value, _) ->
                    found.map(each -> each.judge(value, budget)).orElseGet(SchemaVerdict.Fits::new);
            case Values.Read.Malformed(String words) -> throw new AssertionError(words);
            case Values.Read.TooMuch(String words) -> new SchemaVerdict.Unjudged(words);
        };
    }

    static SchemaSet ready(String schema) {
        return switch (SchemaSet.read(schema)) {
            case SchemaSet.Read.Ready(SchemaSet schemas) -> schemas;
            case SchemaSet.Read.Wrong(SchemaFault fault) ->
                    throw new AssertionError(fault.toString());
        };
    }

    static boolean fits(String schema, String payload) {
        return switch (by(schema, payload)) {
            case SchemaVerdict.Fits _ -> true;
            case SchemaVerdict.Differs _ -> false;
            case SchemaVerdict.Unjudged(String words) -> throw new AssertionError(words);
        };
    }

    static List<String> misfits(String schema, String payload) {
        return by(schema, payload) instanceof SchemaVerdict.Differs(List<Misfit> first)
                ? first.stream().map(Misfit::toString).toList()
                : List.of();
    }

    static String fault(String schema) {
        return switch (SchemaSet.read(schema)) {
            case SchemaSet.Read.Ready _ -> "";
            case SchemaSet.Read.Wrong(SchemaFault fault) -> fault.toString();
        };
    }
}
