package dev.ringback.protocol.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.providers.family.JwtText;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.request.EventFacts;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Judgement;
import dev.ringback.protocol.providers.request.MalformedSchemeException;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.SchemeContext;
import dev.ringback.protocol.providers.request.Trust;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemes that users declare. */
final class SchemeTest {

    private static final String BODY = "{\"event\":\"ticket.updated\",\"id\":\"t-9\",\"at\":1.5}";
    private static final String URL = "https://hooks.example.com/in/t?token=s%2Bt";
    private static final String FACTS =
            """
            'event_type':'json:/event','idempotency_key':'{json:/event}/{json:/id}',
            'occurred_at':{'from':'json:/at','unit':'s'}
            """;

    private static Scheme scheme(String fields) {
        return Scheme.parse("{%s,%s}".formatted(fields, FACTS).replace('\'', '"'));
    }

    private static InboundRequest request(Map<String, String> headers) {
        Map<String, List<String>> values =
                headers.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, each -> List.of(each.getValue())));
        return new InboundRequest("POST", URL, HeaderValues.of(values), Digests.utf8(BODY));
    }

    private static String hex(String text, String secret) {
        return HexFormat.of()
                .formatHex(MacAlgorithm.SHA256.of(Digests.utf8(secret), Digests.utf8(text)));
    }

    private static Judgement judged(Scheme scheme, String secret, Map<String, String> headers) {
        return scheme.judge(Trust.of(secret), request(headers), Samples.NOW);
    }

    private static void isVerified(Judgement judgement) {
        assertThat(judgement).isInstanceOf(Judgement.Verified.class);
        EventFacts facts = ((Judgement.Verified) judgement).facts();
        assertThat(facts.eventType()).contains("ticket.updated");
        assertThat(facts.idempotencyKey()).contains("ticket.updated/t-9");
        assertThat(facts.occurredAt().map(Instant::toEpochMilli)).contains(1_500L);
    }

    private static void isRefused(Judgement judgement, RejectReason reason) {
        assertThat(judgement).isInstanceOf(Judgement.Rejected.class);
        assertThat(((Judgement.Rejected) judgement).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256=%s", "sha256= %s ", "SHA256=%s", " %s", "%s"})
    void prefixesAndBlanksAreLeftAway(String form) {
        Scheme scheme =
                scheme(
                        """
                        'family':'hmac','signature':{'header':'X-Sig','strip':['sha256=']},
                        'algorithm':'sha256','encoding':'hex-or-base64'
                        """);
        String hex = hex(BODY, "s");
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        isVerified(judged(scheme, "s", Map.of("X-Sig", form.formatted(hex))));
        isVerified(judged(scheme, "s", Map.of("X-Sig", form.formatted(base64))));
    }

    @Test
    void aTemplateMayHoldAnythingOfTheRequest() {
        Scheme scheme =
                scheme(
                        """
                        'family':'hmac','signature':{'header':'X-Sig','parse':'kv','accept':['v2'],
                        'item_sep':';','kv_sep':':'},'algorithm':'sha256','timestamp':{'from':'sig:ts',
                        'unit':'ms','tolerance':10},'message':'{method} {url}|{header:X-Id}|{query:token}|{json:/id}|{timestamp}|{body_sha256}'
                        """);
        long now = Samples.NOW.toEpochMilli();
        String message =
                "POST %s|7|s+t|t-9|%d|%s"
                        .formatted(URL, now, Digests.sha256Hex(Digests.utf8(BODY)));
        String signature = "ts:%d; v1:00; v2:%s".formatted(now, hex(message, "s"));
        isVerified(judged(scheme, "s", Map.of("X-Sig", signature, "X-Id", "7")));
        isRefused(judged(scheme, "s", Map.of("X-Sig", signature)), RejectReason.SIGNATURE_MISSING);
        isRefused(
                judged(scheme, "s", Map.of("X-Sig", signature, "X-Id", "8")),
                RejectReason.SIGNATURE_DIFFERS);
    }

    @Test
    void aTokenMayBeInAHeaderOrInTheQuery() {
        Scheme bearer =
                scheme(
                        """
                        'family':'token','token':{'header':'Authorization','scheme':'Bearer'}
                        """);
        isVerified(judged(bearer, "s", Map.of("Authorization", "bearer s")));
        isVerified(judged(bearer, "s", Map.of("Authorization", "s")));
        isRefused(judged(bearer, "s", Map.of()), RejectReason.SIGNATURE_MISSING);
        isRefused(
                judged(bearer, "s", Map.of("Authorization", "Bearer x")),
                RejectReason.SIGNATURE_DIFFERS);
        Scheme query = scheme("'family':'token','token':{'query':'token'}");
        isVerified(judged(query, "s+t", Map.of()));
        isRefused(judged(query, "st", Map.of()), RejectReason.SIGNATURE_DIFFERS);
    }

    @Test
    void nothingIsVerifiedOnlyWhereThatIsSaid() {
        Scheme open = scheme("'family':'none'");
        assertThat(open.open()).isTrue();
        isVerified(open.judge(Trust.of(), request(Map.of()), Samples.NOW));
        assertThatThrownBy(() -> Scheme.parse("{}"))
                .isInstanceOf(MalformedSchemeException.class)
                .hasMessage("\"family\" is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, Ed25519, Ed25519, 0",
        "ecdsa-p256-sha256, EC, SHA256withECDSA, 256",
        "ecdsa-p384-sha384, EC, SHA384withECDSA, 384",
        "rsa-sha256, RSA, SHA256withRSA, 2048",
        "rsa-sha512, RSA, SHA512withRSA, 2048"
    })
    void aPublicKeyInPemVerifies(String word, String kind, String name, int size)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (size > 0) {
            generator.initialize(size);
        }
        KeyPair pair = generator.generateKeyPair();
        Signature signature = Signature.getInstance(name);
        signature.initSign(pair.getPrivate());
        signature.update(Digests.utf8(BODY));
        String text = Base64.getEncoder().encodeToString(signature.sign());
        Scheme scheme =
                scheme(
                        """
                        'family':'asymmetric','signature':{'header':'X-Sig'},
                        'encoding':'base64','algorithm':'%s'
                        """
                                .formatted(word));
        String spki = Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + spki + "\n-----END PUBLIC KEY-----\n";
        assertThat(scheme.problemWithSecret(pem)).isEmpty();
        isVerified(judged(scheme, pem, Map.of("X-Sig", text)));
        isVerified(judged(scheme, spki.replace("\r\n", ""), Map.of("X-Sig", text)));
        isRefused(judged(scheme, pem, Map.of("X-Sig", "AAAA")), RejectReason.SIGNATURE_DIFFERS);
        isRefused(judged(scheme, pem, Map.of("X-Sig", "%")), RejectReason.SIGNATURE_MALFORMED);
        assertThat(scheme.problemWithSecret("secret")).isPresent();
    }

    @Test
    void aJwtIsOnlyBelievedWithTheKeyThatIsConfigured() {
        Scheme scheme =
                scheme(
                        """
                        'family':'jwt','jwt':{'header':'X-Jwt','alg':['HS256','RS256'],
                        'key':'secret','exp':true}
                        """);
        long end = Samples.NOW.getEpochSecond();
        isVerified(judged(scheme, "s", Map.of("X-Jwt", token("HS256", end + 1, "s"))));
        isRefused(
                judged(scheme, "s", Map.of("X-Jwt", token("HS256", end, "s"))),
                RejectReason.TOO_OLD);
        isRefused(
                judged(scheme, "s", Map.of("X-Jwt", token("HS256", end + 1, "x"))),
                RejectReason.SIGNATURE_DIFFERS);
        isRefused(
                judged(scheme, "s", Map.of("X-Jwt", token("none", end + 1, "s"))),
                RejectReason.SIGNATURE_MALFORMED);
    }

    /** Whoever knows a public key could use it as the secret of an HMAC. */
    @Test
    void aPublicKeyIsNoSecretOfAnHmac() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----";
        Scheme scheme =
                scheme(
                        """
                        'family':'jwt','jwt':{'header':'X-Jwt','alg':['HS256','RS256']}
                        """);
        String forged = token("HS256", Samples.NOW.getEpochSecond() + 9, pem);
        isRefused(judged(scheme, pem, Map.of("X-Jwt", forged)), RejectReason.SIGNATURE_MALFORMED);
    }

    @Test
    void aKeyOfAnotherKindDoesNotFitTheToken() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----";
        Scheme scheme = scheme("'family':'jwt','jwt':{'header':'X-Jwt','alg':['RS256']}");
        String other = token("RS256", Samples.NOW.getEpochSecond() + 9, "s");
        isRefused(judged(scheme, pem, Map.of("X-Jwt", other)), RejectReason.SIGNATURE_MALFORMED);
        isRefused(judged(scheme, "s", Map.of("X-Jwt", other)), RejectReason.SIGNATURE_MALFORMED);
    }

    private static String token(String algorithm, long expires, String secret) {
        return JwtText.signed(
                algorithm,
                "{\"exp\":%d}".formatted(expires),
                Digests.utf8(secret),
                MacAlgorithm.SHA256);
    }

    /** A declaration, and below it what is wrong with it. */
    private static final String MISTAKES =
            """
            []
            the scheme is not an object
            {'family':'magic'}
            'family' is not one of
            {'family':'hmac'}
            'algorithm' is missing
            {'family':'hmac','algorithm':'md5'}
            'algorithm' is not one of
            {'family':'hmac','algorithm':'sha1'}
            'signature' is missing
            {'family':'hmac','algorithm':'sha1','signature':{}}
            'signature.header' is missing
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X','parse':'kv'}}
            'signature.accept' is missing
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X','sepp':1}}
            'signature.sepp' is not known here
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X'},'message':'x{boddy}'}
            'message' has an unknown placeholder {boddy}
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X'},'message':'x'}
            'message' has no placeholder
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X'},'secret':{'strip_regex':'(a+)+$'}}
            'secret.strip_regex' has groups
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X'},'timestamp':{'from':'time'}}
            'timestamp.from' has no place
            {'family':'hmac','algorithm':'sha1','signature':{'header':'X'},'timestamp':{'from':'sig:t','tolerance':-1}}
            'timestamp.tolerance' is not a whole number
            {'family':'none','event_typo':'json:/a'}
            'event_typo' is not known here
            {'family':'none','event_type':'type'}
            'event_type' has no place
            {'family':'none','event_type':7}
            'event_type' has no place
            {'family':'none','body':'zipped'}
            'body' is not one of
            {'family':'token'}
            'token' is missing
            {'family':'jwt','jwt':{'header':'X','alg':['none']}}
            'jwt.alg' holds an unknown algorithm
            {'family':'none','handshakes':[{'reply':{}}]}
            'handshakes[].when' is missing
            {'family':'asymmetric','algorithm':'ed25519','signature':{'header':'X'},'key':{'source':'jwks','url':'http://x'}}
            'key.url' is not an https URL
            """;

    static Stream<Arguments> mistakes() {
        List<String> lines = MISTAKES.lines().map(line -> line.replace('\'', '"')).toList();
        return IntStream.range(0, lines.size() / 2)
                .mapToObj(i -> Arguments.of(lines.get(2 * i), lines.get(2 * i + 1)));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsField(String json, String problem) {
        assertThatThrownBy(() -> Scheme.parse(json))
                .isInstanceOf(MalformedSchemeException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void nothingIsNoScheme() {
        assertThatThrownBy(() -> Scheme.parse("")).hasMessage("the scheme is not JSON");
    }

    @Test
    void aContextIsRefusedWithItsField() {
        assertThatThrownBy(() -> SchemeContext.parse("{\"jwks_url\":\"ftp://a.example/\"}"))
                .hasMessage("\"context.jwks_url\" is not an http or https URL");
        assertThatThrownBy(() -> SchemeContext.parse("{\"jwks\":{\"keys\":[]}}"))
                .hasMessageStartingWith("\"context.jwks\"");
        assertThatThrownBy(() -> SchemeContext.parse("{\"certificates\":\"x\"}"))
                .hasMessageStartingWith("\"context.certificates\"");
        assertThatThrownBy(() -> SchemeContext.parse("[]")).hasMessageStartingWith("\"context\"");
    }

    @Test
    void aSecretThatCannotBeOneIsNamedBeforeItIsNeeded() {
        Providers catalogue = Providers.builtIn();
        Map<String, String> wrong =
                Map.of(
                        "svix", "whsec_%%%",
                        "adyen", "xyz",
                        "contentful", "short",
                        "chargebee", "nocolon",
                        "braintree", "nocolon",
                        "discord", "12",
                        "stripe", "");
        wrong.forEach((id, secret) ->
                assertThat(catalogue.find(id).orElseThrow().scheme().problemWithSecret(secret))
                        .as(id)
                        .isPresent());
        assertThat(
                        catalogue
                                .find("contentful")
                                .flatMap(each -> each.scheme().problemWithSecret("x")))
                .contains("has 1 characters, not 64");
    }
}
