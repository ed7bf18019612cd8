package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.family.MacChecker;
import dev.ringback.protocol.providers.family.SignedMessage;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what would have made a request right whose signature differs, by trying it. It is for
 * requests that were rejected, and never lets one in.
 */
final class Diagnosis {

    /** Larger bodies are not written anew. */
    private static final int MOST_BYTES = 1_000_000;

    private final Scheme scheme;
    private final Trust trust;
    private final InboundRequest request;
    private final Instant now;

    Diagnosis(Scheme scheme, Trust trust, InboundRequest request, Instant now) {
        this.scheme = scheme;
        this.trust = trust;
        this.request = request;
        this.now = now;
    }

    Optional<NearMiss> find(List<String> older) {
        boolean differs =
                scheme.judge(trust, request, now) instanceof Judgement.Rejected rejected
                        && rejected.reason() == RejectReason.SIGNATURE_DIFFERS;
        return differs
                ? secret(older).or(this::encoding).or(this::packing).or(this::body).or(this::url)
                : Optional.empty();
    }

    private boolean right(Scheme other, Trust trusting, InboundRequest changed) {
        Judgement judgement = other.judge(trusting, changed, now);
        return judgement instanceof Judgement.Verified || judgement instanceof Judgement.Answered;
    }

    private Optional<NearMiss> secret(List<String> older) {
        List<String> trimmed =
                trust.secrets().stream()
                        .filter(each -> !each.equals(each.strip()))
                        .map(String::strip)
                        .toList();
        if (!trimmed.isEmpty() && right(scheme, trust.withSecrets(trimmed), request)) {
            return Optional.of(NearMiss.SECRET_TRIMMED);
        }
        return !older.isEmpty() && right(scheme, trust.withSecrets(older), request)
                ? Optional.of(NearMiss.OLDER_SECRET)
                : Optional.empty();
    }

    private Optional<NearMiss> encoding() {
        List<Branch> either = scheme.branches().stream().map(Diagnosis::inEither).toList();
        return right(scheme.with(either, scheme.decoded()), trust, request)
                ? Optional.of(NearMiss.OTHER_ENCODING)
                : Optional.empty();
    }

    private static Branch inEither(Branch branch) {
        if (branch.family() instanceof SignedMessage signed
                && signed.checker() instanceof MacChecker mac) {
            var checker =
                    new MacChecker(mac.algorithm(), TextEncoding.HEX_OR_BASE64, mac.secretForm());
            return new Branch(
                    new SignedMessage(
                            signed.spot(),
                            signed.required(),
                            signed.timestamp(),
                            signed.form(),
                            checker),
                    branch.when(),
                    branch.secretPrefix(),
                    branch.secretLacks(),
                    branch.signatureKey());
        }
        return branch;
    }

    private Optional<NearMiss> packing() {
        boolean packed = !request.headers().named("Content-Encoding").isEmpty();
        if (!packed || !right(scheme.with(scheme.branches(), !scheme.decoded()), trust, request)) {
            return Optional.empty();
        }
        return Optional.of(scheme.decoded() ? NearMiss.PACKED : NearMiss.UNPACKED);
    }

    private Optional<NearMiss> body() {
        byte[] body = request.body();
        if (body.length > MOST_BYTES) {
            return Optional.empty();
        }
        if (fits(trimmed(body))) {
            return Optional.of(NearMiss.NEWLINE_TRIMMED);
        }
        if (fits(ended(body, "\n")) || fits(ended(body, "\r\n"))) {
            return Optional.of(NearMiss.NEWLINE_ADDED);
        }
        Optional<ParsedJson> json = JsonBody.read(body, JsonPaths.ALL);
        if (json.filter(each -> fits(written(JsonText.COMPACT, each))).isPresent()) {
            return Optional.of(NearMiss.JSON_COMPACT);
        }
        return json.filter(each -> fits(written(JsonText.SPACED, each))).isPresent()
                ? Optional.of(NearMiss.JSON_SPACED)
                : Optional.empty();
    }

    private boolean fits(byte[] body) {
        return right(scheme, trust, request.withBody(body));
    }

    private static byte[] written(JsonText form, ParsedJson tree) {
        return Digests.utf8(form.of(tree));
    }

    private static byte[] trimmed(byte[] body) {
        int end = body.length;
        while (end > 0 && (body[end - 1] == '\n' || body[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(body, end);
    }

    private static byte[] ended(byte[] body, String end) {
        byte[] more = Arrays.copyOf(body, body.length + end.length());
        System.arraycopy(Digests.utf8(end), 0, more, body.length, end.length());
        return more;
    }

    private Optional<NearMiss> url() {
        return urls(request.url()).stream()
                        .anyMatch(url -> right(scheme, trust, request.withUrl(url)))
                ? Optional.of(NearMiss.OTHER_URL)
                : Optional.empty();
    }

    private static List<String> urls(String url) {
        int mark = url.indexOf('?');
        String path = mark < 0 ? url : url.substring(0, mark);
        String query = mark < 0 ? "" : url.substring(mark);
        String slashed =
                (path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/") + query;
        List<String> urls = new ArrayList<>(List.of(slashed, path));
        for (String each : List.of(url, slashed)) {
            urls.add(
                    each.startsWith("https:")
                            ? "http:" + each.substring("https:".length())
                            : "https:" + each.substring(Math.max(0, each.indexOf("//"))));
        }
        return urls;
    }
}
