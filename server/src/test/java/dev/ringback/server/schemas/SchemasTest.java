package dev.ringback.server.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.kernel.memory.ByteBudget;
import dev.ringback.kernel.model.Payload;
import dev.ringback.kernel.model.ProjectId;
import dev.ringback.protocol.EventType;
import dev.ringback.server.schemas.SchemaVerdict.Misfit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemasTest {

    private static final ProjectId PROJECT = new ProjectId("p");
    private static final EventType TYPE = new EventType("order.paid");
    private static final String SCHEMA = "{\"required\":[\"id\"]}";

    private final ByteBudget budget = new ByteBudget(64 << 20, 0);

    @Test
    void aSchemaIsLookedAtAndJudgesThen() {
        try (var schemas = new Schemas(budget)) {
            assertThat(schemas.check(PROJECT, SCHEMA))
                    .contains(new Schemas.Checked(Optional.empty()));
            assertThat(schemas.judge(PROJECT, SCHEMA, TYPE, Payload.of("{\"id\":1}")))
                    .contains(new SchemaVerdict.Fits());
            assertThat(schemas.judge(PROJECT, SCHEMA, TYPE, Payload.of("{}")))
                    .contains(new SchemaVerdict.Differs(List.of(new Misfit("", "has no id"))));
        }
        assertThat(budget.held()).isZero();
    }

    @Test
    void whatIsWrongWithASchemaIsTold() {
        try (var schemas = new Schemas(budget)) {
            assertThat(schemas.check(PROJECT, "{\"type\":1}").orElseThrow().fault())
                    .hasValueSatisfying(fault -> assertThat(fault.pointer()).isEqualTo("/type"));
            assertThat(schemas.judge(PROJECT, "{\"type\":1}", TYPE, Payload.of("{}")))
                    .hasValueSatisfying(judgement ->
                            assertThat(judgement).isInstanceOf(SchemaVerdict.Unjudged.class));
        }
    }

    @Test
    void aPayloadThatIsNotJsonFitsOnlyWhereThereIsNoSchemaForIt() {
        String map = "{\"order.paid\":true}";
        try (var schemas = new Schemas(budget)) {
            for (String text : List.of("a=b", "", "{\"a\":1,\"a\":2}", "{} {}")) {
                assertThat(schemas.judge(PROJECT, map, TYPE, Payload.of(text)))
                        .as(text)
                        .hasValueSatisfying(judgement ->
                                assertThat(judgement).isInstanceOf(SchemaVerdict.Differs.class));
                assertThat(schemas.judge(PROJECT, map, new EventType("other"), Payload.of(text)))
                        .as(text)
                        .contains(new SchemaVerdict.Fits());
            }
        }
    }

    @Test
    void aPayloadThatIsLargeForTheHeapIsJudgedAlone() {
        var small = new ByteBudget(1 << 20, 16 << 20);
        String large = "[" + "0,".repeat(90_000) + "0]";
        try (var schemas = new Schemas(small)) {
            assertThat(schemas.judge(PROJECT, SCHEMA, TYPE, Payload.of(large)))
                    .contains(new SchemaVerdict.Fits());
        }
        assertThat(small.held()).isZero();
    }

    @Test
    void withoutRoomInMemoryItIsForLater() {
        var small = new ByteBudget(8 << 20, 0);
        String large = "[" + "0,".repeat(90_000) + "0]";
        try (var schemas = new Schemas(small)) {
            assertThat(schemas.judge(PROJECT, SCHEMA, TYPE, Payload.of("[]")))
                    .contains(new SchemaVerdict.Fits());
            assertThat(schemas.judge(PROJECT, SCHEMA, TYPE, Payload.of(large))).isEmpty();
        }
        assertThat(small.held()).isZero();
    }
}
