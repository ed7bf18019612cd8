package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.Change;
import dev.ringback.kernel.Committed;
import dev.ringback.kernel.ProjectId;
import dev.ringback.kernel.Store;
import dev.ringback.testkit.ManualTime;
import dev.ringback.testkit.MemoryStore;
import dev.ringback.testkit.SeededIds;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysTest {

    private static final String GIVEN = "an-operators-own-key-0123456789";

    private final MemoryStore store = new MemoryStore();

    private Committed commit(Change change) {
        return store.commit(List.of(change)).getFirst();
    }

    private Keys keys(Store from) {
        return new Keys(from, ManualTime.atNoon(), new SeededIds(1), new SecureRandom());
    }

    @Test
    void theFirstStartMakesAKeyOfTheInstanceAndTheNextDoesNot() {
        String text = keys(store).start(Optional.empty(), this::commit).orElseThrow();
        assertThat(text).matches("rb_[A-Za-z0-9_-]{43}");
        Keys later = keys(store);
        assertThat(later.start(Optional.empty(), this::commit)).isEmpty();
        Caller caller = later.caller("Bearer " + text).orElseThrow();
        assertThat(caller.instance()).isTrue();
        assertThat(caller.project()).isEqualTo(ProjectId.DEFAULT);
        assertThat(caller.may(Scope.ADMIN)).isTrue();
    }

    @Test
    void aGivenKeyReplacesTheOneGivenBefore() {
        Keys keys = keys(store);
        assertThat(keys.start(Optional.of(GIVEN), this::commit)).isEmpty();
        assertThat(keys.caller("Bearer " + GIVEN)).isPresent();
        assertThat(keys.start(Optional.of(GIVEN), this::commit)).isEmpty();
        assertThat(store.documents("key").getFirst().revision()).isEqualTo(1);
        keys.start(Optional.of(GIVEN + "x"), this::commit);
        assertThat(keys.caller("Bearer " + GIVEN)).isEmpty();
        assertThat(keys.caller("bearer  " + GIVEN + "x")).isPresent();
    }

    @Test
    void aStoreThatWasOpenedByTheKeyOfDevelopmentGetsARealOne() {
        keys(store).start(Optional.of(KeyText.DEV), this::commit);
        Keys later = keys(store);
        String made = later.start(Optional.empty(), this::commit).orElseThrow();
        assertThat(later.caller("Bearer " + KeyText.DEV)).isEmpty();
        assertThat(later.caller("Bearer " + made)).isPresent();
    }

    @Test
    void noTextOfAKeyIsKeptOrPrinted() {
        Keys keys = keys(store);
        Keys.Issued issued = keys.issue(ProjectId.DEFAULT, "ci", Set.of(Scope.READ), false);
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        keys.reload();
        assertThat(store.documents("key"))
                .allSatisfy(document ->
                        assertThat(document.body().text()).doesNotContain(issued.text()));
        assertThat(issued.toString()).doesNotContain(issued.text(), issued.key().hash());
    }

    @Test
    void onlyTheWholeTextOpensAndOnlyUntilItIsRevoked() {
        Keys keys = keys(store);
        Keys.Issued issued = keys.issue(ProjectId.DEFAULT, "", Set.of(Scope.READ), false);
        assertThat(keys.caller("Bearer " + issued.text())).isEmpty();
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        keys.reload();
        String text = issued.text();
        for (int i = 0; i < 2; i++) {
            assertThat(keys.caller("Bearer " + text)).isPresent();
            assertThat(keys.caller("Bearer " + text.substring(1))).isEmpty();
            assertThat(keys.caller("Bearer " + text + "A")).isEmpty();
            assertThat(keys.caller("Basic " + text)).isEmpty();
            assertThat(keys.caller("Bearer")).isEmpty();
            assertThat(keys.caller("")).isEmpty();
        }
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Done.class);
        keys.reload();
        assertThat(keys.caller("Bearer " + text)).isEmpty();
        assertThat(keys(store).caller("Bearer " + text)).isEmpty();
    }

    @Test
    void aRevokedKeyIsForgottenInTheEnd() {
        Keys keys = keys(store);
        Keys.Issued issued = keys.issue(ProjectId.DEFAULT, "", Set.of(Scope.READ), false);
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Done.class);
        Instant end = ManualTime.atNoon().now().plus(Keys.REVOKED_KEPT);
        store.prune(Instant.EPOCH, end, 10);
        assertThat(keys(store).find(ProjectId.DEFAULT, issued.key().id())).isPresent();
        store.prune(Instant.EPOCH, end.plusMillis(1), 10);
        assertThat(keys(store).find(ProjectId.DEFAULT, issued.key().id())).isEmpty();
    }

    @Test
    void revokingTwiceAtOnceSucceedsOnce() {
        Keys keys = keys(store);
        Keys.Issued issued = keys.issue(ProjectId.DEFAULT, "", Set.of(Scope.READ), false);
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Done.class);
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Stale.class);
    }

    @Test
    void theDefaultProjectAlwaysExists() {
        var projects = new Projects(store, ManualTime.atNoon(), new SeededIds(1));
        assertThat(projects.find("default")).isPresent();
        projects.start(this::commit);
        Projects.Made made = projects.make("other");
        assertThat(commit(made.change())).isInstanceOf(Committed.Done.class);
        projects.reload();
        assertThat(projects.all()).extracting(Project::name).contains("other", "default");
        assertThat(projects.find(made.project().id().value())).contains(made.project());
    }
}
