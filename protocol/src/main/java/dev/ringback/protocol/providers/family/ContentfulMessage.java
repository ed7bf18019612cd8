package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Contentful signs: method, path, the headers that the request lists, and body. The query is
 * escaped twice. Source: Contentful's documentation, "Request verification", and its toolkit.
 */
public record ContentfulMessage() implements MessageForm {

    private static final ValuePlace LIST =
            new ValuePlace(ValuePlace.Kind.HEADER, "x-contentful-signed-headers");
    private static final String TIME = "x-contentful-timestamp";

    /** What {@code encodeURI} of JavaScript leaves as it is. */
    private static final String KEPT = ";,/?:@&=+$-_.!~*'()#";

    @Override
    public Optional<Proof> problem(Examination examination, String timestamp) {
        List<String> names = names(examination);
        if (names.isEmpty()) {
            return Optional.of(Proof.missing(LIST.words()));
        }
        if (!names.containsAll(List.of(LIST.name(), TIME))) {
            return Optional.of(
                    Proof.malformed(
                            "the headers " + LIST.name() + " and " + TIME + " are not signed"));
        }
        return names.stream()
                .filter(name -> examination.view().times(name) != 1)
                .findFirst()
                .map(name -> Proof.differs("the signed header " + name + " did not come once"));
    }

    private static List<String> names(Examination examination) {
        return examination.value(LIST).stream()
                .flatMap(list -> Arrays.stream(list.split(",", SignatureSpot.MOST)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }

    @Override
    public List<byte[][]> messages(Examination examination, String timestamp, String secret) {
        RequestView view = examination.view();
        String headers =
                names(examination).stream()
                        .map(name -> name + ":" + view.header(name).orElse(""))
                        .collect(Collectors.joining(";"));
        String head =
                String.join("\n", view.request().method(), path(view.request().url()), headers, "");
        return Collections.singletonList(new byte[][] {Digests.utf8(head), view.signed()});
    }

    private static String path(String url) {
        int host = url.indexOf("://");
        int slash = url.indexOf('/', host < 0 ? 0 : host + 3);
        String whole = slash < 0 ? "/" : url.substring(slash);
        int mark = whole.indexOf('?');
        String query = mark < 0 ? "" : whole.substring(mark + 1);
        String path = mark < 0 ? whole : whole.substring(0, mark);
        return escaped(query.isEmpty() ? path : path + "?" + component(query));
    }

    private static String component(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%7E", "~");
    }

    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(Character::toString)
                .map(each -> KEPT.contains(each) ? each : component(each))
                .collect(Collectors.joining());
    }

    @Override
    public Stream<ValuePlace> places() {
        return Stream.of(LIST);
    }

    @Override
    public boolean coversBody() {
        return true;
    }
}
