package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.JsonText;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A message that a template describes.
 *
 * @param canonical whether the sender may have signed the body in its canonical form (RFC 8785)
 */
public record TemplateMessage(Template template, boolean canonical) implements MessageForm {

    @Override
    public Optional<Proof> problem(Examination examination, String timestamp) {
        return template.missing(source -> examination.value(source, timestamp, "-"))
                .map(source -> Proof.missing(source.words()));
    }

    @Override
    public List<byte[][]> messages(Examination examination, String timestamp, String secret) {
        List<byte[][]> all = new ArrayList<>();
        for (byte[] body : bodies(examination.view().signed())) {
            all.add(template.bytes(each -> examination.value(each, timestamp, secret), body));
        }
        return all;
    }

    private List<byte[]> bodies(byte[] body) {
        List<byte[]> bodies = new ArrayList<>(List.of(body));
        if (canonical) {
            JsonBody.read(body, JsonPaths.ALL)
                    .map(JsonText.CANONICAL::of)
                    .map(Digests::utf8)
                    .ifPresent(bodies::add);
        }
        return bodies;
    }

    @Override
    public Stream<ValuePlace> places() {
        return template.holes();
    }

    @Override
    public boolean coversBody() {
        return template.has(ValuePlace.Kind.BODY) || template.has(ValuePlace.Kind.BODY_SHA256);
    }

    @Override
    public boolean holdsSecret() {
        return template.has(ValuePlace.Kind.SECRET);
    }
}
