package dev.ringback.protocol.providers;

import dev.ringback.protocol.providers.family.AdyenItems;
import dev.ringback.protocol.providers.family.BasicFamily;
import dev.ringback.protocol.providers.family.Braintree;
import dev.ringback.protocol.providers.family.Checker;
import dev.ringback.protocol.providers.family.ContentfulMessage;
import dev.ringback.protocol.providers.family.Family;
import dev.ringback.protocol.providers.family.MacChecker;
import dev.ringback.protocol.providers.family.MessageForm;
import dev.ringback.protocol.providers.family.OpenFamily;
import dev.ringback.protocol.providers.family.SecretForm;
import dev.ringback.protocol.providers.family.SecretForm.Decode;
import dev.ringback.protocol.providers.family.SignatureSpot;
import dev.ringback.protocol.providers.family.SignatureSpot.Parse;
import dev.ringback.protocol.providers.family.SignedMessage;
import dev.ringback.protocol.providers.family.SnsMessage;
import dev.ringback.protocol.providers.family.TemplateMessage;
import dev.ringback.protocol.providers.family.TimestampRule;
import dev.ringback.protocol.providers.family.TokenFamily;
import dev.ringback.protocol.providers.family.TwilioMessage;
import dev.ringback.protocol.providers.keys.MacAlgorithm;
import dev.ringback.protocol.providers.keys.TextEncoding;
import dev.ringback.protocol.providers.request.Template;
import dev.ringback.protocol.providers.request.TimeForm;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Reads how a scheme verifies: its family and what the family needs. */
final class FamilyReader {

    static final Map<String, TextEncoding> ENCODINGS =
            Map.of(
                    "hex", TextEncoding.HEX,
                    "base64", TextEncoding.BASE64,
                    "base64url", TextEncoding.BASE64,
                    "hex-or-base64", TextEncoding.HEX_OR_BASE64);
    private static final Map<String, Parse> PARSES =
            Map.of(
                    "plain",
                    Parse.PLAIN,
                    "prefix",
                    Parse.PREFIX,
                    "kv",
                    Parse.PAIRS,
                    "list",
                    Parse.PAIRS);
    private static final Map<String, Decode> DECODES =
            Map.of(
                    "utf8", Decode.UTF8,
                    "base64", Decode.BASE64,
                    "hex", Decode.HEX,
                    "base64-if-stripped-else-utf8", Decode.BASE64_IF_STRIPPED_ELSE_UTF8);
    private static final Map<String, Optional<MacAlgorithm>> MACS =
            Map.of(
                    "sha1", Optional.of(MacAlgorithm.SHA1),
                    "sha256", Optional.of(MacAlgorithm.SHA256),
                    "sha384", Optional.of(MacAlgorithm.SHA384),
                    "sha512", Optional.of(MacAlgorithm.SHA512),
                    "sha256-digest", Optional.empty());
    private static final Map<String, TimeForm> TIMES =
            Map.of("s", TimeForm.S, "ms", TimeForm.MS, "rfc3339", TimeForm.RFC3339);
    private static final Map<String, MessageForm> FORMS =
            Map.of(
                    "twilio", new TwilioMessage(),
                    "contentful", new ContentfulMessage(),
                    "sns", new SnsMessage());
    static final int LONGEST_TOLERANCE = 604_800;

    /** Without groups and alternatives a pattern cannot take long over a secret. */
    private static final Pattern PLAIN_PATTERN =
            Pattern.compile("\\^?[\\w\\\\\\-+=:.\\[\\]]{1,60}");

    private FamilyReader() {}

    static Family read(SchemeFields fields) {
        return switch (fields.needed("family")) {
            case "hmac" -> signed(fields, macs(fields));
            case "asymmetric" -> signed(fields, KeyReader.checker(fields));
            case "jwt" -> JwtReader.family(fields);
            case "token" -> token(fields);
            case "basic" -> new BasicFamily();
            case "adyen_items" -> new AdyenItems();
            case "braintree" -> new Braintree();
            case "none" -> new OpenFamily();
            default ->
                    throw fields.wrong(
                            "family", "is not one of hmac, asymmetric, jwt, token, basic, none");
        };
    }

    private static Family signed(SchemeFields fields, Checker checker) {
        SignatureSpot spot = spot(fields);
        return new SignedMessage(
                spot,
                fields.texts("required_headers"),
                fields.object("timestamp").map(FamilyReader::timestamp),
                message(fields),
                checker);
    }

    private static SignatureSpot spot(SchemeFields fields) {
        SchemeFields at =
                fields.object("signature")
                        .orElseThrow(() -> fields.wrong("signature", "is missing"));
        Parse parse = at.choice("parse", PARSES, Optional.of(Parse.PLAIN));
        boolean list = at.text("parse", "").equals("list");
        List<String> accept = fields.has("accept") ? fields.texts("accept") : at.texts("accept");
        at.leave("accept");
        if (parse == Parse.PAIRS && accept.isEmpty()) {
            throw at.wrong("accept", "is missing: the keys of signatures");
        }
        SignatureSpot spot =
                new SignatureSpot(
                        places(at),
                        parse,
                        parse == Parse.PREFIX ? at.needed("prefix") : at.text("prefix", ""),
                        separator(at, "item_sep", list ? " " : ","),
                        separator(at, "kv_sep", list ? "," : "="),
                        accept,
                        at.texts("strip"),
                        fields.flag("bare_signature_ok"));
        at.end();
        return spot;
    }

    private static String separator(SchemeFields at, String name, String otherwise) {
        String text = at.text(name, otherwise);
        if (text.isEmpty()) {
            throw at.wrong(name, "is empty");
        }
        return text;
    }

    /** A value of the request: as {@code header}, {@code json}, {@code query} or {@code form}. */
    static List<ValuePlace> places(SchemeFields at) {
        List<ValuePlace> places =
                Stream.of(
                                ValuePlace.Kind.HEADER,
                                ValuePlace.Kind.JSON,
                                ValuePlace.Kind.QUERY,
                                ValuePlace.Kind.FORM)
                        .flatMap(kind ->
                                at.texts(kind.name().toLowerCase(Locale.ROOT)).stream()
                                        .map(name -> new ValuePlace(kind, name)))
                        .toList();
        if (places.isEmpty()) {
            throw at.wrong("header", "is missing, and so are json, query and form");
        }
        if (places.stream().anyMatch(each -> each.name().isBlank())) {
            throw at.wrong("header", "is empty");
        }
        return places;
    }

    static TimestampRule timestamp(SchemeFields at) {
        List<ValuePlace> from = at.sources("from");
        if (from.isEmpty()) {
            throw at.wrong("from", "is missing");
        }
        TimestampRule rule =
                new TimestampRule(
                        from,
                        at.choice("unit", TIMES, Optional.of(TimeForm.S)),
                        Duration.ofSeconds(at.number("tolerance", 300, LONGEST_TOLERANCE)),
                        at.flag("optional"));
        at.leave("signed");
        at.end();
        return rule;
    }

    static TimeForm timeForm(SchemeFields at) {
        return at.choice("unit", TIMES, Optional.of(TimeForm.S));
    }

    private static MessageForm message(SchemeFields fields) {
        if (fields.has("message_form")) {
            return fields.choice("message_form", FORMS, Optional.empty());
        }
        String text = fields.text("message", "{body}");
        if (fields.has("url_transform")) {
            fields.choice("url_transform", Map.of("hubspot-decode", ""), Optional.empty());
            text = text.replace("{url}", "{hubspot_url}");
        }
        List<String> variants = fields.texts("body_variants");
        if (!List.of("raw", "jcs").containsAll(variants)) {
            throw fields.wrong("body_variants", "holds something else than raw and jcs");
        }
        Template template = Template.parse(text, fields.pathOf("message"));
        if (template.holes().findAny().isEmpty()) {
            throw fields.wrong("message", "has no placeholder: it would be the same each time");
        }
        return new TemplateMessage(template, variants.contains("jcs"));
    }

    private static Checker macs(SchemeFields fields) {
        return new MacChecker(
                fields.choice("algorithm", MACS, Optional.empty()),
                fields.choice("encoding", ENCODINGS, Optional.of(TextEncoding.HEX)),
                fields.object("secret").map(FamilyReader::secret).orElse(SecretForm.PLAIN));
    }

    private static SecretForm secret(SchemeFields at) {
        Optional<Pattern> pattern = at.text("strip_regex").map(text -> pattern(at, text));
        SecretForm form =
                new SecretForm(
                        at.texts("strip"),
                        pattern,
                        at.choice("decode", DECODES, Optional.of(Decode.UTF8)),
                        at.number("chars", 0, 10_000));
        at.end();
        return form;
    }

    private static Pattern pattern(SchemeFields at, String text) {
        if (!PLAIN_PATTERN.matcher(text).matches()) {
            throw at.wrong("strip_regex", "has groups, alternatives or more than 60 characters");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw at.wrong("strip_regex", "is not a regular expression");
        }
    }

    private static Family token(SchemeFields fields) {
        SchemeFields at =
                fields.object("token").orElseThrow(() -> fields.wrong("token", "is missing"));
        List<String> strip =
                Stream.of(at.texts("strip"), at.texts("prefix"), bearer(at))
                        .flatMap(List::stream)
                        .toList();
        Family family;
        if (at.flag("url_path_last")) {
            family = token(TokenFamily.Place.END_OF_PATH, Optional.empty(), "", strip);
        } else if (at.has("json_each")) {
            ValuePlace each = new ValuePlace(ValuePlace.Kind.JSON, at.needed("json_each"));
            family =
                    token(
                            TokenFamily.Place.EACH_ITEM,
                            Optional.of(each),
                            at.needed("field"),
                            strip);
        } else {
            family = token(TokenFamily.Place.VALUE, Optional.of(places(at).get(0)), "", strip);
        }
        at.end();
        return family;
    }

    private static List<String> bearer(SchemeFields at) {
        Function<String, String> spaced = word -> word + " ";
        return at.text("scheme").map(spaced).stream().toList();
    }

    private static Family token(
            TokenFamily.Place place,
            Optional<ValuePlace> source,
            String field,
            List<String> strip) {
        return new TokenFamily(place, source, field, strip);
    }
}
