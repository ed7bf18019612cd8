package dev.ringback.server.schemas;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers as decimals, and what would take for ever with large exponents. */
final class Decimal {

    /** Among the counts that schemas name, what is more than this is as good as endless. */
    private static final BigDecimal ENDLESS = BigDecimal.valueOf(Integer.MAX_VALUE);

    private static final int WRITTEN_OUT = 20;

    private Decimal() {}

    /**
     * Reads a number, so that equal ones are the same.
     *
     * @throws ArithmeticException when its exponent has more than 9 digits or so
     */
    static BigDecimal read(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        } catch (NumberFormatException _) {
            throw new ArithmeticException("no decimal: " + text);
        }
    }

    /** As it is told: written out unless that is long. */
    static String words(BigDecimal number) {
        return Math.abs((long) number.scale()) < WRITTEN_OUT
                ? number.toPlainString()
                : number.toString();
    }

    static boolean isWhole(BigDecimal number) {
        return number.scale() <= 0;
    }

    /** As a count; what is too large for one becomes the largest. */
    static BigInteger count(BigDecimal number) {
        BigDecimal most = number.compareTo(ENDLESS) > 0 ? ENDLESS : number;
        return most.compareTo(ENDLESS.negate()) < 0
                ? ENDLESS.negate().toBigInteger()
                : most.toBigInteger();
    }

    /**
     * Whether a number is a whole multiple of another one. Never writes out what an exponent stands
     * for.
     */
    static boolean isMultiple(BigDecimal number, BigDecimal factor) {
        long shift = (long) factor.scale() - number.scale();
        if (number.signum() == 0) {
            return true;
        }
        if (shift < 0) {
            // It would have to end with a zero, and it ends with none.
            return false;
        }
        BigInteger modulus = factor.unscaledValue().abs();
        BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(shift), modulus);
        return power.multiply(number.unscaledValue()).mod(modulus).signum() == 0;
    }
}
