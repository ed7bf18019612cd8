package dev.ringback.server.functions.apps;

import static dev.ringback.server.functions.apps.AppWorld.PROJECT;
import static dev.ringback.server.functions.apps.AppWorld.slugs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.Change;
import dev.ringback.kernel.model.Committed;
import dev.ringback.kernel.model.Document;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.server.functions.apps.Registering.Registered;
import dev.ringback.server.functions.config.AppRegistration;
import dev.ringback.server.functions.sdk.SdkName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is known of apps, after they have registered and after a restart. */
final class AppsTest {

    private static final String URL = "http://app.example:3000/api/inngest";

    private final AppWorld world = new AppWorld();

    private static boolean modified(Registered result) {
        return ((Registered.Taken) result).modified();
    }

    private static String refusal(Registered result) {
        return ((Registered.Refused) result).why();
    }

    @Test
    void aFunctionIsFoundByItsIdItsUuidAndTheEventsThatStartIt() {
        world.register("shop", URL, "pay:order/paid", "all:order/*", "dots:order.*", "none");

        LiveFunction pay = world.apps.find(PROJECT, "shop-pay").orElseThrow();
        assertThat(pay.app()).isEqualTo("shop");
        assertThat(pay.configured()).isFalse();
        assertThat(world.apps.find(pay.uuid())).contains(pay);
        assertThat(slugs(world.apps.startedBy(PROJECT, "order/paid")))
                .containsExactly("shop-all", "shop-pay");
        assertThat(slugs(world.apps.startedBy(PROJECT, "order.x"))).containsExactly("shop-dots");
        assertThat(world.apps.startedBy(PROJECT, "order")).isEmpty();
        assertThat(world.apps.startedBy(new ProjectId("other"), "order/paid")).isEmpty();
        assertThat(slugs(world.apps.all(PROJECT)))
                .containsExactly("shop-all", "shop-dots", "shop-none", "shop-pay");
    }

    @Test
    void aFunctionWithOneEventUnderTwoConditionsIsStartedOnce() {
        world.register("shop", URL, "pay:order/paid:order/paid2:order/*");
        assertThat(slugs(world.apps.startedBy(PROJECT, "order/paid"))).containsExactly("shop-pay");
    }

    @Test
    void aRegistrationReplacesAllFunctionsOfItsApp() {
        world.register("shop", URL, "pay:order/paid", "ship:order/sent");
        world.register("news", "http://news.example/api", "mail:order/paid");
        LiveFunction gone = world.apps.find(PROJECT, "shop-ship").orElseThrow();

        assertThat(modified(world.register("shop", URL, "pay:order/paid"))).isTrue();

        assertThat(world.apps.find(gone.uuid())).isEmpty();
        assertThat(world.apps.startedBy(PROJECT, "order/sent")).isEmpty();
        assertThat(slugs(world.apps.startedBy(PROJECT, "order/paid")))
                .containsExactly("news-mail", "shop-pay");
    }

    @Test
    void theSameRegistrationAgainIsNotWritten() {
        assertThat(modified(world.register("shop", URL, "pay:order/paid"))).isTrue();
        assertThat(modified(world.register("shop", URL, "pay:order/paid"))).isFalse();
        assertThat(world.written).isEqualTo(1);
        assertThat(modified(world.register("shop", URL, "pay:order/paid2"))).isTrue();
    }

    @Test
    void whoeverWantsToHearsOfFunctionsThatAreAnotherThanBefore() {
        List<UUID> heard = new ArrayList<>();
        List<UUID> heardByAnother = new ArrayList<>();
        world.apps.whenChanged(heard::add);
        world.apps.whenChanged(heardByAnother::add);
        world.register("shop", URL, "pay:order/paid", "ship:order/sent");
        assertThat(world.apps.projects()).containsExactly(PROJECT);
        UUID pay = world.apps.find(PROJECT, "shop-pay").orElseThrow().uuid();
        UUID ship = world.apps.find(PROJECT, "shop-ship").orElseThrow().uuid();
        assertThat(heard).containsExactlyInAnyOrder(pay, ship).isEqualTo(heardByAnother);

        heard.clear();
        world.register("shop", URL, "pay:order/paid2", "ship:order/sent");
        assertThat(heard).containsExactly(pay);
        heard.clear();
        world.register("shop", URL, "pay:order/paid2");
        assertThat(heard).containsExactly(ship);
        world.register("shop", URL);
        assertThat(world.apps.projects()).isEmpty();
    }

    @Test
    void aRestartNeedsNoNewRegistration() {
        world.register("shop", URL, "pay:order/paid");
        world.commit(Change.put(PausedFunction.of(PROJECT, "shop-pay", world.time.now())));

        Apps after = world.restarted();

        LiveFunction pay = after.startedBy(PROJECT, "order/paid").getFirst();
        assertThat(pay).isEqualTo(world.apps.find(PROJECT, "shop-pay").orElseThrow());
        assertThat(pay.paused()).isTrue();
        assertThat(after.list(PROJECT)).isEqualTo(world.apps.list(PROJECT));
        assertThat(after.app(PROJECT, "shop").orElseThrow().syncedAt()).contains(world.time.now());
    }

    @Test
    void aPausedFunctionStaysPausedWhateverItsAppTells() {
        world.register("shop", URL, "pay:order/paid");
        Document pause = PausedFunction.of(PROJECT, "shop-pay", world.time.now());
        world.commit(Change.put(pause));
        world.register("shop", URL);
        world.register("shop", URL, "pay:order/paid2");
        assertThat(world.apps.find(PROJECT, "shop-pay").orElseThrow().paused()).isTrue();

        world.commit(Change.delete(pause));
        assertThat(world.apps.find(PROJECT, "shop-pay").orElseThrow().paused()).isFalse();
    }

    @Test
    void theFunctionsOfAnAppThatIsRemovedAreGone() {
        world.register("shop", URL, "pay:order/paid");
        App app = world.apps.app(PROJECT, "shop").orElseThrow();
        world.commit(Change.delete(AppCodec.encode(app)));
        assertThat(world.apps.all(PROJECT)).isEmpty();
        assertThat(world.restarted().list(PROJECT)).isEmpty();
    }

    @Test
    void anAppThatFailsKeepsItsFunctionsAndSaysWhy() {
        world.register("shop", URL, "pay:order/paid");
        world.registering.failed(PROJECT, URL, AppStatus.UNREACHABLE, "nobody there");
        world.registering.failed(PROJECT, URL, AppStatus.UNREACHABLE, "nobody there");

        App app = world.apps.app(PROJECT, "shop").orElseThrow();
        assertThat(app.status()).isEqualTo(AppStatus.UNREACHABLE);
        assertThat(app.reason()).isEqualTo("nobody there");
        assertThat(world.written).isEqualTo(2);
        assertThat(world.apps.startedBy(PROJECT, "order/paid")).hasSize(1);

        assertThat(modified(world.register("shop", URL, "pay:order/paid"))).isTrue();
        assertThat(world.apps.app(PROJECT, "shop").orElseThrow().reason()).isEmpty();
    }

    @Test
    void aPlaceThatNeverAnsweredIsListedUntilAnAppRegistersThere() {
        world.registering.failed(PROJECT, URL, AppStatus.UNREACHABLE, "nobody there");
        App named = world.apps.list(PROJECT).getFirst();
        assertThat(named.id()).startsWith("app-app.example-3000-api-inngest-");

        world.register("shop", URL + "?deployId=7", "pay:order/paid");
        assertThat(world.apps.list(PROJECT)).extracting(App::id).containsExactly("shop");
        assertThat(world.restarted().list(PROJECT)).extracting(App::id).containsExactly("shop");
    }

    @Test
    void anAppThatIsRefusedUnderAnotherNameKeepsItsFunctions() {
        world.register("shop", URL, "pay:order/paid");
        world.registering.refused(PROJECT, AppWorld.told("store", URL), "no good");

        App app = world.apps.list(PROJECT).getFirst();
        assertThat(world.apps.list(PROJECT)).hasSize(1);
        assertThat(app.id()).isEqualTo("shop");
        assertThat(app.reason()).isEqualTo("no good");
        assertThat(slugs(world.apps.all(PROJECT))).containsExactly("shop-pay");
    }

    @Test
    void anAppThatIsRefusedSomewhereElseDoesNotMoveWhatTheOperatorNamed() {
        var named = new AppWorld(URL);
        named.registering.take(PROJECT, AppWorld.told("shop", URL, "pay:x"), URL);
        App before = named.apps.app(PROJECT, "shop").orElseThrow();
        String other = "http://other.example/api/inngest";
        named.registering.refused(PROJECT, AppWorld.told("shop", other), other, "no good");

        assertThat(named.apps.app(PROJECT, "shop")).contains(before);
        assertThat(named.apps.list(PROJECT)).extracting(App::url).contains(other).hasSize(2);
    }

    @Test
    void anAppThatIsRenamedReplacesWhatItWas() {
        world.register("shop", URL, "pay:order/paid");
        world.register("store", URL, "pay:order/paid");
        assertThat(slugs(world.apps.all(PROJECT))).containsExactly("store-pay");
    }

    @Test
    void anAppThatMovesIsTheSame() {
        world.register("shop", URL, "pay:order/paid");
        LiveFunction before = world.apps.find(PROJECT, "shop-pay").orElseThrow();
        world.register("shop", "http://new.example/api", "pay:order/paid");
        LiveFunction after = world.apps.find(PROJECT, "shop-pay").orElseThrow();
        assertThat(after.uuid()).isEqualTo(before.uuid());
        assertThat(after.config().url()).startsWith("http://new.example/api?fnId=shop-pay");
        assertThat(world.apps.list(PROJECT)).hasSize(1);
    }

    @Test
    void anAppWithoutUrlIsWhereItsFunctionsAre() {
        world.registering.take(
                PROJECT,
                AppWorld.read(
                        """
                        {"appname":"py","functions":[{"id":"py-f","name":"f","steps":{"step":{"id":"step",
                        "name":"step","runtime":{"type":"http","url":"http://py.example/api?fnId=py-f"}}}}]}
                        """));
        assertThat(world.apps.app(PROJECT, "py").orElseThrow().url())
                .isEqualTo("http://py.example/api");
    }

    @Test
    void aNameThatFitsNoPathIsMadeReadable() {
        world.register("Shop of Ärger/1", URL);
        assertThat(world.apps.list(PROJECT).getFirst().id())
                .matches("app-shop-of-rger-1-[0-9a-f]{8}");
    }

    @Test
    void theOperatorsWordForWhereAnAppIsStands() {
        var named = new AppWorld(URL);
        named.registering.take(PROJECT, AppWorld.told("shop", URL, "pay:x"), URL);
        assertThat(named.apps.find(PROJECT, "shop-pay").orElseThrow().configured()).isTrue();

        named.register("shop", "http://inside.example/api/inngest", "pay:x");
        App app = named.apps.app(PROJECT, "shop").orElseThrow();
        assertThat(app.url()).isEqualTo(URL);
        assertThat(named.apps.isConfigured(app)).isTrue();
        // What the app points to elsewhere is not what the operator named.
        assertThat(named.apps.find(PROJECT, "shop-pay").orElseThrow().configured()).isFalse();
        assertThat(named.restarted().isConfigured(app)).isFalse();
    }

    @Test
    void whatTheOperatorNamedIsTheDefaultProjectsAlone() {
        var named = new AppWorld(URL);
        var other = new ProjectId("other");
        named.registering.take(other, AppWorld.told("shop", URL, "pay:x"));
        assertThat(named.apps.find(other, "shop-pay").orElseThrow().configured()).isFalse();
    }

    @Test
    void twoPlacesThatTheOperatorNamedDoNotReplaceEachOther() {
        String second = "http://second.example/api/inngest";
        var named = new AppWorld(URL, second);
        named.registering.take(PROJECT, AppWorld.told("shop", URL, "pay:x"), URL);
        assertThat(
                        refusal(
                                named.registering.take(
                                        PROJECT, AppWorld.told("shop", second, "pay:x"), second)))
                .contains("second.example", "calls itself shop", "app.example");

        named.registering.failed(PROJECT, URL, AppStatus.UNREACHABLE, "gone");
        assertThat(
                        modified(
                                named.registering.take(
                                        PROJECT, AppWorld.told("shop", second, "pay:x"), second)))
                .isTrue();
    }

    @Test
    void whatMemoryMissedIsReadFromTheDisk() {
        var stale = new Registering(new Apps(List.of()), world.store, world::commit, world.time);
        world.register("shop", URL, "pay:order/paid");
        assertThat(modified(stale.take(PROJECT, AppWorld.told("shop", URL, "pay:new")))).isTrue();
        assertThat(slugs(world.apps.startedBy(PROJECT, "new"))).containsExactly("shop-pay");
    }

    @Test
    void aStoreThatFailsIsSaid() {
        var failing =
                new Registering(
                        world.apps, world.store, _ -> new Committed.Overloaded(), world.time);
        assertThat(failing.take(PROJECT, AppWorld.told("shop", URL)))
                .isInstanceOf(Registered.NotStored.class);
    }

    @Test
    void whatAnAppToldAnEarlierVersionMayNotBeUnderstood() {
        world.commit(
                Change.put(
                        new Document(
                                App.KIND,
                                PROJECT,
                                "old",
                                1,
                                Payload.of(
                                        "{\"url\":\"http://h/\",\"status\":\"synced\",\"reason\":\"\",\"waits_look_back\":true,\"registration\":\"{}\"}"),
                                Optional.empty())));
        App app = world.apps.app(PROJECT, "old").orElseThrow();
        assertThat(app.status()).isEqualTo(AppStatus.REFUSED);
        assertThat(app.reason()).contains("has no name (appName)");
    }

    @Test
    void aProjectHasOnlySoManyApps() {
        for (int i = 0; i < Registering.MOST_APPS; i++) {
            world.register("app" + i, "http://h" + i + "/");
        }
        assertThat(refusal(world.register("more", "http://more/"))).contains("500 apps already");
        assertThat(modified(world.register("app7", "http://h7/", "f:x"))).isTrue();
    }

    private static Registering.Registered route(AppWorld world, String host) {
        return world.registering.join(
                PROJECT,
                AppRegistration.ofEndpoint(
                        "endpoints-" + host,
                        "http://" + host + "/do",
                        SdkName.of("js:v4.24.0"),
                        "endpoints-" + host + "-get-do",
                        "GET /do"));
    }

    @Test
    void hostsThatClientsNameTakeNotAllPlaces() {
        var own = new AppWorld("http://mine/api/inngest");
        for (int i = 0; i < Registering.MOST_LEARNT; i++) {
            assertThat(modified(route(own, "h" + i))).isTrue();
        }
        assertThat(refusal(route(own, "foreign")))
                .contains("100 apps already", "http://foreign", "INNGEST_SERVE_ORIGIN");
        assertThat(modified(route(own, "mine"))).as("named by the operator").isTrue();
        assertThat(modified(own.register("app", "http://other/", "f:x"))).isTrue();
    }
}
