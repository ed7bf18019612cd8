package dev.ringback.protocol.providers.request;

import dev.ringback.protocol.providers.body.FormFields;
import dev.ringback.protocol.providers.body.JsonBody;
import dev.ringback.protocol.providers.body.JsonPaths;
import dev.ringback.protocol.providers.body.ParsedJson;
import dev.ringback.protocol.providers.body.Unpacking;
import dev.ringback.protocol.providers.body.XmlText;
import dev.ringback.protocol.providers.keys.Digests;
import dev.ringback.protocol.providers.keys.TextEncoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A request while it is judged: each part is read when somebody asks, and once. */
public final class RequestView {

    private static final Map<String, String> HUBSPOT_ESCAPES =
            Map.ofEntries(
                    Map.entry("%3A", ":"),
                    Map.entry("%2F", "/"),
                    Map.entry("%3F", "?"),
                    Map.entry("%40", "@"),
                    Map.entry("%21", "!"),
                    Map.entry("%24", "$"),
                    Map.entry("%27", "'"),
                    Map.entry("%28", "("),
                    Map.entry("%29", ")"),
                    Map.entry("%2A", "*"),
                    Map.entry("%2C", ","),
                    Map.entry("%3B", ";"));

    private final InboundRequest request;
    private final byte[] signed;
    private final JsonPaths paths;
    private final int mostUnpacked;
    private Optional<ParsedJson> json = Optional.empty();
    private boolean jsonIsRead;
    private @Nullable FormFields form;
    private @Nullable FormFields query;
    private byte @Nullable [] readable;

    /**
     * Makes a view.
     *
     * @param signed the body that is signed: as it came, or unpacked
     * @param paths what may be asked for of a body of JSON
     */
    public RequestView(InboundRequest request, byte[] signed, JsonPaths paths, int mostUnpacked) {
        this.request = request;
        this.signed = signed;
        this.paths = paths;
        this.mostUnpacked = mostUnpacked;
    }

    /** The request itself. */
    public InboundRequest request() {
        return request;
    }

    /** The body that is signed, not copied. */
    public byte[] signed() {
        return signed;
    }

    /** A header that came once, or more than once with the same value. */
    public Optional<String> header(String name) {
        List<String> values = request.headers().named(name);
        return values.size() == 1
                ? Optional.of(values.get(0).strip()).filter(each -> !each.isEmpty())
                : Optional.empty();
    }

    /** How often a header came. */
    public int times(String name) {
        return request.headers().named(name).size();
    }

    /** What is asked of the body as JSON; nothing when it is none. */
    public Optional<ParsedJson> json() {
        if (!jsonIsRead) {
            jsonIsRead = true;
            json = paths.none() ? Optional.empty() : JsonBody.read(readable(), paths);
        }
        return json;
    }

    /** The fields of the body; none when it is no form. */
    public FormFields form() {
        if (form == null) {
            form = FormFields.read(isForm() ? text(readable()) : "");
        }
        return form;
    }

    /** Whether the body is said to be a form. */
    public boolean isForm() {
        return header("Content-Type")
                .map(type -> type.toLowerCase(Locale.ROOT))
                .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
    }

    /** The parameters of the URL. */
    public FormFields query() {
        if (query == null) {
            query = FormFields.ofUrl(request.url());
        }
        return query;
    }

    /** The body for reading: unpacked where the sender packed it and that can be undone. */
    private byte[] readable() {
        if (readable == null) {
            readable =
                    header("Content-Encoding")
                            .flatMap(coding ->
                                    Unpacking.unpack(request.body(), coding, mostUnpacked))
                            .orElse(signed);
        }
        return readable;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A value of the request itself; nothing for places that are not in it. */
    public Optional<String> value(ValuePlace source) {
        String name = source.name();
        return switch (source.kind()) {
            case JSON -> json().flatMap(tree -> tree.text(name));
            case HEADER -> header(name);
            case QUERY -> query().first(name);
            case FORM -> form().first(name);
            case FORM_SHA256 ->
                    form().first(name)
                            .map(each -> "sha256:" + Digests.sha256Hex(Digests.utf8(each)));
            case FORM_XML -> xml(name);
            case FORM_NAMES -> Optional.of(String.join(",", form().names()));
            case LITERAL -> Optional.of(name);
            case BODY -> Optional.of(text(signed));
            case BODY_SHA256 -> Optional.of(Digests.sha256Hex(signed));
            case BODY_CRC32 -> Optional.of(crc32());
            case METHOD -> Optional.of(request.method());
            case URL -> Optional.of(request.url());
            case HUBSPOT_URL -> Optional.of(hubspotUrl());
            case CONTEXT, SIG, TIMESTAMP, SECRET, HMAC_SHA256_HEX, BRAINTREE_REPLY ->
                    Optional.empty();
        };
    }

    private Optional<String> xml(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : form().first(name.substring(0, slash))
                        .flatMap(packed -> TextEncoding.base64(packed.replaceAll("\\s", "")))
                        .flatMap(xml -> XmlText.at(xml, name.substring(slash)));
    }

    private String crc32() {
        CRC32 crc = new CRC32();
        crc.update(signed);
        return Long.toString(crc.getValue());
    }

    private String hubspotUrl() {
        StringBuilder out = new StringBuilder();
        String url = request.url();
        for (int i = 0; i < url.length(); i++) {
            String escape = i + 3 <= url.length() ? url.substring(i, i + 3) : "";
            String plain = HUBSPOT_ESCAPES.get(escape.toUpperCase(Locale.ROOT));
            out.append(plain == null ? url.charAt(i) : plain);
            i += plain == null ? 0 : 2;
        }
        return out.toString();
    }
}
