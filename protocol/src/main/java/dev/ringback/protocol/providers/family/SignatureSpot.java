package dev.ringback.protocol.providers.family;

import dev.ringback.protocol.providers.request.Examination;
import dev.ringback.protocol.providers.request.Proof;
import dev.ringback.protocol.providers.request.RejectReason;
import dev.ringback.protocol.providers.request.ValuePlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where signatures are, and how they are written there.
 *
 * @param places all are looked at: some providers send a second header while a secret is rotated
 * @param prefix what a signature begins with, for {@link Parse#PREFIX}
 * @param itemSeparator what stands between entries, for {@link Parse#PAIRS}
 * @param keySeparator what stands between an entry's key and its value
 * @param accept the keys of signatures; others are ignored
 * @param strip what may stand before a signature and is left away
 * @param bare whether an entry without a key is a signature, too
 */
public record SignatureSpot(
        List<ValuePlace> places,
        Parse parse,
        String prefix,
        String itemSeparator,
        String keySeparator,
        List<String> accept,
        List<String> strip,
        boolean bare) {

    /** More signatures than this are not tried. */
    public static final int MOST = 32;

    private static final int LONGEST = 16_384;
    private static final Pattern OTHER_PREFIX = Pattern.compile("[A-Za-z0-9_-]{1,20}=[^=].*");

    /** The ways to write signatures. */
    public enum Parse {
        /** The value is the signature. */
        PLAIN,
        /** The value is a constant and the signature. The constant never chooses an algorithm. */
        PREFIX,
        /** The value is a list of entries with keys. */
        PAIRS
    }

    /**
     * What was found.
     *
     * @param signatures the texts that may be signatures
     * @param entries the other entries, by key
     */
    public record Found(
            List<String> signatures, Map<String, String> entries, Optional<Proof> problem) {

        static Found none(Proof problem) {
            return new Found(List.of(), Map.of(), Optional.of(problem));
        }
    }

    /** Looks for signatures. */
    public Found find(Examination examination) {
        List<String> texts =
                places.stream()
                        .flatMap(each -> examination.value(each).stream())
                        .filter(each -> !each.isBlank())
                        .toList();
        if (texts.isEmpty()) {
            return Found.none(absent(examination));
        }
        if (texts.stream().anyMatch(each -> each.length() > LONGEST)) {
            return Found.none(
                    Proof.malformed("the signature has more than " + LONGEST + " characters"));
        }
        return switch (parse) {
            case PLAIN -> found(texts.stream().map(this::stripped).toList());
            case PREFIX -> prefixed(texts);
            case PAIRS -> pairs(texts);
        };
    }

    private Proof absent(Examination examination) {
        boolean inJson = places.stream().allMatch(each -> each.kind() == ValuePlace.Kind.JSON);
        return inJson && examination.view().json().isEmpty()
                ? Proof.no(RejectReason.BODY_MALFORMED, "the body is not JSON")
                : Proof.missing(
                        places.stream()
                                .map(each -> examination.named(each).words())
                                .collect(Collectors.joining(" or ")));
    }

    private static Found found(List<String> signatures) {
        return new Found(signatures, Map.of(), Optional.empty());
    }

    private String stripped(String text) {
        String rest = text.strip();
        for (String each : strip) {
            if (rest.regionMatches(true, 0, each, 0, each.length())) {
                return rest.substring(each.length()).strip();
            }
        }
        return rest;
    }

    private Found prefixed(List<String> texts) {
        List<String> signatures =
                texts.stream()
                        .map(String::strip)
                        .filter(each -> each.startsWith(prefix))
                        .map(each -> stripped(each.substring(prefix.length())))
                        .toList();
        if (!signatures.isEmpty()) {
            return found(signatures);
        }
        boolean other = OTHER_PREFIX.matcher(texts.get(0)).matches();
        return Found.none(
                other
                        ? Proof.differs("the signature is of another scheme than " + prefix)
                        : Proof.malformed("the signature does not begin with " + prefix));
    }

    private Found pairs(List<String> texts) {
        List<String> signatures = new ArrayList<>();
        Map<String, String> entries = new LinkedHashMap<>();
        int seen = 0;
        for (String item : String.join(itemSeparator, texts).split(Pattern.quote(itemSeparator))) {
            String entry = item.strip();
            int sign = entry.indexOf(keySeparator);
            String key = sign < 0 ? "" : entry.substring(0, sign).strip();
            String value = entry.substring(sign < 0 ? 0 : sign + keySeparator.length()).strip();
            if (entry.isEmpty()) {
                continue;
            }
            if (++seen > 2 * MOST) {
                return Found.none(Proof.malformed("the signature header has too many entries"));
            }
            if (accept.contains(key) || (key.isEmpty() && bare)) {
                signatures.add(stripped(value));
            } else if (!key.isEmpty()) {
                String before = entries.put(key, value);
                // Only what is used besides the signatures has to be clear: a timestamp.
                if (before != null && !before.equals(value) && key.startsWith("t")) {
                    return Found.none(Proof.malformed("the entry " + key + " came twice"));
                }
            }
        }
        return new Found(signatures, entries, unknown(signatures, entries));
    }

    private Optional<Proof> unknown(List<String> signatures, Map<String, String> entries) {
        if (!signatures.isEmpty()) {
            return Optional.empty();
        }
        if (entries.isEmpty()) {
            return Optional.of(Proof.malformed("the signature header has no entry"));
        }
        List<String> seen =
                entries.keySet().stream().filter(key -> key.length() <= 20).limit(5).toList();
        return Optional.of(
                Proof.differs(
                        "the signature header has no entry %s, only %s"
                                .formatted(String.join(" or ", accept), seen)));
    }

    /** Writes a signature as the provider would. */
    public String write(String signature, String timestampEntry) {
        return switch (parse) {
            case PLAIN -> signature;
            case PREFIX -> prefix + signature;
            case PAIRS ->
                    (timestampEntry.isEmpty() ? "" : timestampEntry + itemSeparator)
                            + accept.get(0)
                            + keySeparator
                            + signature;
        };
    }
}
