package dev.ringback.server.functions.apps;

import static dev.ringback.server.functions.apps.AppWorld.PROJECT;
import static dev.ringback.server.functions.apps.AppWorld.slugs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.model.ProjectId;
import dev.ringback.kernel.model.Reply;
import dev.ringback.kernel.model.Timing;
import dev.ringback.kernel.model.WireFault;
import dev.ringback.kernel.port.Wire;
import dev.ringback.net.wire.HttpWire;
import dev.ringback.protocol.FunctionKey;
import dev.ringback.protocol.FunctionSignature;
import dev.ringback.protocol.HeaderValues;
import dev.ringback.protocol.Verification;
import dev.ringback.server.functions.apps.Registering.Registered;
import dev.ringback.server.functions.config.AppReader;
import dev.ringback.server.upstreams.LoopbackWire;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.PassingTime;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.ClosedPort;
import dev.ringback.testkit.receiver.Received;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How apps are asked for their functions, over real sockets. */
final class AppSyncingTest {

    private static final FunctionKey KEY = FunctionKey.of("signkey-prod-00ff");
    private static final FunctionKey OTHER = FunctionKey.of("11ff");
    private static final AppSigning DEV = new AppSigning(true, Optional.empty(), Optional.empty());
    private static final AppSigning PRODUCTION =
            new AppSigning(false, Optional.of(KEY), Optional.of(OTHER));

    private final AppWorld world = new AppWorld();
    private final HttpWire wire = LoopbackWire.by(world.time);
    private final AppSite site = new AppSite(world.time);

    @AfterEach
    void close() {
        site.close();
        wire.close();
    }

    private AppSyncing syncing(AppWorld in, AppSigning signing, Wire guarded, Wire unguarded) {
        AppReader reader = new AppReader(_ -> Optional.empty(), false);
        return new AppSyncing(
                in.apps, in.registering, reader, signing, guarded, unguarded, in.time);
    }

    private App synced(AppSigning signing) {
        return taken(syncing(world, signing, wire, wire).sync(PROJECT, site.url()));
    }

    private static App taken(Registered result) {
        return ((Registered.Taken) result).app();
    }

    private void fails(AppSigning signing, AppStatus how, String... why) {
        App app = synced(signing);
        assertThat(app.status()).isEqualTo(how);
        assertThat(app.reason()).contains(why);
        assertThat(world.apps.list(PROJECT)).containsExactly(app);
    }

    @Test
    void anAppAnswersWithItsFunctionsThroughOneConnection() {
        site.telling("shop", "pay:order/paid");
        App app = synced(DEV);

        assertThat(app.id()).isEqualTo("shop");
        assertThat(app.status()).isEqualTo(AppStatus.SYNCED);
        assertThat(app.registration().orElseThrow().sdk().text()).isEqualTo("js:v4.24.0");
        assertThat(slugs(world.apps.startedBy(PROJECT, "order/paid"))).containsExactly("shop-pay");
        Received asked = site.received().getFirst();
        assertThat(asked.method()).isEqualTo("PUT");
        assertThat(asked.path()).isEqualTo("/api/inngest");
        assertThat(asked.body().text()).isEqualTo("{\"url\":\"" + site.url() + "\"}");
        assertThat(asked.header("x-inngest-sync-kind")).contains("in_band");
        assertThat(asked.header("x-inngest-server-kind")).contains("dev");
        assertThat(asked.header("x-inngest-signature")).isEmpty();

        synced(DEV);
        assertThat(world.written).isEqualTo(1);
    }

    @Test
    void inProductionBothSign() {
        for (FunctionKey key : List.of(KEY, OTHER)) {
            site.telling(key, "shop", "pay:order/paid");
            assertThat(synced(PRODUCTION).status()).isEqualTo(AppStatus.SYNCED);
        }
        Received asked = site.received().getFirst();
        assertThat(asked.header("x-inngest-server-kind")).contains("cloud");
        HeaderValues headers = name -> asked.header(name).stream().toList();
        assertThat(
                        FunctionSignature.verify(
                                headers,
                                asked.body().bytes(),
                                List.of(KEY),
                                Duration.ZERO,
                                world.time.now()))
                .isInstanceOf(Verification.Verified.class);
    }

    @Test
    void inProductionAnAnswerThatIsNotSignedIsNotBelieved() {
        site.telling("shop", "pay:order/paid");
        fails(PRODUCTION, AppStatus.REFUSED, site.url(), "x-inngest-signature is missing");
        site.telling(FunctionKey.of("22ff"), "shop", "pay:order/paid");
        fails(PRODUCTION, AppStatus.REFUSED, "INNGEST_SIGNING_KEY");
        assertThat(world.apps.all(PROJECT)).isEmpty();
    }

    @Test
    void withoutAKeyNobodyIsAskedInProduction() {
        site.telling("shop", "pay:order/paid");
        fails(
                new AppSigning(false, Optional.empty(), Optional.empty()),
                AppStatus.REFUSED,
                "RINGBACK_SIGNING_KEY");
        assertThat(site.received()).isEmpty();
    }

    @Test
    void anAppThatDoesNotBelieveTheServerSaysSo() {
        site.doing(_ -> site.sdk(401, "{\"message\":\"Unauthorized\"}"));
        fails(PRODUCTION, AppStatus.REFUSED, "401", "both need the same signing key");
        fails(DEV, AppStatus.REFUSED, "401", "INNGEST_DEV=1");
        assertThat(site.received()).hasSize(2);
    }

    @Test
    void anSdkThatOnlyRegistersByItselfIsWaitedFor() {
        site.doing(_ -> {
            world.register("kt", site.url() + "?deployId=1", "f:a");
            return site.sdk(200, "{\"message\":\"Successfully registered\",\"modified\":true}");
        });
        App app = synced(DEV);
        assertThat(app.status()).isEqualTo(AppStatus.SYNCED);
        assertThat(app.id()).isEqualTo("kt");
        assertThat(app.url()).isEqualTo(site.url());
        assertThat(slugs(world.apps.startedBy(PROJECT, "a"))).containsExactly("kt-f");
        // Once more, and nothing is new.
        assertThat(synced(DEV).status()).isEqualTo(AppStatus.SYNCED);
    }

    @Test
    void anSdkThatTakesTheNewerWayForAMistakeIsAskedInTheOlder() {
        site.doing(request -> {
            if (request.header("x-inngest-sync-kind").isPresent()) {
                return site.sdk(500, "{\"message\":\"what is in_band?\"}");
            }
            world.register("old", "http://inside.example/api/inngest", "f:a");
            return site.sdk(200, "{}");
        });
        App app = synced(DEV);
        assertThat(app.id()).isEqualTo("old");
        assertThat(app.url()).isEqualTo(site.url());
        assertThat(site.received()).hasSize(2);
    }

    @Test
    void anAppThatRegistersElsewhereIsTold() {
        site.doing(_ -> site.sdk(200, "{\"message\":\"Successfully registered\"}"));
        fails(DEV, AppStatus.REFUSED, "no registration came here", "INNGEST_BASE_URL");
    }

    @Test
    void whatTheAppSaysOfItsTroubleIsPassedOn() {
        site.doing(_ -> site.sdk(500, "{\"message\":\"no signing key was found\"}"));
        fails(DEV, AppStatus.REFUSED, "HTTP 500: no signing key was found");
    }

    @Test
    void aPageIsNoApp() {
        site.doing(_ -> Behaviour.Answer.of(200, "<!doctype html><title>Hello</title>"));
        fails(DEV, AppStatus.REFUSED, site.url(), "HTTP 200", "x-inngest-sdk is missing");
        site.doing(_ -> Behaviour.Answer.of(404, "<!doctype html>"));
        fails(DEV, AppStatus.REFUSED, "404", "is the path right?");
        site.doing(_ -> new Behaviour.Redirect("http://elsewhere.example/"));
        fails(DEV, AppStatus.REFUSED, "302");
        assertThat(site.received()).hasSize(3);
    }

    @Test
    void aFunctionThatIsNotTakenIsNamed() {
        site.doing(
                _ -> site.sdk(200, "{\"app_id\":\"shop\",\"functions\":[{\"id\":\"shop-pay\"}]}"));
        fails(DEV, AppStatus.REFUSED, "function shop-pay: has no name");
    }

    @Test
    void anAppThatIsRefusedAndComesBackFromElsewhereIsTheSame() {
        String bad = "{\"app_id\":\"shop\",\"functions\":[{\"id\":\"shop-pay\"}]}";
        site.doing(_ -> site.sdk(200, bad));
        assertThat(synced(DEV).id()).isEqualTo("shop");
        try (var elsewhere = new AppSite(world.time)) {
            elsewhere.doing(_ -> elsewhere.sdk(200, bad));
            App moved = taken(syncing(world, DEV, wire, wire).sync(PROJECT, elsewhere.url()));
            assertThat(moved.status()).isEqualTo(AppStatus.REFUSED);
            assertThat(moved.url()).isEqualTo(elsewhere.url());
            assertThat(world.apps.list(PROJECT)).containsExactly(moved);

            elsewhere.telling("shop", "pay:order/paid");
            App good = taken(syncing(world, DEV, wire, wire).sync(PROJECT, elsewhere.url()));
            assertThat(good.status()).isEqualTo(AppStatus.SYNCED);
            assertThat(world.apps.list(PROJECT)).containsExactly(good);
        }
    }

    @Test
    void inProductionARefusedAppIsNotBelievedWhoItIsUnlessItSigns() {
        site.telling(KEY, "shop", "pay:order/paid");
        App good = synced(PRODUCTION);
        try (var forged = new AppSite(world.time)) {
            String bad = "{\"app_id\":\"shop\",\"functions\":[{\"id\":\"shop-pay\"}]}";
            forged.doing(_ -> forged.sdk(200, bad));
            App other = taken(syncing(world, PRODUCTION, wire, wire).sync(PROJECT, forged.url()));
            assertThat(other.id()).isNotEqualTo("shop");
            assertThat(world.apps.app(PROJECT, "shop")).contains(good);
        }
    }

    @Test
    void nobodyAnswers() {
        site.doing(_ -> new Behaviour.HangUp());
        fails(DEV, AppStatus.UNREACHABLE, site.url(), "could not be reached");
        site.doing(_ -> new Behaviour.Junk());
        fails(DEV, AppStatus.UNREACHABLE, "could not be reached");
    }

    @Test
    void nobodyListens() {
        try (var port = ClosedPort.take()) {
            String url = "http://app.example:" + port.number() + "/api/inngest";
            App app = taken(syncing(world, DEV, wire, wire).sync(PROJECT, url));
            assertThat(app.status()).isEqualTo(AppStatus.UNREACHABLE);
            assertThat(app.reason()).contains("could not be reached");
        }
    }

    @Test
    void thisMachineIsAnotherOneInAContainer() {
        try (var port = ClosedPort.take()) {
            String local = "http://localhost:" + port.number() + "/api/inngest";
            App app = taken(syncing(world, DEV, wire, wire).sync(PROJECT, local));
            assertThat(app.reason()).contains("localhost", "--app http://host:port");
        }
    }

    @Test
    void anAppThatSaysNothingIsGivenUp() {
        site.doing(_ -> new Behaviour.StallBeforeHead());
        try (var _ = PassingTime.of(world.time, Duration.ofSeconds(1))) {
            fails(DEV, AppStatus.UNREACHABLE, "could not be reached");
        }
    }

    @Test
    void aTextThatIsNoUrlIsNotAsked() {
        App app = taken(syncing(world, DEV, wire, wire).sync(PROJECT, "no url"));
        assertThat(app.reason()).isEqualTo("\"no url\" is no http or https URL");
    }

    @Test
    void onlyWhatTheOperatorNamedIsReachedWhereverItIs() {
        Wire guard =
                (_, _) -> new Reply.Faulted(WireFault.ADDRESS_REFUSED, "not allowed", Timing.NONE);
        site.telling("shop", "pay:order/paid");
        App refused = taken(syncing(world, DEV, guard, wire).sync(PROJECT, site.url()));
        assertThat(refused.reason()).contains("not allowed");

        AppWorld named = new AppWorld(site.url());
        AppSyncing syncing = syncing(named, DEV, guard, wire);
        assertThat(taken(syncing.sync(PROJECT, site.url())).status()).isEqualTo(AppStatus.SYNCED);
        assertThat(taken(syncing.sync(new ProjectId("other"), site.url())).reason())
                .contains("not allowed");
    }

    @Test
    void whatTheOperatorNamedIsAskedUntilItAnswersAndWhileDevelopingFromThenOn() {
        AppWorld named = new AppWorld(site.url());
        var watch =
                new AppWatch(
                        List.of(site.url()), syncing(named, DEV, wire, wire), true, named.time);
        try (watch) {
            watch.start();
            until(named, AppStatus.REFUSED);
            site.telling("shop", "pay:a");
            named.time.advance(Duration.ofSeconds(1));
            until(named, AppStatus.SYNCED);
            site.telling("shop", "pay:a", "ship:b");
            next(named, Duration.ofSeconds(5));
            Eventually.until(
                    "the change is seen", () -> !named.apps.startedBy(PROJECT, "b").isEmpty());
        }
    }

    @Test
    void inProductionAnAppThatHasAnsweredIsLeftAlone() {
        AppWorld named = new AppWorld(site.url());
        site.telling(KEY, "shop", "pay:a");
        var watch =
                new AppWatch(
                        List.of(site.url()),
                        syncing(named, PRODUCTION, wire, wire),
                        false,
                        named.time);
        try (watch) {
            watch.start();
            until(named, AppStatus.SYNCED);
            assertThat(named.time.pendingAlarms()).isZero();
        }
    }

    private static void until(AppWorld named, AppStatus status) {
        Eventually.until(
                "the app is " + status,
                () ->
                        named.apps.list(PROJECT).stream().anyMatch(each -> each.status() == status)
                                && (status == AppStatus.SYNCED || named.time.pendingAlarms() > 0));
    }

    private static void next(AppWorld named, Duration pause) {
        Eventually.until("the next time is set", () -> named.time.pendingAlarms() > 0);
        named.time.advance(pause);
    }
}
