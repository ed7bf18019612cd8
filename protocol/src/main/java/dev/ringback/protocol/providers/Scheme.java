package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.Unpacking;
import dev.ringback.protocol.providers.family.Family;
import dev.ringback.protocol.providers.family.OpenFamily;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a provider's requests are verified and read. Safe for use by many threads at once.
 *
 * <p>It is declared in JSON, by the catalogue or by a user. {@code family} says how a request is
 * verified: {@code hmac}, {@code asymmetric}, {@code jwt}, {@code token}, {@code basic}, or {@code
 * none}. {@code event_type}, {@code idempotency_key}, {@code subject} and {@code occurred_at} say
 * where those are; {@code handshakes} which requests are challenges, and their answers.
 */
public final class Scheme {

    private static final int MOST_BYTES = 100_000;
    private static final List<String> EVENTS = List.of("POST", "PUT");

    /** What the provider is answered once an event is taken in. */
    public record Reply(int status, String body) {}

    static final Reply OK = new Reply(200, "");

    private final Branches branches;
    private final Extraction extraction;
    private final List<Handshake> handshakes;
    private final Reply accepted;
    private final boolean decoded;
    private final JsonPaths paths;

    Scheme(
            Branches branches,
            Extraction extraction,
            List<Handshake> handshakes,
            Reply accepted,
            boolean decoded) {
        this.branches = branches;
        this.extraction = extraction;
        this.handshakes = List.copyOf(handshakes);
        this.accepted = accepted;
        this.decoded = decoded;
        this.paths = JsonPaths.of(pointers().toList());
    }

    private Stream<String> pointers() {
        Stream<Requirement> conditions =
                Stream.concat(
                        branches.all().stream().flatMap(each -> each.when().stream()),
                        handshakes.stream().flatMap(each -> each.when().stream()));
        Stream<ValuePlace> places =
                Stream.concat(extraction.places(), handshakes.stream().flatMap(Handshake::places));
        return Stream.of(
                        branches.families().flatMap(each -> each.pointers().stream()),
                        branches.families().flatMap(each -> ValuePlace.pointers(each.places())),
                        conditions.flatMap(each -> each.pointers().stream()),
                        ValuePlace.pointers(places))
                .flatMap(each -> each);
    }

    /**
     * Reads a scheme that a user declares.
     *
     * @param json an object
     * @throws MalformedSchemeException when it declares none; the message names the field
     */
    public static Scheme parse(String json) {
        byte[] bytes = Digests.utf8(json);
        if (bytes.length > MOST_BYTES) {
            throw new MalformedSchemeException("", "has more than " + MOST_BYTES + " bytes");
        }
        return SchemeReader.read(
                JsonBody.read(bytes, JsonPaths.ALL)
                        .orElseThrow(() -> new MalformedSchemeException("", "is not JSON")));
    }

    /**
     * Judges one request. Never throws for anything that a stranger sent.
     *
     * @param trust what the owner of the source trusts
     * @param now the receiver's time of the arrival
     */
    public Judgement judge(Trust trust, InboundRequest request, Instant now) {
        Optional<byte[]> body = signedBody(trust, request);
        if (body.isEmpty()) {
            return rejected(
                    Proof.no(
                            RejectReason.BODY_MALFORMED,
                            "the body cannot be unpacked within the size limit of the source"));
        }
        var view = new RequestView(request, body.get(), paths, trust.maxBody());
        var whole = new Examination(view, trust, candidates(trust), now);
        Optional<Judgement> challenge = challenge(whole, false, firstSecret(whole, 0));
        if (challenge.isPresent()) {
            return challenge.get();
        }
        Proof proof = branches.prove(whole);
        if (proof instanceof Proof.Wanting wanting) {
            return new Judgement.NeedsKeys(wanting.request());
        }
        if (proof instanceof Proof.Given given) {
            String secret = firstSecret(whole, given.secret());
            return challenge(whole, true, secret)
                    .orElseGet(() -> new Judgement.Verified(extraction.of(whole), given.secret()));
        }
        return rejected((Proof.Refused) proof);
    }

    /** What a request says about itself that was verified before, as far as it can be told anew. */
    public EventFacts facts(Trust trust, InboundRequest request, Instant then) {
        byte[] body = signedBody(trust, request).orElseGet(request::body);
        var view = new RequestView(request, body, paths, trust.maxBody());
        return extraction.of(new Examination(view, trust, List.of(), then));
    }

    private static Judgement rejected(Proof.Refused refused) {
        return new Judgement.Rejected(
                refused.reason(), refused.reason().status(), refused.detail());
    }

    /** The bytes that are signed: what came, unless the scheme says that they are unpacked. */
    private Optional<byte[]> signedBody(Trust trust, InboundRequest request) {
        String coding = String.join(",", request.headers().named("Content-Encoding"));
        return decoded
                ? Unpacking.unpack(request.body(), coding, trust.maxBody())
                : Optional.of(request.body());
    }

    private static List<Examination.Candidate> candidates(Trust trust) {
        return IntStream.range(0, trust.secrets().size())
                .mapToObj(i -> new Examination.Candidate(i, trust.secrets().get(i)))
                .filter(each -> !each.text().isEmpty())
                .toList();
    }

    private static String firstSecret(Examination whole, int index) {
        return whole.secrets().stream()
                .filter(each -> each.index() >= index)
                .findFirst()
                .map(Examination.Candidate::text)
                .orElse("");
    }

    private Optional<Judgement> challenge(Examination whole, boolean signed, String secret) {
        return handshakes.stream()
                .filter(each -> each.signed() == signed && each.fits(whole))
                .findFirst()
                .map(each -> each.answer(whole, secret));
    }

    /**
     * Whether requests of a method may be this provider's: events come by POST or PUT, challenges
     * by what they say.
     */
    public boolean takes(String method) {
        return EVENTS.contains(method)
                || handshakes.stream().anyMatch(each -> each.method().equals(method));
    }

    /** What the provider is answered once its event is on disk. */
    public Reply accepted() {
        return accepted;
    }

    /** Whether nothing is verified: whoever knows the URL is believed. */
    public boolean open() {
        return branches.families().anyMatch(each -> each instanceof OpenFamily);
    }

    /** Whether a change of the body on its way would show. */
    public boolean coversBody() {
        return branches.families().allMatch(Family::coversBody);
    }

    /** Whether there is nothing to verify without a secret. */
    public boolean needsSecret() {
        return branches.families().allMatch(Family::needsSecret);
    }

    /** Says in words why a text cannot be a secret of this scheme; empty when it can. */
    public Optional<String> problemWithSecret(String secret) {
        return branches.of(secret).flatMap(each -> each.problemWith(secret));
    }

    /**
     * Signs a sample as the provider would.
     *
     * @param sample what the provider would send; marks in it are replaced
     * @param url the receiver's public URL
     * @param id what makes the request different from others
     * @return nothing where only the provider can sign
     */
    public Optional<InboundRequest> sign(
            Sample sample,
            String url,
            String secret,
            SchemeContext context,
            Instant now,
            String id) {
        Draft draft =
                new Draft(
                        sample.method(),
                        url,
                        marked(sample.headers(), id),
                        sample.body(),
                        secret,
                        context,
                        now,
                        id);
        return branches.of(secret).flatMap(each -> each.sign(draft));
    }

    private static Map<String, String> marked(Map<String, String> headers, String id) {
        return headers.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().replace("{{id}}", id)));
    }

    /**
     * Finds out what would have made a request right whose signature differs, for its owner.
     *
     * @param older secrets that are not valid any more
     * @return nothing when it was not the signature, or none of the usual reasons is the right one
     */
    public Optional<NearMiss> nearMiss(
            Trust trust, InboundRequest request, Instant now, List<String> older) {
        return new Diagnosis(this, trust, request, now).find(older);
    }

    /** The same scheme with other families, for finding out what would have matched. */
    Scheme with(List<Branch> others, boolean unpacked) {
        return new Scheme(new Branches(others), extraction, handshakes, accepted, unpacked);
    }

    List<Branch> branches() {
        return branches.all();
    }

    boolean decoded() {
        return decoded;
    }
}
