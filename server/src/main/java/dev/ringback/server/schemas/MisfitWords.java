package dev.ringback.server.schemas;

import dev.harrel.jsonschema.MessageProvider;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words for what the library finds wrong, by its names for that. */
final class MisfitWords implements MessageProvider {

    /** Of errors whose parts are told anyway. */
    static final String NONE = "";

    private static final int TOLD = 5;
    private static final int LONGEST = 80;

    @Override
    public String getMessage(String key, Object... args) {
        return switch (key) {
            case "falseSchema" -> "is not allowed";
            case "contains" -> "holds no element that is asked for";
            case "dependentSchemas", "allOf", "ifThen", "ifElse" -> NONE;
            case "anyOf" -> "is like none of the alternatives (anyOf)";
            case "oneOf" ->
                    args[0].equals(0)
                            ? "is like none of the alternatives (oneOf)"
                            : "is like " + args[0] + " of the alternatives, not like one (oneOf)";
            case "not" -> "is what it must not be (not)";
            case "$ref", "$dynamicRef", "$recursiveRef" -> "has a schema that leads to nothing";
            case "type" -> "is " + args[0] + ", not " + list(args[1], " or ");
            case "maximum" -> "is greater than " + plain(args[1]);
            case "exclusiveMaximum" -> "is not less than " + plain(args[1]);
            case "minimum" -> "is less than " + plain(args[1]);
            case "exclusiveMinimum" -> "is not greater than " + plain(args[1]);
            case "maxLength" -> "has more than " + args[1] + " characters";
            case "minLength" -> "has fewer than " + args[1] + " characters";
            case "maxItems" -> "has more than " + args[1] + " elements";
            case "minItems" -> "has fewer than " + args[1] + " elements";
            case "maxContains" -> "holds more than " + args[1] + " elements that are asked for";
            case "minContains" -> "holds fewer than " + args[1] + " elements that are asked for";
            case "maxProperties" -> "has more than " + args[1] + " members";
            case "minProperties" -> "has fewer than " + args[1] + " members";
            case "required", "dependentRequired" -> "has no " + list(args[0], ", ");
            default -> "is not as " + key + " says";
        };
    }

    private static String list(Object all, String between) {
        List<?> elements =
                all instanceof Collection<?> several ? List.copyOf(several) : List.of(all);
        return Stream.concat(
                        elements.stream().map(MisfitWords::plain).sorted().limit(TOLD),
                        elements.size() > TOLD ? Stream.of("…") : Stream.empty())
                .collect(Collectors.joining(between));
    }

    private static String plain(Object value) {
        String text =
                value instanceof BigDecimal number ? Decimal.words(number) : String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
