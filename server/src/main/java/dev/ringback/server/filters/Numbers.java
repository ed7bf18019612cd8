package dev.ringback.server.filters;

import dev.ringback.server.filters.Kinds.Uint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalInt;

/**
 * Arithmetic and order of numbers. Whole numbers are computed exactly while they have room in 64
 * bits, and as doubles from there on; numbers of any kinds are compared exactly.
 */
final class Numbers {

    /** The exact results of whole numbers, and the others. */
    enum Operation {
        ADD("+") {
            @Override
            long whole(long a, long b) {
                return Math.addExact(a, b);
            }

            @Override
            double broken(double a, double b) {
                return a + b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.add(b);
            }
        },
        SUBTRACT("-") {
            @Override
            long whole(long a, long b) {
                return Math.subtractExact(a, b);
            }

            @Override
            double broken(double a, double b) {
                return a - b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.subtract(b);
            }
        },
        MULTIPLY("*") {
            @Override
            long whole(long a, long b) {
                return Math.multiplyExact(a, b);
            }

            @Override
            double broken(double a, double b) {
                return a * b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.multiply(b);
            }
        },
        DIVIDE("/") {
            @Override
            long whole(long a, long b) {
                if (a % b != 0) {
                    throw new ArithmeticException("not whole");
                }
                return Math.divideExact(a, b);
            }

            @Override
            double broken(double a, double b) {
                return a / b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.divide(b);
            }
        },
        /** Of two numbers that the expression itself says are whole, as CEL has it. */
        DIVIDE_WHOLE("/") {
            @Override
            long whole(long a, long b) {
                return Math.divideExact(a, b);
            }

            @Override
            double broken(double a, double b) {
                return a / b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.divide(b);
            }
        },
        MODULO("%") {
            @Override
            long whole(long a, long b) {
                return a % b;
            }

            @Override
            double broken(double a, double b) {
                return a % b;
            }

            @Override
            BigInteger unsigned(BigInteger a, BigInteger b) {
                return a.mod(b);
            }
        };

        private final String sign;

        Operation(String sign) {
            this.sign = sign;
        }

        /** Throws an {@link ArithmeticException} where the result is not a whole 64-bit number. */
        abstract long whole(long a, long b);

        abstract double broken(double a, double b);

        abstract BigInteger unsigned(BigInteger a, BigInteger b);

        Object of(Object a, Object b) {
            if (!isNumber(a) || !isNumber(b)) {
                throw Kinds.unfit(sign, a, b);
            }
            if (divides() && toDouble(b) == 0) {
                throw new Failure("division by zero");
            }
            if (a instanceof Long x && b instanceof Long y) {
                return whole(x, y, this);
            }
            if (a instanceof Uint(BigInteger x) && b instanceof Uint(BigInteger y)) {
                return Uint.of(unsigned(x, y));
            }
            return broken(toDouble(a), toDouble(b));
        }

        private boolean divides() {
            return this == DIVIDE || this == DIVIDE_WHOLE || this == MODULO;
        }

        private static Object whole(long a, long b, Operation operation) {
            try {
                return operation.whole(a, b);
            } catch (ArithmeticException _) {
                return operation.broken((double) a, (double) b);
            }
        }
    }

    private Numbers() {}

    static boolean isNumber(Object value) {
        return value instanceof Long
                || value instanceof Double
                || value instanceof Uint
                || value instanceof BigInteger;
    }

    static double toDouble(Object number) {
        return switch (number) {
            case Long whole -> (double) whole;
            case Double broken -> broken;
            case Uint(BigInteger unsigned) -> unsigned.doubleValue();
            case BigInteger large -> large.doubleValue();
            default -> throw new IllegalStateException("no number: " + number.getClass());
        };
    }

    static Object negate(Object value) {
        return switch (value) {
            case Long whole when whole != Long.MIN_VALUE -> -whole;
            case Uint _ -> throw new Failure("- does not take a uint");
            case Object number when isNumber(number) -> -toDouble(number);
            default -> throw Kinds.unfit("-", value);
        };
    }

    /** The order of two numbers; empty when one of them is none (NaN). */
    static OptionalInt compare(Object a, Object b) {
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
        return a instanceof Double && b instanceof Double
                ? OptionalInt.of(0)
                : OptionalInt.of(exact(a).compareTo(exact(b)));
    }

    private static BigDecimal exact(Object number) {
        return switch (number) {
            case Long whole -> BigDecimal.valueOf(whole);
            case Double broken -> new BigDecimal(broken);
            case Uint(BigInteger unsigned) -> new BigDecimal(unsigned);
            case BigInteger large -> new BigDecimal(large);
            default -> throw new IllegalStateException("no number: " + number.getClass());
        };
    }

    /** The whole number that has this value, when 64 bits hold it; otherwise what was given. */
    static Object settled(Object number) {
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
