package dev.ringback.testkit.receiver;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The writer of X.509 v3 certificates (RFC 5280) in DER, as far as tests need them: the JDK reads
 * certificates but has no public way to make one.
 */
final class CertificateWriter {

    private static final int SEQUENCE = 0x30;
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMdd'000000Z'");

    /** AlgorithmIdentifier of ecdsa-with-SHA256. */
    private static final byte[] ALGORITHM = hex("300a06082a8648ce3d040302");

    private static final byte[] COMMON_NAME = hex("0603550403");
    private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");

    /** Basic constraints, critical: this is an authority. */
    private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");

    private CertificateWriter() {}

    static byte[] issuer(KeyPair keys, LocalDate start, LocalDate end) {
        return signed(keys.getPublic(), keys, nameOf(keys), IS_AUTHORITY, start, end);
    }

    static byte[] server(
            PublicKey key, KeyPair issuer, String host, LocalDate start, LocalDate end) {
        byte[] dnsName = der(0x82, ascii(host));
        byte[] extension = der(SEQUENCE, ALTERNATIVE_NAME, der(0x04, der(SEQUENCE, dnsName)));
        return signed(key, issuer, host, extension, start, end);
    }

    /**
     * One whose host stands in the subject alone; what is said besides is that it is a server's.
     */
    static byte[] serverWithoutNames(
            PublicKey key, KeyPair issuer, String host, LocalDate start, LocalDate end) {
        byte[] usage = hex("30130603551d25040c300a06082b06010505070301");
        return signed(key, issuer, host, usage, start, end);
    }

    private static byte[] signed(
            PublicKey key,
            KeyPair issuer,
            String subject,
            byte[] extension,
            LocalDate start,
            LocalDate end) {
        byte[] version = der(0xa0, der(0x02, new byte[] {2}));
        byte[] serial =
                der(0x02, BigInteger.valueOf(1 + (subject.hashCode() & 0xffff)).toByteArray());
        byte[] validity = der(SEQUENCE, date(start), date(end));
        byte[] body =
                der(
                        SEQUENCE,
                        version,
                        serial,
                        ALGORITHM,
                        name(nameOf(issuer)),
                        validity,
                        name(subject),
                        key.getEncoded(),
                        der(0xa3, der(SEQUENCE, extension)));
        byte[] unusedBits = new byte[1];
        return der(SEQUENCE, body, ALGORITHM, der(0x03, unusedBits, signature(issuer, body)));
    }

    private static byte[] signature(KeyPair issuer, byte[] body) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuer.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no signature", e);
        }
    }

    /** Every authority has a name of its own, as in the world outside. */
    private static String nameOf(KeyPair issuer) {
        return "Test authority " + Arrays.hashCode(issuer.getPublic().getEncoded());
    }

    private static byte[] name(String text) {
        byte[] attribute = der(SEQUENCE, COMMON_NAME, der(0x0c, ascii(text)));
        return der(SEQUENCE, der(0x31, attribute));
    }

    private static byte[] date(LocalDate date) {
        return der(0x17, ascii(UTC_TIME.format(date)));
    }

    /** A tag, the length of the parts together, and the parts. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int size = content.size();
        if (size >= 0x100) {
            whole.write(0x82);
            whole.write(size >> 8);
        } else if (size >= 0x80) {
            whole.write(0x81);
        }
        whole.write(size);
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
