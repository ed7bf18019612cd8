package dev.ringback.server.functions.sdk;

import dev.ringback.protocol.functions.CanonicalJson;
import dev.ringback.protocol.functions.StepId;
import dev.ringback.protocol.providers.body.ParsedJson;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields of one operation. SDKs say the same thing in different places. */
final class OpFields {

    /** From 2001 to 2286: others are no moments, or a step that took no time to begin. */
    private static final Pattern NANOS = Pattern.compile("[1-9][0-9]{18}");

    private static final CanonicalJson EMPTY = CanonicalJson.object(Map.of());

    private final ParsedJson op;
    private final String where;

    OpFields(ParsedJson op, String where) {
        this.op = op;
        this.where = where;
        if (!(op instanceof ParsedJson.Members)) {
            throw unreadable("is not an object");
        }
    }

    /** Leaves the reading: it may go better when it is said again. */
    static final class UnreadableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        UnreadableException(String why) {
            super(why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    /** Leaves the reading: the run cannot go on. */
    static final class HopelessException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String error;

        HopelessException(String error, String why) {
            super(why, null, false, false);
            this.error = error;
        }

        String error() {
            return error;
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    UnreadableException unreadable(String why) {
        return new UnreadableException(where + " " + why);
    }

    String required(String member) {
        return text(member).orElseThrow(() -> unreadable("has no " + member));
    }

    StepId id() {
        return text("id")
                .filter(each -> !each.isEmpty())
                .map(StepId::new)
                .orElseThrow(() -> unreadable("has no id"));
    }

    StepInfo info() {
        String name =
                text("displayName")
                        .or(() -> at("/userland/id"))
                        .or(() -> text("name"))
                        .or(() -> text("id"))
                        .orElse("");
        return new StepInfo(
                name,
                option("type"),
                present("/opts/input").map(CanonicalJson::of),
                option("parallelMode").orElse("").equals("race"),
                began(),
                present("/metadata")
                        .filter(ParsedJson.Items.class::isInstance)
                        .map(CanonicalJson::of));
    }

    /** In nanoseconds; newer SDKs say it. */
    private Optional<Instant> began() {
        return at("/timing/a")
                .filter(text -> NANOS.matcher(text).matches())
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text) / 1_000_000));
    }

    Optional<String> text(String member) {
        return at("/" + member);
    }

    Optional<String> option(String name) {
        return at("/opts/" + name);
    }

    /** A text; what is null is not there. */
    Optional<String> at(String pointer) {
        return present(pointer).flatMap(ParsedJson::text);
    }

    Optional<ParsedJson> present(String pointer) {
        return op.at(pointer).filter(each -> !each.equals(ParsedJson.Leaf.NOTHING));
    }

    /** A value; null when it is not there. */
    CanonicalJson json(String member) {
        return op.at("/" + member).map(CanonicalJson::of).orElse(CanonicalJson.NULL);
    }

    Optional<CanonicalJson> objectIfPresent(String pointer) {
        return present(pointer).filter(ParsedJson.Members.class::isInstance).map(CanonicalJson::of);
    }

    CanonicalJson object(String pointer) {
        return present(pointer).map(CanonicalJson::of).orElse(EMPTY);
    }

    CanonicalJson error() {
        ParsedJson error =
                present("/error")
                        .filter(ParsedJson.Members.class::isInstance)
                        .orElseThrow(() -> unreadable("tells an error without saying it"));
        return StepErrors.kept(error);
    }
}
