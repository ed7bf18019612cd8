package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Header;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.sharing.Places;
import dev.ringback.net.http.HttpRequest;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Refusal;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A guard before handlers, and keys to pass it with. */
final class GuardRig {

    /** What handlers answer. */
    static final HttpResponse OK = HttpResponse.json(200, Payload.of("{}"));

    final ManualTime time = ManualTime.atNoon();
    final Keys keys;

    /** What the guard has refused. */
    final List<Refusal> refusals = new ArrayList<>();

    private final MemoryStore store = new MemoryStore();
    private final SeededIds ids = new SeededIds(1);

    GuardRig() {
        keys = keys(Optional.empty());
    }

    /** The same keys with a limit for those that have none of their own. */
    Keys keys(Optional<RequestRate> usual) {
        return new Keys(store, time, ids, new SecureRandom(), usual);
    }

    /** A guard that has room. */
    KeyGuard guard(Keys by) {
        return guard(by, Quota.ENDLESS, 10);
    }

    KeyGuard guard(Quota quota, int places) {
        return guard(keys, quota, places);
    }

    private KeyGuard guard(Keys by, Quota quota, int places) {
        return new KeyGuard(
                by, new Projects(store, time, ids), quota, new Places(places), refusals::add);
    }

    Keys.Issued key(ProjectId project, Optional<RequestRate> limit, Scope... scopes) {
        Keys.Issued issued =
                keys.issue(project, "", Set.of(scopes), false, limit, Optional.empty());
        commit(issued.change());
        return issued;
    }

    void commit(Change change) {
        assertThat(store.commit(List.of(change)).getFirst()).isInstanceOf(Committed.Done.class);
        keys.reload();
    }

    /** A request that shows a key. */
    static HttpRequest with(Keys.Issued key, Header... more) {
        List<Header> headers = new ArrayList<>(List.of(more));
        headers.add(new Header("Authorization", "Bearer " + key.text()));
        return new HttpRequest("GET", "/", Map.of(), List.of(), headers, Payload.EMPTY);
    }

    static String header(HttpResponse answer, String name) {
        return Header.first(answer.headers(), name).orElse("none");
    }
}
