package dev.ringback.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.crash.ServerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many come and finish nothing, others are served, and nothing that was accepted waits. */
@ResourceLock("child processes")
class CrowdsAtTheDoorTest {

    private static final String HERE = "127.0.0.1";
    private static final List<String> PROBES = List.of("/health", "/ready", "/metrics");
    private static final String LIST = "/api/v1/events?limit=1";
    private static final int FEW = 256;
    private static final int BOUND = 10;

    @TempDir Path directory;

    private static Site few(Site site) {
        return site.by("sh", "-c", "ulimit -n %d; exec \"$@\"".formatted(FEW), "sh");
    }

    private static void probesAreAnswered(Crowd crowd) {
        PROBES.forEach(path -> isAnswered(crowd, path));
    }

    private static void isAnswered(Crowd crowd, String path) {
        Eventually.until(path + " is answered", () -> crowd.isAnswered(HERE, path, 200));
    }

    private static void eventsAreTakenAndDelivered(Site site, String id, int distinct) {
        Eventually.until(
                "it takes events",
                () ->
                        site.api()
                                .tryToPost("/api/v1/events", Site.event(id))
                                .filter(answer -> answer.status() == 202)
                                .isPresent());
        Eventually.until(
                "all that was accepted is delivered", () -> site.arrivals().distinct() == distinct);
        site.awaitNothingWaiting();
    }

    @Test
    void aCrowdDoesNotUseUpTheDescriptorsOfAServerThatHasFew() throws IOException {
        try (Site site = few(Site.at(directory, () -> Duration.ofMillis(50)))) {
            site.start();
            Eventually.until(
                    "the operator is told",
                    () -> site.process().hasLogged("Only " + FEW + " files"));
            String _ = site.endpoint("/hook", "*", 4);
            site.publish("before-", 0, 100);
            try (var crowd = new Crowd(site.process().uri())) {
                probesAreAnswered(crowd);
                for (int i = 0; i < 600; i++) {
                    crowd.come(HERE, Crowd.HALF_HEAD);
                }
                probesAreAnswered(crowd);
            }
            eventsAreTakenAndDelivered(site, "after", 101);
        }
    }

    @Test
    void whenThereIsNoDescriptorLeftItServesAgainAsSoonAsThereIs() throws IOException {
        try (Site site = few(Site.at(directory, () -> Duration.ZERO))) {
            ServerProcess server = site.start();
            String _ = site.endpoint("/hook", "*");
            eventsAreTakenAndDelivered(site, "before", 1);
            try (var crowd = new Crowd(server.uri())) {
                // What is done for the first time needs classes. Here, those are files.
                probesAreAnswered(crowd);
                comeAndProbe(crowd);
                server.limitOpenFiles(server.openFiles());
                comeAndProbe(crowd);
                Eventually.until(
                        "the operator is told",
                        () -> server.hasLogged("connections are turned away"));
                server.limitOpenFiles(FEW);
                probesAreAnswered(crowd);
            }
            eventsAreTakenAndDelivered(site, "after", 2);
        }
    }

    private static void comeAndProbe(Crowd crowd) throws IOException {
        for (int i = 0; i < 100; i++) {
            crowd.come(HERE, Crowd.HALF_HEAD);
        }
        isAnswered(crowd, "/health");
    }

    /** From five other addresses, as many as this machine's limit of open files bears. */
    private static void crowd(Crowd crowd, String text) throws IOException {
        long limit =
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : 0;
        assumeTrue(limit >= 4_096, "needs ulimit -n of 4096 or more, and has " + limit);
        int many = (int) Math.min(4_500, limit / 4);
        for (int i = 0; i < many; i++) {
            crowd.come("127.0.0." + (2 + i % 5), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Crowd.HALF_HEAD, Crowd.HALF_BODY})
    void thousandsThatDoNotFinishTheirRequestsHoldUpNobody(String half) throws IOException {
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            String _ = site.endpoint("/hook", "*");
            try (var crowd = new Crowd(site.process().uri())) {
                crowd(crowd, half);
                probesAreAnswered(crowd);
                isAnswered(crowd, LIST);
                eventsAreTakenAndDelivered(site, "meanwhile", 1);
            }
        }
    }

    @Tag("deep")
    @ParameterizedTest
    @ValueSource(strings = {Crowd.HALF_HEAD, Crowd.HALF_BODY})
    void whoDoesNotFinishItsRequestIsCut(String half) throws IOException {
        try (Site site = Site.at(directory, () -> Duration.ZERO)) {
            site.start();
            try (var crowd = new Crowd(site.process().uri())) {
                crowd(crowd, half);
                crowd.awaitEnd();
                Eventually.until(
                        "their descriptors are given back",
                        () -> site.process().openFiles() < 1_000);
            }
        }
    }

    @Test
    void probesAreAnsweredWhileNoVirtualThreadGetsOnAndNobodysPlaceIsLost() throws IOException {
        try (Site site =
                Site.at(directory, () -> Duration.ZERO)
                        .with("--connections-per-address", Integer.toString(BOUND))
                        .inside(
                                BusyCarriers.class,
                                BusyCarriers.in(directory),
                                "-Djdk.virtualThreadScheduler.parallelism=1",
                                "-Djdk.virtualThreadScheduler.maxPoolSize=1")) {
            site.start();
            String _ = site.endpoint("/hook", "*");
            try (var crowd = new Crowd(site.process().uri())) {
                Path wish = Files.createFile(BusyCarriers.wish(directory));
                Eventually.until(
                        "the carriers are busy", () -> Files.exists(BusyCarriers.fact(directory)));
                for (int i = 0; i < 4; i++) {
                    assertThat(crowd.answers(HERE, "/ready", BOUND - 2))
                            .allMatch(answer -> answer.startsWith("HTTP/1.1 200"));
                }
                Files.delete(wish);
                isAnswered(crowd, LIST);
            }
            eventsAreTakenAndDelivered(site, "after", 1);
        }
    }
}
