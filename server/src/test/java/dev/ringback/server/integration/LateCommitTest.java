package dev.ringback.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.testkit.receiver.Behaviour;
import dev.ringback.testkit.receiver.PatientPostgres;
import dev.ringback.testkit.receiver.RudeReceiver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A COMMIT that waits for a standby that is away, and is on disk only when nobody waits for it. */
final class LateCommitTest {

    private static final String EVENT = "{'type':'a.b','id':'one','data':1}";

    @Test
    void anEventWhoseCommitCameLateIsDeliveredWithoutARestart() throws Exception {
        try (var postgres = PatientPostgres.start();
                var ringback = start(postgres);
                var receiver = RudeReceiver.start(Behaviour.OK)) {
            Tenant tenant = ringback.tenant();
            Hook hook = tenant.hook(receiver);
            String before = tenant.publish("a.b");
            tenant.delivery(before, hook, "succeeded");
            standby(postgres, "gone");
            Answer refused = tenant.api().post("/api/v1/events", EVENT);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            standby(postgres, "");
            Tenant.until(
                    "a repeat is taken",
                    () -> tenant.api().post("/api/v1/events", EVENT).status() == 202);
            tenant.delivery("one", hook, "succeeded");
        }
    }

    private static Ringback start(EmbeddedPostgres postgres) {
        Map<String, List<String>> flags = new HashMap<>(Ringback.PRIVATE);
        flags.put(
                "database-url",
                List.of("postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres"));
        return Ringback.start(flags);
    }

    private static void standby(EmbeddedPostgres postgres, String names) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
    }
}
