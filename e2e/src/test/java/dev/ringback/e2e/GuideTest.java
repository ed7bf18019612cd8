package dev.ringback.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ringback.testkit.Eventually;
import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.Received;
import dev.ringback.testkit.receiver.RudeReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide, typed as it stands there: each command prints what the page shows below it, and the
 * webhooks that the page shows arrive.
 */
@DisabledOnOs(OS.WINDOWS) // the commands are for a POSIX shell
final class GuideTest {

    private static final int PAGES = 10;

    @TempDir static Path temporary;

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.dev(temporary.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyPageShowsWhatReallyHappens() {
        List<GuidePage> pages = GuidePage.all();
        assertThat(pages).hasSizeGreaterThanOrEqualTo(PAGES);
        return pages.stream().map(page -> dynamicTest(page.name(), () -> walk(page)));
    }

    private static void walk(GuidePage page) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve(page.name()));
        launcher(folder);
        try (RudeReceiver receiver = RudeReceiver.start(Behaviour.OK)) {
            var reader = new Reader(folder, receiver, new HashMap<>());
            for (GuidePage.Step step : page.steps()) {
                switch (step) {
                    case GuidePage.Step.Typed(String command, String shown) ->
                            reader.type(command, shown);
                    case GuidePage.Step.Arriving(String shown) -> reader.await(shown);
                }
            }
        }
    }

    /** What {@code ./ringback} is in a source tree, with the jar that is there. */
    private static void launcher(Path folder) throws IOException {
        String command =
                Jar.command().stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "));
        Path launcher = folder.resolve("ringback");
        Files.writeString(launcher, "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    /**
     * Somebody with a terminal, whose server and receiver have other ports than documented.
     *
     * @param ids what the page has shown so far, by the names that it has for them
     */
    private record Reader(Path folder, RudeReceiver receiver, Map<String, String> ids) {

        /** Types a command; one that only asks is typed again until it is as the page shows. */
        void type(String documented, String shown) {
            String command = here(Shown.named(documented, ids));
            Shown expected = Shown.of(here(shown), ids);
            boolean asks = Stream.of(" -d ", " -F ", " -X ").noneMatch(command::contains);
            if (asks) {
                awaitPrinted(command, expected, shown);
            } else {
                String printed = printed(command);
                ids.putAll(expected.in(printed).orElseThrow(() -> unlike(command, printed, shown)));
            }
        }

        private void awaitPrinted(String command, Shown expected, String shown) {
            var printed = new AtomicReference<>("nothing");
            try {
                Eventually.until(
                        "it prints what the page shows",
                        () -> {
                            printed.set(printed(command));
                            Optional<Map<String, String>> told = expected.in(printed.get());
                            told.ifPresent(ids::putAll);
                            return told.isPresent();
                        });
            } catch (AssertionError e) {
                AssertionError unlike = unlike(command, printed.get(), shown);
                unlike.addSuppressed(e);
                throw unlike;
            }
        }

        private static AssertionError unlike(String command, String printed, String shown) {
            return new AssertionError(
                    "%s%nprints%n%s%nwhere the page shows%n%s".formatted(command, printed, shown));
        }

        private String printed(String command) {
            var shell =
                    new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                            .directory(folder.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT);
            shell.environment().keySet().removeIf(each -> each.startsWith("RINGBACK_"));
            shell.environment().put("RINGBACK_URL", server.uri().toString());
            try {
                Process process = shell.start();
                process.getOutputStream().close();
                byte[] printed = process.getInputStream().readAllBytes();
                assertThat(Eventually.ended(command, process)).as(command).isZero();
                return new String(printed, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(command, e);
            }
        }

        /** Waits for a request that is as the page shows. */
        void await(String shown) {
            Shown expected = Shown.of(here(shown), ids);
            try {
                Eventually.until("it arrives", () -> arrived(expected));
            } catch (AssertionError e) {
                String all =
                        receiver.received().stream()
                                .map(Reader::text)
                                .collect(Collectors.joining("\n\n"));
                throw new AssertionError(
                        "this did not arrive:%n%s%nbut%n%s".formatted(shown, all), e);
            }
        }

        private boolean arrived(Shown expected) {
            for (Received each : receiver.received()) {
                Optional<Map<String, String>> told = expected.in(text(each));
                if (told.isPresent()) {
                    ids.putAll(told.get());
                    return true;
                }
            }
            return false;
        }

        private static String text(Received request) {
            String headers =
                    request.headers().stream()
                            .map(header -> header.name() + ": " + header.value() + "\n")
                            .collect(Collectors.joining());
            return "%s %s\n%s\n%s"
                    .formatted(request.method(), request.path(), headers, request.body().text());
        }

        private String here(String documented) {
            return documented
                    .replace("localhost:8288", "127.0.0.1:" + server.uri().getPort())
                    .replace("localhost:9000", "127.0.0.1:" + receiver.port());
        }
    }
}
