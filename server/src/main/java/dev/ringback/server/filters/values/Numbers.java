package dev.ringback.server.filters.values;

import dev.ringback.server.filters.values.ValueKinds.Uint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * CEL's arithmetic and order of numbers. Whole numbers are computed exactly while they have room in
 * 64 bits, and as doubles from there on; numbers of any kinds are compared exactly, but for a
 * double with a whole number that has no room in 64 bits.
 */
public final class Numbers {

    /** How two whole numbers are computed, and how the others are. */
    @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
    public enum Operation {
        ADD("+", Math::addExact, Double::sum, BigInteger::add),
        SUBTRACT("-", Math::subtractExact, (a, b) -> a - b, BigInteger::subtract),
        MULTIPLY("*", Math::multiplyExact, (a, b) -> a * b, BigInteger::multiply),
        DIVIDE("/", Operation::dividedWithoutRest, (a, b) -> a / b, BigInteger::divide),
        /** Of two numbers that the expression itself says are whole, as CEL has it. */
        DIVIDE_WHOLE("/", Math::divideExact, (a, b) -> a / b, BigInteger::divide),
        MODULO("%", (a, b) -> a % b, (a, b) -> a % b, BigInteger::mod);

        private final String sign;

        /** Throws an {@link ArithmeticException} where the result is not a whole 64-bit number. */
        private final LongBinaryOperator whole;

        private final DoubleBinaryOperator broken;
        private final BinaryOperator<BigInteger> unsigned;

        Operation(
                String sign,
                LongBinaryOperator whole,
                DoubleBinaryOperator broken,
                BinaryOperator<BigInteger> unsigned) {
            this.sign = sign;
            this.whole = whole;
            this.broken = broken;
            this.unsigned = unsigned;
        }

        public Object of(Object a, Object b) {
            if (!isNumber(a) || !isNumber(b)) {
                throw ValueKinds.unfit(sign, a, b);
            }
            if (divides() && toDouble(b) == 0) {
                throw new EvaluationFailure("division by zero");
            }
            if (a instanceof Long x && b instanceof Long y) {
                return whole(x, y);
            }
            if (a instanceof Uint(BigInteger x) && b instanceof Uint(BigInteger y)) {
                return Uint.of(unsigned.apply(x, y));
            }
            return broken.applyAsDouble(toDouble(a), toDouble(b));
        }

        private boolean divides() {
            return this == DIVIDE || this == DIVIDE_WHOLE || this == MODULO;
        }

        private Object whole(long a, long b) {
            try {
                return whole.applyAsLong(a, b);
            } catch (ArithmeticException _) {
                return broken.applyAsDouble((double) a, (double) b);
            }
        }

        private static long dividedWithoutRest(long a, long b) {
            if (a % b != 0) {
                throw new ArithmeticException("not whole");
            }
            return Math.divideExact(a, b);
        }
    }

    private Numbers() {}

    public static boolean isNumber(Object value) {
        return value instanceof Long
                || value instanceof Double
                || value instanceof Uint
                || value instanceof BigInteger;
    }

    public static double toDouble(Object number) {
        return switch (number) {
            case Long whole -> (double) whole;
            case Double broken -> broken;
            case Uint(BigInteger unsigned) -> unsigned.doubleValue();
            case BigInteger large -> large.doubleValue();
            default -> throw new IllegalStateException("no number: " + number.getClass());
        };
    }

    public static Object negate(Object value) {
        return switch (value) {
            case Long whole when whole != Long.MIN_VALUE -> -whole;
            case Uint _ -> throw new EvaluationFailure("- does not take a uint");
            case Object number when isNumber(number) -> -toDouble(number);
            default -> throw ValueKinds.unfit("-", value);
        };
    }

    /** The order of two numbers; empty when one of them is none (NaN). */
    public static OptionalInt compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return OptionalInt.of(Long.compare(x, y));
        }
        double x = toDouble(a);
        double y = toDouble(b);
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return OptionalInt.empty();
        }
        if (x != y || Double.isInfinite(x)) {
            // Rounding keeps the order: only numbers that round to the same need a closer look.
            return OptionalInt.of(x < y ? -1 : x > y ? 1 : 0);
        }
        return (a instanceof Double && b instanceof Double) || isRounded(a, b) || isRounded(b, a)
                ? OptionalInt.of(0)
                : OptionalInt.of(exact(a).compareTo(exact(b)));
    }

    /**
     * A double of that size is what was computed, or written with an exponent: 1e23 is not 10^23 to
     * the last digit, though nobody means anything else.
     */
    private static boolean isRounded(Object number, Object other) {
        return number instanceof Double && other instanceof BigInteger;
    }

    /** The same for numbers that are equal, though not only for those; not for infinite ones. */
    public static BigDecimal likeAllEqual(Object number) {
        return exact(number instanceof BigInteger ? toDouble(number) : number).stripTrailingZeros();
    }

    /** What it is, whatever its kind; not for a double that is infinite, or no number. */
    public static BigDecimal exact(Object number) {
        return switch (number) {
            case Long whole -> BigDecimal.valueOf(whole);
            case Double broken -> new BigDecimal(broken);
            case Uint(BigInteger unsigned) -> new BigDecimal(unsigned);
            case BigInteger large -> new BigDecimal(large);
            default -> throw new IllegalStateException("no number: " + number.getClass());
        };
    }

    /** The whole number that has this value, when 64 bits hold it; otherwise what was given. */
    public static Object settled(Object number) {
        return switch (number) {
            case Double broken when isWhole(broken) -> (long) (double) broken;
            case Uint(BigInteger unsigned) when unsigned.bitLength() < Long.SIZE ->
                    unsigned.longValue();
            default -> number;
        };
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) < 0x1p63;
    }
}
