package dev.ringback.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.kernel.port.StoreException;
import dev.ringback.store.node.PostgresAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresAddressTest {

    @Test
    void userAndPasswordAreTakenOutOfTheUrl() {
        PostgresAddress address =
                PostgresAddress.parse(
                        "postgresql://me:p%40s+s@db.example:5433/ring?sslmode=require");
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/ring");
        assertThat(address.properties())
                .containsEntry("user", "me")
                .containsEntry("password", "p@s+s")
                .containsEntry("sslmode", "require");
        assertThat(address).hasToString("db.example:5433/ring");
    }

    @Test
    void theJdbcFormIsTakenToo() {
        PostgresAddress address =
                PostgresAddress.parse("jdbc:postgresql://h1:1,h2:2/ring?user=me&password=secret");
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h1:1,h2:2/ring");
        assertThat(address.properties()).containsEntry("password", "secret");
    }

    @Test
    void ofSeveralHostsTheOneIsMeantThatTakesCommits() {
        String type = "targetServerType";
        assertThat(PostgresAddress.parse("postgresql://h1,h2/ring").properties())
                .containsEntry(type, "primary");
        assertThat(PostgresAddress.parse("postgresql://h1,h2/ring?" + type + "=any").properties())
                .containsEntry(type, "any");
        assertThat(PostgresAddress.parse("postgresql://h1/ring").properties())
                .doesNotContainKey(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://me:hunter2@db/ring",
                "postgresql:me:hunter2",
                "postgresql://me:hunter2@db",
                "postgresql://me:hunter2@db/",
                "postgresql://me:hunter2%zz@db/ring"
            })
    void anythingElseIsRefusedWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> PostgresAddress.parse(url))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("postgresql://user:password@host")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithoutThePassword() {
        assertThatThrownBy(() -> PostgresOwner.open("postgresql://me:hunter2@localhost:1/ring"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("localhost:1/ring")
                .hasMessageNotContaining("hunter2");
    }
}
