package dev.ringback.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.ringback.kernel.Kind;
import dev.ringback.server.jobs.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom. Each rule says why it is there. */
final class ArchitectureTest {

    private static final String KERNEL = "dev.ringback.kernel..";
    private static final String PROTOCOL = "dev.ringback.protocol..";
    private static final String STORE = "dev.ringback.store..";
    private static final String NET = "dev.ringback.net..";
    private static final String CLI = "dev.ringback.cli..";
    private static final String SERVER = "dev.ringback.server..";
    private static final List<String> MODULES =
            List.of("protocol", "kernel", "net", "store", "cli", "server");
    static final JavaClasses CLASSES = imported();

    /** The compiled rooms, as they lie beside this one. */
    private static JavaClasses imported() {
        Path root = Repository.root();
        List<Path> rooms =
                MODULES.stream()
                        .map(room -> root.resolve(room).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList();
        return new ClassFileImporter().importPaths(rooms);
    }

    private static String server(String room) {
        return "dev.ringback.server." + room + "..";
    }

    private static String net(String room) {
        return "dev.ringback.net." + room + "..";
    }

    private static void holds(ArchRule rule, String because) {
        rule.because(because).allowEmptyShould(true).check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> otherPackagesThan(String... own) {
        return resideInAnyPackage(NET, CLI, SERVER).and(resideOutsideOfPackages(own));
    }

    @Test
    void allRoomsAreLookedAt() {
        for (String module : MODULES) {
            assertThat(CLASSES.stream())
                    .as(module)
                    .anyMatch(one -> one.getPackageName().startsWith("dev.ringback." + module));
        }
    }

    @Test
    void theKernelDependsOnNothingButItself() {
        holds(
                classes()
                        .that()
                        .resideInAPackage(KERNEL)
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(
                                                KERNEL,
                                                "java.lang..",
                                                "java.time..",
                                                "java.util..",
                                                "java.nio.charset..")
                                        .or(named("java.io.Serializable"))
                                        .or(named("java.net.URI"))
                                        .or(resideInAPackage("org.jspecify.annotations.."))
                                        .or(
                                                DescribedPredicate.describe(
                                                        "are primitive or arrays of" + " these",
                                                        one ->
                                                                one.getPackageName().isEmpty()
                                                                        || one.isArray()))),
                "decisions are tested without a network, a disk or a database");
    }

    @Test
    void theKernelReadsNoClockNoChanceNoEnvironment() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(KERNEL)
                        .should()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "getProperty", String.class)
                        .orShould()
                        .callMethod(Math.class, "random")
                        .orShould()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(Thread.class, "sleep", java.time.Duration.class)
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(
                                java.time.Clock.class,
                                java.util.Random.class,
                                java.util.UUID.class,
                                java.util.Timer.class,
                                java.util.concurrent.ThreadLocalRandom.class,
                                java.util.concurrent.ScheduledExecutorService.class),
                "time, ids and chance are passed in, so that a test can replay a week in a second");
    }

    @Test
    void onlyTheStoreKnowsADatabase() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(STORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.sql..",
                                "javax.sql..",
                                "org.sqlite..",
                                "org.postgresql..",
                                "com.zaxxer.hikari.."),
                "another database is another class in one room");
    }

    @Test
    void theStoreKnowsTheKernelOnly() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(STORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(NET, CLI, SERVER, PROTOCOL),
                "arrows point one way");
    }

    @Test
    void theProtocolKnowsNoOtherRoom() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(PROTOCOL)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(KERNEL, NET, STORE, CLI, SERVER),
                "receivers use it alone");
    }

    @Test
    void onlyOnePackageKnowsTheHttpServerLibrary() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(net("http"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.helidon.."),
                "a change of the library stays in one package");
    }

    @Test
    void onlyTheHttpPackagesOpenSockets() {
        holds(
                noClasses()
                        .that(otherPackagesThan(net("wire"), net("http"), CLI))
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(
                                java.net.Socket.class,
                                java.net.ServerSocket.class,
                                java.nio.channels.SocketChannel.class,
                                java.net.URLConnection.class,
                                javax.net.SocketFactory.class,
                                javax.net.ServerSocketFactory.class,
                                javax.net.ssl.SSLEngine.class)
                        .orShould()
                        .dependOnClassesThat()
                        .resideInAPackage("java.net.http.."),
                "what leaves the process passes the address guard");
    }

    /** What jobs are shaped like for their clients, each with its routes. */
    private static final List<String> SHAPES =
            List.of("generations", "responses", "predictions", "batches", "demo");

    /** What calls are for. */
    private static final List<String> KINDS = List.of("delivery", "jobs");

    @Test
    void everyKindAndEveryShapeIsInARoomThatTheseRulesKnow() {
        liveIn(KINDS, Kind.class);
        liveIn(SHAPES, Shape.class);
    }

    private static void liveIn(List<String> rooms, Class<?> port) {
        holds(
                classes()
                        .that()
                        .implement(port)
                        .should()
                        .resideInAnyPackage(
                                rooms.stream()
                                        .map(ArchitectureTest::server)
                                        .toArray(String[]::new)),
                "the rules about them hold for all of them");
    }

    @Test
    void kindsDoNotKnowEachOther() {
        for (String one : KINDS) {
            KINDS.stream()
                    .filter(other -> one.compareTo(other) < 0)
                    .forEach(other -> independent(one, other));
        }
    }

    @Test
    void surfacesDoNotKnowEachOther() {
        List<String> surfaces =
                Stream.concat(SHAPES.stream(), Stream.of("api", "delivery")).toList();
        for (String one : surfaces) {
            surfaces.stream()
                    .filter(other -> one.compareTo(other) < 0)
                    .forEach(other -> independent(one, other));
        }
    }

    @Test
    void theNativeApiIsToldOfJobsAndKnowsNone() {
        for (String room : List.of("jobs", "openai", "upstreams")) {
            independent("api", room);
        }
    }

    @Test
    void operationsKnowNeitherHttpNorThoseWhoAsk() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(server("operations"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                net("http"),
                                server("access"),
                                server("api"),
                                server("jobs"),
                                server("openai"),
                                server("upstreams")),
                "pages will do and ask the same");
    }

    @Test
    void jobsKnowNoneOfTheirShapes() {
        holds(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                server("jobs"),
                                server("openai"),
                                server("upstreams"),
                                server("work"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                SHAPES.stream()
                                        .map(ArchitectureTest::server)
                                        .toArray(String[]::new)),
                "another way to ask for a job is another package");
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(server("upstreams"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(server("jobs"), server("openai")),
                "which server is asked is decided without knowing what for");
    }

    private static void independent(String one, String other) {
        String why = "either can be changed, or left out, without the other";
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(server(one))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(server(other)),
                why);
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(server(other))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(server(one)),
                why);
    }

    @Test
    void theNetworkKnowsTheKernelOnly() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(NET)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SERVER, STORE, CLI, PROTOCOL),
                "the network knows nothing of what it carries");
    }

    @Test
    void commandsSpeakToAServerAsAnybodyElseDoes() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(CLI)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(SERVER, STORE),
                "what they can do, every client can");
    }

    @Test
    void onlyCommandsKnowTheLibraryOfTheCommandLine() {
        holds(
                noClasses()
                        .that(otherPackagesThan(CLI, server("command")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("picocli.."),
                "settings are read without it");
    }

    @Test
    void onlyObserveKnowsTheMetricsLibrary() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(server("observe"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.micrometer.."),
                "what is measured is decided in one place");
    }

    @Test
    void onlyTheRoomOfJsonReadsAndWritesIt() {
        holds(
                noClasses()
                        .that(otherPackagesThan(net("json")))
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("tools.jackson..")
                                        .and(resideOutsideOfPackages("tools.jackson..node.."))
                                        .and(not(named("tools.jackson.databind.JsonNode")))
                                        .and(not(named("tools.jackson.core.JacksonException")))
                                        .and(not(named("tools.jackson.core.TokenStreamLocation")))),
                "what is JSON, and how deep and long it may be, is said once; others see its"
                        + " trees");
    }

    @Test
    void onlyFiltersKnowTheExpressionLanguage() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(server("filters"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.cel..", "com.google.re2j.."),
                "what strangers may compute is bounded in one place");
    }

    @Test
    void nobodyButTheCompositionRootKnowsTheSettings() {
        holds(
                noClasses()
                        .that(
                                otherPackagesThan(
                                        "dev.ringback.server", server("config"), server("command")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(server("config")),
                "each room is given what it needs, and no more");
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return HasName.Predicates.name(name).forSubtype();
    }
}
