package dev.ringback.server.functions.apps;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.config.AppRegistration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An app with functions: one that registered, or whose URL somebody named.
 *
 * @param id its name, where that can stand in a path; made of its URL while it has not told its
 *     name
 * @param project the tenant it belongs to
 * @param revision of its document
 * @param url where it is asked for its functions
 * @param registration as it told last, which holds whatever has happened since; empty when it never
 *     did
 * @param status how it went last
 * @param reason why it is not synced, in words; empty when it is
 * @param syncedAt when what it told was last another than before
 * @param waitsLookBack whether a wait of its runs also sees what came since the step before it
 */
public record App(
        String id,
        ProjectId project,
        long revision,
        String url,
        Optional<AppRegistration> registration,
        AppStatus status,
        String reason,
        Optional<Instant> syncedAt,
        boolean waitsLookBack) {

    /** The kind of its document. */
    public static final String KIND = "app";

    /** Whether its functions are routes of its own: there is no place where it tells them. */
    public boolean isOfEndpoints() {
        return registration.filter(AppRegistration::isOfEndpoints).isPresent();
    }

    /** Names it on the wire. */
    public UUID uuid() {
        return AppId.uuid(project, id);
    }

    /** One of which nothing is known but where it is. */
    static App named(ProjectId project, String url) {
        return new App(
                AppId.ofUrl(url),
                project,
                0,
                url,
                Optional.empty(),
                AppStatus.UNREACHABLE,
                "",
                Optional.empty(),
                true);
    }

    /** One that tells its name, before what it tells is taken. */
    static App registering(ProjectId project, AppRegistration told) {
        return new App(
                AppId.ofName(told.app()),
                project,
                0,
                told.at(),
                Optional.empty(),
                AppStatus.REFUSED,
                "",
                Optional.empty(),
                true);
    }

    /** The next revision, with what it has told; the same one where nothing is new. */
    App synced(AppRegistration told, String at, Instant now) {
        Optional<AppRegistration> next = Optional.of(told);
        boolean same = registration.equals(next);
        if (same && status == AppStatus.SYNCED && url.equals(at)) {
            return this;
        }
        return new App(
                id,
                project,
                revision + 1,
                at,
                next,
                AppStatus.SYNCED,
                "",
                same ? syncedAt : Optional.of(now),
                waitsLookBack);
    }

    /**
     * The next revision, in which it could not be synced; the same one where nothing is new.
     *
     * @param at where; empty when nobody knows
     */
    App failed(AppStatus how, String why, String at) {
        String place = at.isEmpty() || AppUrl.isSame(at, url) ? url : at;
        return status == how && reason.equals(why) && url.equals(place) && revision > 0
                ? this
                : new App(
                        id,
                        project,
                        revision + 1,
                        place,
                        registration,
                        how,
                        why,
                        syncedAt,
                        waitsLookBack);
    }

    /** The next revision, whose waits look back or do not; the same one where nothing is new. */
    public App lookingBack(boolean next) {
        return next == waitsLookBack
                ? this
                : new App(
                        id,
                        project,
                        revision + 1,
                        url,
                        registration,
                        status,
                        reason,
                        syncedAt,
                        next);
    }
}
