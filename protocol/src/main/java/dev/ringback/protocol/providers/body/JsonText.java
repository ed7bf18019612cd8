package dev.ringback.protocol.providers.body;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes JSON the ways that senders and frameworks do. */
public enum JsonText {
    /** Without blanks, as JavaScript writes it. */
    COMPACT(",", ":"),
    /** With a blank behind commas and colons, as Python writes it. */
    SPACED(", ", ": "),
    /** The canonical form (RFC 8785): sorted names, numbers as JavaScript writes them. */
    CANONICAL(",", ":");

    private final String comma;
    private final String colon;

    JsonText(String comma, String colon) {
        this.comma = comma;
        this.colon = colon;
    }

    /** Writes a value that was read whole. */
    public String of(ParsedJson tree) {
        if (tree instanceof ParsedJson.Leaf leaf) {
            return leaf(leaf);
        }
        return tree instanceof ParsedJson.Items items
                ? "[" + joined(items.list(), this::of) + "]"
                : "{" + joined(ordered(tree.members()), this::member) + "}";
    }

    private Collection<Map.Entry<String, ParsedJson>> ordered(Map<String, ParsedJson> members) {
        return (this == CANONICAL ? new TreeMap<>(members) : members).entrySet();
    }

    private String member(Map.Entry<String, ParsedJson> member) {
        return quoted(member.getKey()) + colon + of(member.getValue());
    }

    private <T> String joined(Collection<T> parts, Function<T, String> words) {
        return parts.stream().map(words).collect(Collectors.joining(comma));
    }

    private String leaf(ParsedJson.Leaf leaf) {
        return switch (leaf.kind()) {
            case TEXT -> quoted(leaf.written());
            case NUMBER -> this == CANONICAL ? number(leaf.written()) : leaf.written();
            case FLAG, NOTHING -> leaf.written();
        };
    }

    /** A text as JSON writes it, with its quotation marks. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (isHalf(text, i)) {
                // It has no UTF-8.
                out.append(String.format("\\u%04x", (int) each));
                continue;
            }
            switch (each) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (each < 0x20) {
                        out.append(String.format("\\u%04x", (int) each));
                    } else {
                        out.append(each);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** Whether a surrogate stands there that has no other half. */
    private static boolean isHalf(String text, int at) {
        char each = text.charAt(at);
        if (Character.isHighSurrogate(each)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(each)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** As ECMAScript prints a number: the fewest digits that are still this double. */
    private static String number(String written) {
        double value = Double.parseDouble(written);
        if (value == 0) {
            return "0";
        }
        if (Double.isInfinite(value)) {
            return written;
        }
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            return Long.toString((long) value);
        }
        BigDecimal shortest = shortest(value).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int point = digits.length() - shortest.scale();
        return (value < 0 ? "-" : "") + placed(digits, point);
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        List<BigDecimal> tries = new ArrayList<>();
        for (int precision = 1; precision <= 17; precision++) {
            tries.add(exact.round(new MathContext(precision)));
        }
        return tries.stream().filter(each -> each.doubleValue() == value).findFirst().orElse(exact);
    }

    /** ECMA-262, Number::toString: {@code point} digits stand before the decimal point. */
    private static String placed(String digits, int point) {
        if (point >= digits.length() && point <= 21) {
            return digits + "0".repeat(point - digits.length());
        }
        if (point > 0 && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (point > -6 && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String exponent = (point > 0 ? "+" : "-") + Math.abs(point - 1);
        String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
        return digits.charAt(0) + rest + "e" + exponent;
    }
}
