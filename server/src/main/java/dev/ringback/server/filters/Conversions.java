package dev.ringback.server.filters;

import dev.ringback.server.filters.values.EvaluationBudget;
import dev.ringback.server.filters.values.EvaluationFailure;
import dev.ringback.server.filters.values.Numbers;
import dev.ringback.server.filters.values.ValueKinds;
import dev.ringback.server.filters.values.ValueKinds.Bytes;
import dev.ringback.server.filters.values.ValueKinds.Uint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** CEL's type conversions, such as {@code int("7")}. */
final class Conversions {

    /** The longest text that can be a number, a time or a duration. */
    private static final int MAX_LENGTH = 100;

    private Conversions() {}

    static String shortText(String what, Object value) {
        String text = StringFunctions.of(what, value);
        if (text.length() > MAX_LENGTH) {
            throw new EvaluationFailure(what + " has more than " + MAX_LENGTH + " characters");
        }
        return text;
    }

    static Object toInt(Object value) {
        return switch (value) {
            case Long whole -> whole;
            case Double broken when Math.abs(broken) < 0x1p63 -> (long) (double) broken;
            case Uint(BigInteger unsigned) when unsigned.bitLength() < Long.SIZE ->
                    unsigned.longValue();
            case Instant time -> time.getEpochSecond();
            case String _ -> {
                try {
                    yield Long.parseLong(shortText("int", value));
                } catch (NumberFormatException _) {
                    throw new EvaluationFailure("the string is not a whole number");
                }
            }
            case Object number when Numbers.isNumber(number) ->
                    throw new EvaluationFailure("the number is out of range");
            default -> throw ValueKinds.unfit("int", value);
        };
    }

    static Object toUint(Object value) {
        return switch (value) {
            case Uint unsigned -> unsigned;
            case Long whole -> Uint.of(BigInteger.valueOf(whole));
            case BigInteger large -> Uint.of(large);
            case Double broken when Double.isFinite(broken) ->
                    Uint.of(new BigDecimal(broken).toBigInteger());
            case String _ -> {
                try {
                    yield Uint.of(new BigInteger(shortText("uint", value)));
                } catch (NumberFormatException _) {
                    throw new EvaluationFailure("the string is not a whole number");
                }
            }
            default -> throw ValueKinds.unfit("uint", value);
        };
    }

    static Object toDouble(Object value) {
        return switch (value) {
            case Object number when Numbers.isNumber(number) -> Numbers.toDouble(number);
            case String _ -> {
                try {
                    yield Double.parseDouble(shortText("double", value));
                } catch (NumberFormatException _) {
                    throw new EvaluationFailure("the string is not a number");
                }
            }
            default -> throw ValueKinds.unfit("double", value);
        };
    }

    static Object toText(Object value, EvaluationBudget budget) {
        return switch (value) {
            case String text -> text;
            case Boolean bool -> bool.toString();
            case Long whole -> whole.toString();
            case BigInteger large -> large.toString();
            case Uint(BigInteger unsigned) -> unsigned.toString();
            case Double broken when Numbers.settled(broken) instanceof Long whole ->
                    whole.toString();
            case Double broken -> broken.toString();
            case Instant time -> time.toString();
            case Duration duration -> TimeFunctions.text(duration);
            case Bytes(String latin) -> {
                budget.make(latin.length());
                yield utf8(latin);
            }
            default -> throw ValueKinds.unfit("string", value);
        };
    }

    private static String utf8(String latin) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(StandardCharsets.ISO_8859_1.encode(latin))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new EvaluationFailure("the bytes are not UTF-8");
        }
    }

    static Object toBytes(Object value, EvaluationBudget budget) {
        return switch (value) {
            case Bytes bytes -> bytes;
            case String text -> {
                budget.make(2L * text.length());
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                yield new Bytes(new String(utf8, StandardCharsets.ISO_8859_1));
            }
            default -> throw ValueKinds.unfit("bytes", value);
        };
    }

    static Object toBool(Object value) {
        return switch (value) {
            case Boolean bool -> bool;
            case String text when text.length() <= MAX_LENGTH ->
                    switch (text) {
                        case "true", "TRUE", "True", "t", "1" -> true;
                        case "false", "FALSE", "False", "f", "0" -> false;
                        default ->
                                throw new EvaluationFailure("the string is neither true nor false");
                    };
            default -> throw ValueKinds.unfit("bool", value);
        };
    }

    static Object toTimestamp(Object value) {
        return switch (value) {
            case Instant time -> time;
            case Long seconds -> TimeFunctions.timestamp(seconds);
            case String _ -> TimeFunctions.timestamp(shortText("timestamp", value));
            default -> throw ValueKinds.unfit("timestamp", value);
        };
    }

    static Object toDuration(Object value) {
        return switch (value) {
            case Duration duration -> duration;
            case String _ -> TimeFunctions.duration(shortText("duration", value));
            default -> throw ValueKinds.unfit("duration", value);
        };
    }
}
