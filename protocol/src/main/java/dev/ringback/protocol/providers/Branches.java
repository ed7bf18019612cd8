package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.family.Family;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The families of a scheme: variants first, and last the one that is asked otherwise. */
record Branches(List<Branch> all) {

    Branches {
        all = List.copyOf(all);
    }

    Stream<Family> families() {
        return all.stream().map(Branch::family);
    }

    /** Asks all families that fit the request: one that is sure suffices. */
    Proof prove(Examination whole) {
        List<Proof> proofs = new ArrayList<>();
        for (Branch branch : all) {
            Examination own = own(branch, whole);
            if (isAsked(branch, own, proofs.isEmpty())) {
                Proof proof = branch.family().prove(own);
                if (proof instanceof Proof.Given) {
                    return proof;
                }
                proofs.add(proof);
            }
        }
        return best(proofs);
    }

    private static boolean isAsked(Branch branch, Examination own, boolean isFirst) {
        boolean hasSecrets = !own.secrets().isEmpty();
        return branch.isVariant()
                ? branch.fits(own) && (hasSecrets || !branch.choosesSecrets())
                : isFirst || hasSecrets || !branch.family().needsSecret();
    }

    private Examination own(Branch branch, Examination whole) {
        List<Examination.Candidate> secrets =
                whole.secrets().stream().filter(each -> isFor(each.text(), branch)).toList();
        return new Examination(whole.view(), whole.trust(), secrets, whole.now());
    }

    private boolean isFor(String secret, Branch branch) {
        return branch.choosesSecrets()
                ? branch.owns(secret)
                : all.stream().noneMatch(each -> each.owns(secret));
    }

    /** The family that a secret is for, without those of special requests. */
    Optional<Family> of(String secret) {
        return all.stream()
                .filter(each -> isFor(secret, each))
                .filter(each -> each.when().isEmpty() && each.signatureKey().isEmpty())
                .findFirst()
                .map(Branch::family);
    }

    /** What says most: a key that is needed, or a check that was made in earnest. */
    private static Proof best(List<Proof> proofs) {
        return proofs.stream()
                .filter(each -> each instanceof Proof.Wanting)
                .findFirst()
                .or(() -> proofs.stream().filter(Branches::inEarnest).findFirst())
                .orElseGet(() -> proofs.get(0));
    }

    private static boolean inEarnest(Proof proof) {
        return proof instanceof Proof.Refused refused
                && refused.reason() != RejectReason.SIGNATURE_MISSING
                && refused.reason() != RejectReason.SIGNATURE_MALFORMED;
    }
}
