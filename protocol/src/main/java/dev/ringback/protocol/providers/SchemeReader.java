package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.TrustedHosts;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a scheme from its declaration: the same form for the catalogue and for users. */
final class SchemeReader {

    private static final List<String> OF_SCHEME =
            List.of("when", "when_secret_prefix", "when_secret_has_no", "when_signature");

    private SchemeReader() {}

    static Scheme read(ParsedJson tree) {
        SchemeFields fields = SchemeFields.of("", tree);
        // A family is read on its own, so that a variant can replace it.
        List<Branch> branches = new ArrayList<>();
        for (SchemeFields variant : fields.objects("variants")) {
            branches.add(branch(variant, merged(fields.tree(), variant.tree())));
        }
        SchemeFields own = SchemeFields.of("", tree);
        branches.add(Branch.otherwise(FamilyReader.read(own)));
        fields.leave("family", "signature", "required_headers", "timestamp", "message");
        fields.leave("message_form", "url_transform", "body_variants", "algorithm", "encoding");
        fields.leave("secret", "key", "algorithm_by", "algorithms", "jwt", "token", "accept");
        fields.leave("bare_signature_ok", "batch", "id", "name");
        fields.leave("wrong_reply", "invalid_status");
        Scheme scheme =
                new Scheme(
                        new Branches(branches),
                        extraction(fields),
                        fields.objects("handshakes").stream().map(SchemeReader::handshake).toList(),
                        fields.object("success_reply").map(SchemeReader::reply).orElse(Scheme.OK),
                        decoded(fields));
        fields.end();
        return scheme;
    }

    private static boolean decoded(SchemeFields fields) {
        return fields.choice("body", Map.of("decoded", true, "raw", false), Optional.of(false));
    }

    private static Branch branch(SchemeFields variant, ParsedJson whole) {
        List<Requirement> when = conditions(variant);
        Optional<String> prefix = variant.text("when_secret_prefix");
        Optional<String> lacks = variant.text("when_secret_has_no");
        Optional<String> key = variant.text("when_signature");
        return new Branch(
                FamilyReader.read(SchemeFields.of("variants[]", whole)), when, prefix, lacks, key);
    }

    /** A scheme with some fields in place of others; objects are merged. */
    static ParsedJson merged(ParsedJson base, ParsedJson over) {
        if (!(base instanceof ParsedJson.Members) || !(over instanceof ParsedJson.Members)) {
            return over;
        }
        Map<String, ParsedJson> all = new LinkedHashMap<>(base.members());
        over.members().forEach((name, value) -> all.merge(name, value, SchemeReader::merged));
        OF_SCHEME.forEach(all::remove);
        return new ParsedJson.Members(all);
    }

    private static Extraction extraction(SchemeFields fields) {
        Optional<SchemeFields> occurred = fields.object("occurred_at");
        Extraction extraction =
                new Extraction(
                        fields.templates("event_type"),
                        fields.templates("idempotency_key"),
                        fields.templates("subject"),
                        occurred.map(at -> at.templates("from")).orElse(List.of()),
                        occurred.map(FamilyReader::timeForm).orElse(TimeForm.S),
                        fields.templates("replay_nonce"));
        occurred.ifPresent(SchemeFields::end);
        return extraction;
    }

    private static Scheme.Reply reply(SchemeFields at) {
        Scheme.Reply reply = new Scheme.Reply(at.number("status", 200, 299), at.text("body", ""));
        at.end();
        return reply;
    }

    private static List<Requirement> conditions(SchemeFields at) {
        List<Requirement> all = new ArrayList<>();
        at.free("when")
                .forEach((place, value) -> {
                    ValuePlace source = at.source("when", place);
                    String text = value.text().orElse("");
                    all.add(new Requirement(source, match(value, text), text));
                });
        return all;
    }

    private static Requirement.Match match(ParsedJson value, String text) {
        if (value.equals(ParsedJson.Leaf.NOTHING)) {
            return Requirement.Match.ABSENT;
        }
        if (value instanceof ParsedJson.Items items && items.list().isEmpty()) {
            return Requirement.Match.EMPTY;
        }
        return text.equals("*") ? Requirement.Match.PRESENT : Requirement.Match.IS;
    }

    private static Handshake handshake(SchemeFields at) {
        SchemeFields reply = at.object("reply").orElseThrow(() -> at.wrong("reply", "is missing"));
        Map<String, Template> headers = new LinkedHashMap<>();
        reply.free("headers")
                .forEach((name, value) ->
                        headers.put(
                                name,
                                Template.parse(value.text().orElse(""), reply.pathOf("headers"))));
        Optional<ValuePlace> token =
                at.free("require").keySet().stream()
                        .findFirst()
                        .map(place -> at.source("require", place));
        Handshake handshake =
                new Handshake(
                        at.text("method", ""),
                        at.flag("signed"),
                        conditions(at),
                        token,
                        at.number("refused_status", 400, 499),
                        reply.number("status", 200, 299),
                        headers,
                        Template.parse(reply.text("body", ""), reply.pathOf("body")),
                        at.text("confirm").map(text -> at.source("confirm", text)),
                        new TrustedHosts(at.texts("confirm_hosts"), ""));
        reply.end();
        at.end();
        if (!handshake.signed() && handshake.method().isEmpty() && handshake.when().isEmpty()) {
            throw at.wrong("when", "is missing: everything would be a challenge");
        }
        return handshake;
    }
}
