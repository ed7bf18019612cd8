package dev.ringback.server.functions.config;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.server.functions.sdk.StepDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of a registration; whoever reads them leaves with the reason where one is wrong. */
record ConfigFields(ParsedJson tree, String where) {

    /** Leaves the reading of a registration. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        RefusedException(String why) {
            super(why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    RefusedException refused(String why) {
        return new RefusedException(where + ": " + why);
    }

    /** A value; what is null is not there. */
    Optional<ParsedJson> present(String pointer) {
        return tree.at(pointer).filter(each -> !each.equals(ParsedJson.Leaf.NOTHING));
    }

    Optional<String> text(String pointer) {
        Optional<ParsedJson> value = present(pointer);
        if (value.isPresent() && !isKind(value.get(), ParsedJson.Kind.TEXT)) {
            throw refused(pointer.substring(1) + " must be a string");
        }
        return value.flatMap(ParsedJson::text);
    }

    String required(String pointer) {
        return text(pointer)
                .filter(each -> !each.isEmpty())
                .orElseThrow(() -> refused("has no " + pointer.substring(1)));
    }

    boolean isNumber(String pointer) {
        return present(pointer).filter(each -> isKind(each, ParsedJson.Kind.NUMBER)).isPresent();
    }

    Optional<Integer> count(String pointer, int least, int most) {
        return present(pointer)
                .map(value -> {
                    String digits = value.text().orElse("");
                    boolean whole =
                            isKind(value, ParsedJson.Kind.NUMBER) && digits.matches("-?[0-9]{1,9}");
                    if (!whole
                            || Integer.parseInt(digits) < least
                            || Integer.parseInt(digits) > most) {
                        throw refused(
                                pointer.substring(1)
                                        + " must be a whole number of at least "
                                        + least);
                    }
                    return Integer.parseInt(digits);
                });
    }

    Optional<Duration> duration(String pointer) {
        return text(pointer)
                .filter(each -> !each.isEmpty())
                .map(text ->
                        StepDelay.duration(text)
                                .orElseThrow(() ->
                                        refused(
                                                pointer.substring(1)
                                                        + " is no duration such as 30s: "
                                                        + text)));
    }

    /** The elements of an array, or one object alone. */
    List<ConfigFields> items(String pointer, int most) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        Optional<ParsedJson> value = present(pointer);
        if (value.isEmpty()) {
            return List.of();
        }
        List<ParsedJson> items =
                value.get() instanceof ParsedJson.Items(var all) ? all : List.of(value.get());
        if (items.size() > most) {
            throw refused("has " + items.size() + " " + name + ", more than " + most);
        }
        List<ConfigFields> fields = new ArrayList<>();
        for (ParsedJson each : items) {
            if (!(each instanceof ParsedJson.Members)) {
                throw refused(name + " must be made of objects");
            }
            fields.add(new ConfigFields(each, where + ", " + name + " " + (fields.size() + 1)));
        }
        return fields;
    }

    private static boolean isKind(ParsedJson value, ParsedJson.Kind kind) {
        return value instanceof ParsedJson.Leaf(ParsedJson.Kind is, String _) && is == kind;
    }
}
