package dev.ringback.server.api.calls;

import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.net.json.JsonFields;
import dev.ringback.server.api.surface.RequestBodies;
import dev.ringback.server.operations.ReplaySelection;
import dev.ringback.server.receiving.Remaking;
import dev.ringback.server.sources.LiveSource;
import dev.ringback.server.sources.Sources;
import dev.ringback.server.sources.TransformVersion;
import java.util.List;
import java.util.Optional;

/** Reads of which requests a replay is to make events anew, and by which transform. */
record RemakingFields(Sources sources, Remaking remaking) {

    private static final String FIELD = "transform";
    private static final String CURRENT = "\"current\"";
    private static final String NUMBER = "[1-9][0-9]{0,8}";

    /** Whether that is asked for. */
    static boolean isAsked(JsonFields fields) {
        return fields.isGiven(FIELD);
    }

    /** The selection; empty when something is wrong with it, which is reported. */
    Optional<ReplaySelection> read(JsonFields fields, ProjectId project) {
        String wanted = fields.raw(FIELD).map(Payload::text).orElse("");
        if (!wanted.equals(CURRENT) && !wanted.matches(NUMBER)) {
            fields.problem(FIELD, "must be \"current\", or the number of a version");
        }
        refuse(fields, List.of("runs", "to"), FIELD);
        boolean beside = fields.bool(ReplayRoutes.UNMATCHED).orElse(false);
        Optional<JsonFields> filter = fields.object("filter");
        if (!fields.isGiven("filter")) {
            fields.problem("filter", "is required with transform: it names the source");
        }
        Optional<LiveSource> source = filter.flatMap(each -> source(each, project));
        Optional<Integer> version = source.flatMap(live -> version(fields, live, wanted));
        Optional<ReplaySelection> selection =
                filter.map(each ->
                        selection(
                                each,
                                beside,
                                source.map(live -> live.source().id()).orElse(""),
                                version.orElse(0)));
        filter.ifPresent(JsonFields::rejectUnknown);
        return selection;
    }

    private static void refuse(JsonFields fields, List<String> names, String beside) {
        names.stream()
                .filter(fields::isGiven)
                .forEach(name -> {
                    var _ = fields.raw(name);
                    fields.problem(name, "cannot be combined with " + beside);
                });
    }

    private Optional<LiveSource> source(JsonFields filter, ProjectId project) {
        if (!filter.isGiven("source")) {
            filter.problem("source", "is required with transform");
        }
        return RequestBodies.word(
                filter, "source", "a source of this project", id -> sources.find(project, id));
    }

    private Optional<Integer> version(JsonFields fields, LiveSource live, String wanted) {
        if (wanted.equals(CURRENT)) {
            Optional<Integer> current =
                    live.source().intake().transform().map(TransformVersion::number);
            if (current.isEmpty()) {
                fields.problem(FIELD, "is none at the moment; name a version by its number");
            }
            return current;
        }
        if (!wanted.matches(NUMBER)) {
            return Optional.empty();
        }
        int number = Integer.parseInt(wanted);
        if (remaking.by(live.source().project(), live.source().id(), number).isEmpty()) {
            fields.problem(FIELD, "is no version of the source's transform");
            return Optional.empty();
        }
        return Optional.of(number);
    }

    private static ReplaySelection selection(
            JsonFields filter, boolean beside, String source, int version) {
        refuse(filter, List.of("state", "endpoint", "cause"), FIELD);
        boolean unmatched = filter.bool(ReplayRoutes.UNMATCHED).orElse(false) || beside;
        Optional<List<String>> ids = SelectionFields.eventIds(filter);
        if (filter.isGiven("event_ids")) {
            if (beside) {
                filter.problem("event_ids", "cannot be combined with unmatched");
            }
            refuse(filter, List.of("unmatched", "event_type", "from", "to"), "event_ids");
        }
        return new ReplaySelection.Requests(
                source,
                version,
                ids.orElse(List.of()),
                unmatched,
                SelectionFields.eventType(filter),
                filter.instant("from"),
                filter.instant("to"));
    }
}
