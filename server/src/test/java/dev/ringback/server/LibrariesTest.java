package dev.ringback.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static dev.ringback.server.CompiledRooms.independent;
import static dev.ringback.server.CompiledRooms.module;
import static dev.ringback.server.CompiledRooms.net;
import static dev.ringback.server.CompiledRooms.oneOf;
import static dev.ringback.server.CompiledRooms.only;
import static dev.ringback.server.CompiledRooms.packages;
import static dev.ringback.server.CompiledRooms.server;

import org.junit.jupiter.api.Test;

/** One room for each foreign library, and why. */
final class LibrariesTest {

    private static final String CLI = module("cli");
    private static final String REDIS = module("redis");
    private static final String RABBITMQ = module("rabbitmq");
    private static final String KAFKA = module("kafka");
    private static final String SQS = module("sqs");
    private static final String BODIES = module("protocol.providers.body");

    @Test
    void onlyTheStoreKnowsADatabase() {
        only(
                "another database is another class in one room",
                packages(
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "org.postgresql..",
                        "org.apache.commons.pool2.."),
                module("store"));
    }

    @Test
    void onlyTheDoorKnowsTheHttpServerLibrary() {
        only("a change of the library stays in one package", packages("io.helidon.."), net("http"));
        only(
                "there is one door; the demo's receiver is a stranger's",
                packages("com.sun.net.httpserver..", "jakarta.servlet..", "io.netty.."),
                CLI);
    }

    @Test
    void onlyTheNetworkAndCommandsOpenSockets() {
        only(
                "what leaves the process passes the address guard",
                oneOf(
                                java.net.Socket.class,
                                java.net.ServerSocket.class,
                                java.nio.channels.SocketChannel.class,
                                java.net.URLConnection.class,
                                javax.net.SocketFactory.class,
                                javax.net.ServerSocketFactory.class,
                                javax.net.ssl.SSLEngine.class)
                        .or(resideInAPackage("java.net.http..")),
                net("wire"),
                net("http"),
                CLI,
                // Their clients are given sockets that the wire has opened.
                REDIS,
                RABBITMQ,
                KAFKA);
    }

    @Test
    void onlyTheRoomOfJsonReadsAndWritesIt() {
        only(
                "what is JSON, and how deep and long it may be, is said once",
                packages("tools.jackson..", "com.fasterxml..", "com.google.gson..", "org.json.."),
                net("json"),
                BODIES);
        independent(
                "receivers use the protocol alone, and want little with it",
                packages(BODIES),
                "tools.jackson.databind..");
    }

    @Test
    void onlyWhereBodiesAreReadIsXml() {
        only(
                "what strangers may write, and no entity of it, is said once",
                packages("javax.xml..", "org.w3c..", "org.xml.."),
                BODIES);
    }

    @Test
    void onlyObserveKnowsTheMetricsLibrary() {
        only(
                "what is measured is decided in one place",
                packages("io.micrometer.."),
                server("observe"));
    }

    @Test
    void onlyFiltersKnowTheExpressionLanguage() {
        only(
                "what strangers may compute is bounded in one place",
                packages("dev.cel.."),
                server("filters"));
    }

    @Test
    void onlyOneRoomKnowsTheClientOfAKindOfQueue() {
        only("a queue is a wire like another", packages("redis.clients.."), REDIS);
        only("a queue is a wire like another", packages("com.rabbitmq.."), RABBITMQ);
        only("a queue is a wire like another", packages("software.amazon.."), SQS);
        only("a queue is a wire like another", packages("org.apache.kafka.."), KAFKA);
    }

    @Test
    void onlyOneRoomMatchesTheRegularExpressionsOfStrangers() {
        only(
                "none of them takes longer than its size and the text say",
                packages("com.google.re2j.."),
                server("regexes"));
    }

    @Test
    void onlySchemasKnowTheValidatorOfJsonSchema() {
        only(
                "what judging strangers' data may cost is bounded in one place",
                packages("dev.harrel.."),
                server("schemas"));
    }

    @Test
    void onlyOneRoomKnowsTheLibraryOfGraphql() {
        only(
                "what a request in GraphQL may cost is bounded in one place",
                packages("graphql..", "org.dataloader.."),
                server("functions.graphql"));
    }

    @Test
    void onlyTransformsKnowTheEngineOfJavaScript() {
        only(
                "what strangers' scripts may do is bounded in one place",
                packages("io.roastedroot..", "run.endive.."),
                server("transforms"));
    }

    @Test
    void onlyCommandsKnowTheLibraryOfTheCommandLine() {
        only("settings are read without it", packages("picocli.."), CLI, server("command"));
    }
}
