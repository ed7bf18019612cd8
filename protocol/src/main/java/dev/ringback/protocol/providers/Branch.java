package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.family.Family;
import dev.ringback.protocol.providers.family.SignedMessage;
import dev.ringback.protocol.providers.request.Examination;
import java.util.List;
import java.util.Optional;

/**
 * A family and when it is the one to ask: a provider may have old and new signatures, or secrets of
 * two kinds.
 *
 * @param secretPrefix what its secrets begin with
 * @param secretLacks what its secrets do not hold
 * @param signatureKey a key that the request's signature header has to have
 */
record Branch(
        Family family,
        List<Requirement> when,
        Optional<String> secretPrefix,
        Optional<String> secretLacks,
        Optional<String> signatureKey) {

    /** What is asked unless a variant is. */
    static Branch otherwise(Family family) {
        return new Branch(family, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean isVariant() {
        return choosesSecrets() || !when.isEmpty() || signatureKey.isPresent();
    }

    /** Whether some secrets are for this family alone. */
    boolean choosesSecrets() {
        return secretPrefix.isPresent() || secretLacks.isPresent();
    }

    boolean owns(String secret) {
        return secretPrefix.filter(secret::startsWith).isPresent()
                || secretLacks.filter(each -> !secret.contains(each)).isPresent();
    }

    /** Whether the request is one for it. */
    boolean fits(Examination examination) {
        return when.stream().allMatch(each -> each.holds(examination))
                && signatureKey.filter(key -> !hasKey(examination, key)).isEmpty();
    }

    private boolean hasKey(Examination examination, String key) {
        return family instanceof SignedMessage signed
                && signed.spot().accept().contains(key)
                && signed.spot().find(examination).signatures().size() > 0;
    }
}
