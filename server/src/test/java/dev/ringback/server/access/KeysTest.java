package dev.ringback.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.port.Store;
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
        return new Keys(
                from, ManualTime.atNoon(), new SeededIds(1), new SecureRandom(), Optional.empty());
    }

    @Test
    void theFirstStartMakesAKeyOfTheInstanceAndTheNextDoesNot() {
        String text = keys(store).start(Optional.empty(), this::commit).orElseThrow();
        assertThat(text).matches("rb_[A-Za-z0-9_-]{43}");
        Keys later = keys(store);
        assertThat(later.start(Optional.empty(), this::commit)).isEmpty();
        Caller caller = later.holder("Bearer " + text).orElseThrow().caller();
        assertThat(caller.instance()).isTrue();
        assertThat(caller.project()).isEqualTo(ProjectId.DEFAULT);
        assertThat(caller.may(Scope.ADMIN)).isTrue();
    }

    @Test
    void aGivenKeyReplacesTheOneGivenBefore() {
        Keys keys = keys(store);
        assertThat(keys.start(Optional.of(GIVEN), this::commit)).isEmpty();
        assertThat(keys.holder("Bearer " + GIVEN)).isPresent();
        assertThat(keys.start(Optional.of(GIVEN), this::commit)).isEmpty();
        assertThat(store.documents("key").getFirst().revision()).isEqualTo(1);
        keys.start(Optional.of(GIVEN + "x"), this::commit);
        assertThat(keys.holder("Bearer " + GIVEN)).isEmpty();
        assertThat(keys.holder("bearer  " + GIVEN + "x")).isPresent();
    }

    @Test
    void aStoreThatWasOpenedByTheKeyOfDevelopmentGetsARealOne() {
        keys(store).start(Optional.of(ApiKeyText.DEV), this::commit);
        Keys later = keys(store);
        String made = later.start(Optional.empty(), this::commit).orElseThrow();
        assertThat(later.holder("Bearer " + ApiKeyText.DEV)).isEmpty();
        assertThat(later.holder("Bearer " + made)).isPresent();
    }

    @Test
    void noTextOfAKeyIsKeptOrPrinted() {
        Keys keys = keys(store);
        Keys.Issued issued =
                keys.issue(
                        ProjectId.DEFAULT,
                        "ci",
                        Set.of(Scope.READ),
                        false,
                        Optional.empty(),
                        Optional.empty());
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
        Keys.Issued issued =
                keys.issue(
                        ProjectId.DEFAULT,
                        "",
                        Set.of(Scope.READ),
                        false,
                        Optional.empty(),
                        Optional.empty());
        assertThat(keys.holder("Bearer " + issued.text())).isEmpty();
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        keys.reload();
        String text = issued.text();
        for (int i = 0; i < 2; i++) {
            assertThat(keys.holder("Bearer " + text)).isPresent();
            assertThat(keys.holder("Bearer " + text.substring(1))).isEmpty();
            assertThat(keys.holder("Bearer " + text + "A")).isEmpty();
            assertThat(keys.holder("Basic " + text)).isEmpty();
            assertThat(keys.holder("Bearer")).isEmpty();
            assertThat(keys.holder("")).isEmpty();
        }
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Done.class);
        keys.reload();
        assertThat(keys.holder("Bearer " + text)).isEmpty();
        assertThat(keys(store).holder("Bearer " + text)).isEmpty();
    }

    @Test
    void aRevokedKeyIsForgottenInTheEnd() {
        Keys keys = keys(store);
        Keys.Issued issued =
                keys.issue(
                        ProjectId.DEFAULT,
                        "",
                        Set.of(Scope.READ),
                        false,
                        Optional.empty(),
                        Optional.empty());
        assertThat(commit(issued.change())).isInstanceOf(Committed.Done.class);
        assertThat(commit(keys.revoke(issued.key()))).isInstanceOf(Committed.Done.class);
        Instant end = ManualTime.atNoon().now().plus(Keys.ENDED_KEPT);
        store.prune(Instant.EPOCH, end, 10);
        assertThat(keys(store).find(ProjectId.DEFAULT, issued.key().id())).isPresent();
        store.prune(Instant.EPOCH, end.plusMillis(1), 10);
        assertThat(keys(store).find(ProjectId.DEFAULT, issued.key().id())).isEmpty();
    }

    @Test
    void keysForEventsThatTheOperatorGivesOpenUntilHeLeavesThemOut() {
        Keys keys = keys(store);
        keys.start(Optional.of(GIVEN), this::commit);
        keys.startEvents(List.of("one", "two", "two", GIVEN), this::commit);

        Caller one = keys.holder("Bearer one").orElseThrow().caller();
        assertThat(one.project()).isEqualTo(ProjectId.DEFAULT);
        assertThat(one.may(Scope.INGEST)).isTrue();
        assertThat(one.may(Scope.READ)).isFalse();
        // What opens more goes on to do so.
        assertThat(keys.holder("Bearer " + GIVEN).orElseThrow().caller().may(Scope.ADMIN)).isTrue();

        Keys later = keys(store);
        later.startEvents(List.of("two"), this::commit);
        assertThat(later.holder("Bearer one")).isEmpty();
        assertThat(later.holder("Bearer two")).isPresent();

        Keys again = keys(store);
        again.startEvents(List.of("one", "two"), this::commit);
        assertThat(again.holder("Bearer one")).isPresent();
        assertThat(again.of(ProjectId.DEFAULT)).hasSize(3);
    }

    @Test
    void aLimitIsKeptAlsoWhenTheOperatorGivesAnotherKey() {
        Keys keys = keys(store);
        keys.start(Optional.of(GIVEN), this::commit);
        ApiKey given = keys.of(ProjectId.DEFAULT).getFirst();
        assertThat(given.rateLimit()).isEmpty();
        var limit = Optional.of(new RequestRate(250));
        assertThat(commit(keys.change(given.with("mine", limit))))
                .isInstanceOf(Committed.Done.class);
        keys.reload();
        keys.start(Optional.of(GIVEN + "x"), this::commit);
        assertThat(keys(store).of(ProjectId.DEFAULT).getFirst().rateLimit()).isEqualTo(limit);
    }

    @Test
    void aKeyWrittenByAnOlderVersionHasNoLimit() {
        Payload old =
                Payload.of(
                        """
                        {"name":"ci","scopes":["read"],"hash":"00","instance":false,\
                        "createdAt":1780315200000,"revokedAt":null}\
                        """);
        var document = Document.create("key", ProjectId.DEFAULT, "key_old", old);
        assertThat(commit(Change.put(document))).isInstanceOf(Committed.Done.class);
        ApiKey key = keys(store).find(ProjectId.DEFAULT, "key_old").orElseThrow();
        assertThat(key.rateLimit()).isEmpty();
        assertThat(key.name()).isEqualTo("ci");
    }

    @Test
    void whenAKeyWasUsedIsWrittenDownOnceAndKnownAfterARestart() {
        Keys keys = keys(store);
        keys.start(Optional.of(GIVEN), this::commit);
        ApiKey key = keys.of(ProjectId.DEFAULT).getFirst();
        for (int i = 0; i < 3; i++) {
            assertThat(keys.seen(keys.holder("Bearer " + GIVEN).orElseThrow())).isEmpty();
        }
        assertThat(store.documents(KeyUses.KIND)).isEmpty();
        keys.writeUses(this::commit);
        keys.writeUses(this::commit);
        assertThat(store.documents(KeyUses.KIND))
                .singleElement()
                .satisfies(each -> assertThat(each.revision()).isEqualTo(1));
        assertThat(keys(store).lastUsed(key)).contains(ManualTime.atNoon().now());
    }

    @Test
    void ofAKeyThatIsForgottenNothingIsKept() {
        Keys keys = keys(store);
        keys.start(Optional.of(GIVEN), this::commit);
        Document gone = store.documents("key").getFirst();
        assertThat(keys.seen(keys.holder("Bearer " + GIVEN).orElseThrow())).isEmpty();
        keys.writeUses(this::commit);
        assertThat(commit(Change.delete(gone))).isInstanceOf(Committed.Done.class);
        keys.reload();
        keys.writeUses(this::commit);
        assertThat(store.documents(KeyUses.KIND)).isEmpty();
    }

    @Test
    void ofTwoLastKeysThatRevokeEachOtherAtOnceOneStays() {
        Keys keys = keys(store);
        keys.start(Optional.of(GIVEN), this::commit);
        Keys.Issued second =
                keys.issue(
                        ProjectId.DEFAULT,
                        "",
                        Set.of(Scope.ADMIN),
                        true,
                        Optional.empty(),
                        Optional.empty());
        assertThat(commit(second.change())).isInstanceOf(Committed.Done.class);
        keys.reload();
        ApiKey first = keys.find(ProjectId.DEFAULT, GivenKeys.BOOTSTRAP).orElseThrow();
        Change one = keys.revoke(first, second.key().caller()).orElseThrow();
        Change other = keys.revoke(second.key(), first.caller()).orElseThrow();
        assertThat(commit(one)).isInstanceOf(Committed.Done.class);
        assertThat(commit(other)).isInstanceOf(Committed.Stale.class);
    }

    @Test
    void revokingTwiceAtOnceSucceedsOnce() {
        Keys keys = keys(store);
        Keys.Issued issued =
                keys.issue(
                        ProjectId.DEFAULT,
                        "",
                        Set.of(Scope.READ),
                        false,
                        Optional.empty(),
                        Optional.empty());
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
