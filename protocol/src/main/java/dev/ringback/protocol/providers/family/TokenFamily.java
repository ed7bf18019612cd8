package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.ConstantTime;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Draft;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.InboundRequest;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.RequestView;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.Trust;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A token that is sent along as it is. Whoever has seen it can forge anything.
 *
 * @param place where it is
 * @param field the field of each element, when the place is an array of the body
 * @param strip what may stand before it, such as {@code Bearer }
 */
public record TokenFamily(
        Place place, Optional<ValuePlace> source, String field, List<String> strip)
        implements Family {

    /** Where a token may be. */
    public enum Place {
        /** In a value of the request. */
        VALUE,
        /** In a field of each element of an array of the body. */
        EACH_ITEM,
        /** It is the last segment of the path. */
        END_OF_PATH
    }

    @Override
    public Proof prove(Examination examination) {
        if (examination.secrets().isEmpty()) {
            return Proof.noSecret();
        }
        Optional<Proof> twice = examination.twice(source.stream());
        if (twice.isPresent()) {
            return twice.get();
        }
        if (place == Place.EACH_ITEM && examination.view().json().isEmpty()) {
            return Proof.no(RejectReason.BODY_MALFORMED, "the body is not JSON");
        }
        List<String> tokens = tokens(examination);
        if (tokens.isEmpty() || tokens.contains("")) {
            return Proof.missing("the token in " + words(examination));
        }
        for (Examination.Candidate secret : examination.secrets()) {
            boolean all = true;
            for (String token : tokens) {
                all &= ConstantTime.equal(secret.text(), token);
            }
            if (all) {
                return new Proof.Given(secret.index());
            }
        }
        return Proof.differs("the token in " + words(examination) + " is not the source's secret");
    }

    private List<String> tokens(Examination examination) {
        return switch (place) {
            case VALUE -> source.flatMap(examination::value).map(this::stripped).stream().toList();
            case EACH_ITEM ->
                    source.flatMap(each -> examination.view().json().flatMap(at(each))).stream()
                            .flatMap(array -> array.items().stream())
                            .map(item -> item.text("/" + field).orElse(""))
                            .toList();
            case END_OF_PATH -> List.of(endOfPath(examination.view().request().url()));
        };
    }

    private static Function<ParsedJson, Optional<ParsedJson>> at(ValuePlace source) {
        return tree -> tree.at(source.name());
    }

    private String stripped(String text) {
        return strip.stream()
                .filter(each -> text.regionMatches(true, 0, each, 0, each.length()))
                .findFirst()
                .map(each -> text.substring(each.length()).strip())
                .orElse(text);
    }

    private static String endOfPath(String url) {
        String path = url.split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private String words(Examination examination) {
        return place == Place.END_OF_PATH
                ? "the URL's path"
                : source.map(examination::named).map(ValuePlace::words).orElse("the request");
    }

    @Override
    public Optional<InboundRequest> sign(Draft draft) {
        Draft filled = draft.filled(TimeForm.S.write(draft.now()));
        if (place == Place.END_OF_PATH) {
            return Optional.of(filled.at(draft.url() + "/" + draft.secret()).request());
        }
        if (place == Place.EACH_ITEM || source.isEmpty()) {
            return Optional.of(filled.request());
        }
        Examination known =
                new Examination(
                        new RequestView(filled.request(), Digests.utf8(""), paths(), 0),
                        Trust.of().withContext(draft.context()),
                        List.of(),
                        draft.now());
        ValuePlace at = known.named(source.get());
        String token = strip.stream().findFirst().orElse("") + draft.secret();
        return switch (at.kind()) {
            case HEADER ->
                    at.name().isBlank()
                            ? Optional.empty()
                            : Optional.of(filled.with(at.name(), token).request());
            case QUERY -> Optional.of(filled.at(withQuery(draft, at.name())).request());
            default -> Optional.of(filled.request());
        };
    }

    private static String withQuery(Draft draft, String name) {
        String value = URLEncoder.encode(draft.secret(), StandardCharsets.UTF_8);
        return draft.url() + (draft.url().contains("?") ? "&" : "?") + name + "=" + value;
    }

    @Override
    public Stream<ValuePlace> places() {
        return place == Place.EACH_ITEM ? Stream.empty() : source.stream();
    }

    @Override
    public List<String> pointers() {
        return place == Place.EACH_ITEM
                ? source.stream().map(each -> each.name() + "/*/" + field).toList()
                : List.of();
    }

    @Override
    public boolean coversBody() {
        return false;
    }
}
