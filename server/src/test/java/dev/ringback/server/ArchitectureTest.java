package dev.ringback.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.ringback.server.CompiledRooms.CLASSES;
import static dev.ringback.server.CompiledRooms.MODULES;
import static dev.ringback.server.CompiledRooms.holds;
import static dev.ringback.server.CompiledRooms.independent;
import static dev.ringback.server.CompiledRooms.module;
import static dev.ringback.server.CompiledRooms.named;
import static dev.ringback.server.CompiledRooms.net;
import static dev.ringback.server.CompiledRooms.oneOf;
import static dev.ringback.server.CompiledRooms.only;
import static dev.ringback.server.CompiledRooms.packages;
import static dev.ringback.server.CompiledRooms.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import dev.ringback.kernel.port.CallMoves;
import dev.ringback.kernel.port.Kind;
import dev.ringback.server.jobs.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom. Each rule says why it is there. */
final class ArchitectureTest {

    private static final String APART = "either can be changed, or left out, without the other";
    private static final String PROTOCOL = module("protocol");
    private static final String KERNEL = module("kernel");
    private static final String NET = module("net");
    private static final String STORE = module("store");
    private static final String CLI = module("cli");
    private static final String SERVER = module("server");

    @Test
    void allModulesAreLookedAt() {
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

    /** The packages of the kernel, from data to the loop. */
    private static final List<String> FLOORS =
            List.of(
                    "model", "time", "sharing", "memory", "policy", "port", "commit", "attempt",
                    "window", "engine");

    /** Those of the store, from rows to the two databases; above all of them stands its face. */
    private static final List<String> STORE_FLOORS =
            List.of("rows", "node", "lists", "writing", "sqlite", "postgres");

    @Test
    void eachPackageOfTheKernelKnowsOnlyThoseBeforeIt() {
        stacked("kernel", FLOORS, "decisions know nothing of loops");
    }

    @Test
    void eachPackageOfTheStoreKnowsOnlyThoseBeforeIt() {
        stacked("store", STORE_FLOORS, "what both databases share knows neither");
    }

    private static void stacked(String module, List<String> floors, String why) {
        for (int floor = 0; floor < floors.size() - 1; floor++) {
            independent(
                    why,
                    packages(module(module + "." + floors.get(floor))),
                    floors.subList(floor + 1, floors.size()).stream()
                            .map(name -> module(module + "." + name))
                            .toArray(String[]::new));
        }
    }

    @Test
    void noTwoPackagesKnowEachOther() {
        holds(
                slices().matching("dev.ringback.(**)").should().beFreeOfCycles(),
                "each can be read without those that stand on it");
    }

    @Test
    void theStoreKnowsTheKernelOnly() {
        independent("arrows point one way", packages(STORE), NET, CLI, SERVER, PROTOCOL);
    }

    @Test
    void theProtocolKnowsNoOtherRoom() {
        independent("receivers use it alone", packages(PROTOCOL), KERNEL, NET, STORE, CLI, SERVER);
    }

    @Test
    void theProtocolReadsNoClockAndOpensNothing() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(PROTOCOL)
                        .should()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.net.http..", "java.nio.file..")
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(java.net.Socket.class, java.net.URL.class),
                "time is passed in, and what has to be fetched is said as a value");
    }

    @Test
    void theProtocolComparesSecretsInOnePlace() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(PROTOCOL)
                        .and()
                        .doNotHaveSimpleName("ConstantTime")
                        .should()
                        .callMethod(
                                java.security.MessageDigest.class,
                                "isEqual",
                                byte[].class,
                                byte[].class),
                "a comparison that ends early tells how much of a guess was right");
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(PROTOCOL)
                        .and()
                        // Of public keys, and of a key that is being made, nobody learns anything.
                        .haveSimpleNameNotContaining("VerifyingKey")
                        .and()
                        .haveSimpleNameNotContaining("Ed25519")
                        .should()
                        .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class),
                "so does this one");
    }

    @Test
    void theNetworkKnowsTheKernelOnly() {
        independent(
                "the network knows nothing of what it carries",
                packages(NET),
                PROTOCOL,
                STORE,
                CLI,
                SERVER);
    }

    @Test
    void commandsSpeakToAServerAsAnybodyElseDoes() {
        independent("what they can do, every client can", packages(CLI), STORE, SERVER);
    }

    /** What jobs are shaped like for their clients, each with its routes. */
    private static final List<String> SHAPES =
            List.of("generations", "groups", "responses", "predictions", "batches", "demo");

    /** What calls are for. */
    private static final List<String> KINDS = List.of("delivery", "jobs", "receiving", "functions");

    @Test
    void everyKindAndEveryShapeIsInARoomThatTheseRulesKnow() {
        liveIn(KINDS, Kind.class);
        liveIn(SHAPES, Shape.class);
    }

    private static void liveIn(List<String> rooms, Class<?> port) {
        holds(
                classes().that().implement(port).should().resideInAnyPackage(server(rooms)),
                "the rules about them hold for all of them");
    }

    @Test
    void kindsDoNotKnowEachOther() {
        for (String one : KINDS) {
            KINDS.stream()
                    .filter(other -> one.compareTo(other) < 0)
                    .forEach(other -> strangers(one, other));
        }
    }

    @Test
    void nobodyButTheCompositionRootKnowsAShapeOrADeliveryOrAPage() {
        for (String room : with(SHAPES, "delivery", "dashboard")) {
            only(APART, packages(server(room)), "dev.ringback.server", server(room));
        }
    }

    @Test
    void shapesSourcesAndFunctionsDoNotKnowEachOther() {
        independent(
                APART,
                server(with(SHAPES, "delivery")),
                server("api"),
                server("sources"),
                server("receiving"),
                server("functions"));
        strangers("sources", "functions");
        strangers("receiving", "functions");
    }

    private static List<String> with(List<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Stream.of(more)).toList();
    }

    @Test
    void theNativeApiIsToldOfJobsAndKnowsNone() {
        for (String room : List.of("jobs", "openai", "upstreams")) {
            strangers("api", room);
        }
    }

    @Test
    void theNativeApiMovesNoCallsItself() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(server("api"))
                        .should()
                        .dependOnClassesThat(oneOf(CallMoves.class)),
                "what people may do is an operation, whatever they do it by");
    }

    @Test
    void operationsKnowNeitherHttpNorThoseWhoAsk() {
        independent(
                "pages will do and ask the same",
                packages(server("operations")),
                net("http"),
                server("access"),
                server("api"),
                server("jobs"),
                server("openai"),
                server("upstreams"));
    }

    @Test
    void jobsKnowNoneOfTheirShapes() {
        independent(
                "another way to ask for a job is another package",
                server(List.of("inferencenet", "jobs", "openai", "upstreams", "work")),
                server(SHAPES));
        independent(
                "which server is asked is decided without knowing what for",
                packages(server("upstreams")),
                server("jobs"),
                server("openai"));
    }

    private static void strangers(String one, String other) {
        independent(APART, packages(server(one)), server(other));
        independent(APART, packages(server(other)), server(one));
    }

    @Test
    void nobodyButTheCompositionRootKnowsTheSettings() {
        only(
                "each room is given what it needs, and no more",
                packages(server("config")),
                "dev.ringback.server",
                server("config"),
                server("command"));
    }
}
