package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import java.util.List;
import java.util.Optional;

/**
 * An HMAC under a shared secret.
 *
 * @param algorithm the HMAC's; a plain SHA-256 when absent, where the message holds the secret
 */
public record MacChecker(
        Optional<MacAlgorithm> algorithm, TextEncoding encoding, SecretForm secretForm)
        implements Checker {

    @Override
    public Proof check(
            Examination examination, MessageForm form, String timestamp, List<String> signatures) {
        List<byte[]> given =
                signatures.stream().flatMap(each -> encoding.decode(each).stream()).toList();
        if (given.isEmpty()) {
            return Proof.differs("the signature is not " + words(encoding));
        }
        boolean usable = false;
        for (Examination.Candidate secret : examination.secrets()) {
            Optional<byte[]> key = secretForm.key(secret.text());
            usable |= key.isPresent();
            if (key.isPresent() && fits(examination, form, timestamp, secret, key.get(), given)) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs(
                usable
                        ? "no signature is right: another secret signed this, or the body, the URL"
                                + " or a signed header is not the one that was signed"
                        : "no secret of the source can be used as a key of this scheme");
    }

    private boolean fits(
            Examination examination,
            MessageForm form,
            String timestamp,
            Examination.Candidate secret,
            byte[] key,
            List<byte[]> given) {
        boolean fits = false;
        for (byte[][] message : form.messages(examination, timestamp, secret.text())) {
            byte[] right = code(key, message);
            for (byte[] each : given) {
                fits |= ConstantTime.equal(right, each);
            }
        }
        return fits;
    }

    private byte[] code(byte[] key, byte[][] message) {
        return algorithm
                .map(each -> each.of(key, message))
                .orElseGet(() -> Digests.sha256(message));
    }

    private static String words(TextEncoding encoding) {
        return switch (encoding) {
            case HEX -> "hex";
            case BASE64 -> "base64";
            case HEX_OR_BASE64 -> "hex or base64";
        };
    }

    @Override
    public Optional<String> sign(List<byte[][]> messages, String secret) {
        return secretForm.key(secret).map(key -> encoding.encode(code(key, messages.get(0))));
    }

    @Override
    public boolean needsSecret() {
        return true;
    }

    @Override
    public Optional<String> problemWith(String secret) {
        return secretForm.problemWith(secret);
    }
}
