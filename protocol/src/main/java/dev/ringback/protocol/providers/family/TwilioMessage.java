package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.FormFields;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Twilio signs: the URL and, of a form, all names and values in the order of their bytes. Of
 * any other body the URL holds the SHA-256. The URL may have been signed with the usual port or
 * without. Source: Twilio's documentation, "Validating signatures", and its libraries.
 */
public record TwilioMessage() implements MessageForm {

    private static final String HASH = "bodySHA256";

    @Override
    public Optional<Proof> problem(Examination examination, String timestamp) {
        RequestView view = examination.view();
        Optional<String> hash = view.query().first(HASH);
        if (view.isForm() || (hash.isEmpty() && view.signed().length == 0)) {
            return Optional.empty();
        }
        if (hash.isEmpty()) {
            return Optional.of(
                    Proof.differs("the body is no form, and the URL has no " + HASH + " of it"));
        }
        String seen = hash.get().toLowerCase(Locale.ROOT);
        return ConstantTime.equal(Digests.sha256Hex(view.signed()), seen)
                ? Optional.empty()
                : Optional.of(
                        Proof.differs("the body is not the one whose " + HASH + " was signed"));
    }

    @Override
    public List<byte[][]> messages(Examination examination, String timestamp, String secret) {
        String fields = fields(examination.view().form());
        return urls(examination.view().request().url()).stream()
                .map(url -> new byte[][] {Digests.utf8(url), Digests.utf8(fields)})
                .toList();
    }

    private static String fields(FormFields form) {
        StringBuilder out = new StringBuilder();
        for (String name : new TreeSet<>(form.names())) {
            for (String value : new TreeSet<>(form.all(name))) {
                out.append(name).append(value);
            }
        }
        return out.toString();
    }

    private static Set<String> urls(String url) {
        Set<String> urls = new LinkedHashSet<>(List.of(url));
        try {
            URI parsed = new URI(url);
            String host = parsed.getHost();
            if (host == null) {
                return urls;
            }
            String user = parsed.getRawUserInfo() == null ? "" : parsed.getRawUserInfo() + "@";
            String from = "://" + parsed.getRawAuthority();
            int port = "https".equalsIgnoreCase(parsed.getScheme()) ? 443 : 80;
            urls.add(url.replace(from, "://" + user + host));
            urls.add(url.replace(from, "://" + user + host + ":" + port));
            return urls;
        } catch (URISyntaxException noUrl) {
            return urls;
        }
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.empty();
    }

    @Override
    public boolean coversBody() {
        return true;
    }
}
