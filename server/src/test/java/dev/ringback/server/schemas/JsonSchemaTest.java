package dev.ringback.server.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {

    private static final String SEVEN = "\"$schema\":\"http://json-schema.org/draft-07/schema#\",";

    /** Of each keyword, a value that fits and one that does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer'} | 1.0 | 1.5",
                "{'type':['string','null']} | null | 0",
                "{'const':1} | 1.00 | 2",
                "{'const':{'a':[1,{'b':2.0}]}} | {'a':[1.0,{'b':2}]} | {'a':[1,{'b':3}]}",
                "{'enum':['a',10]} | 1e1 | 'b'",
                "{'enum':[9007199254740993]} | 9007199254740993 | 9007199254740992",
                "{'multipleOf':0.01} | 4.35 | 4.355",
                "{'minimum':0.1} | 0.10 | 0.09",
                "{'exclusiveMaximum':3} | 2.999 | 3.0",
                "{'minLength':2} | '\uD83D\uDCA9\uD83D\uDCA9' | '\uD83D\uDCA9'",
                "{'maxLength':1} | '\uD83D\uDCA9' | 'ab'",
                "{'pattern':'^[a-z]+\\\\u0021$'} | 'abc!' | 'abc'",
                "{'minItems':1} | [0] | []",
                "{'uniqueItems':true} | [1,'1',[1],[[1]],{'a':1}] |"
                        + " [{'a':1,'b':2},{'b':2.0,'a':1.0}]",
                "{'contains':{'const':1}} | [0,1] | [0]",
                "{'contains':{'const':1},'maxContains':1} | [0,1] | [1,1]",
                "{'prefixItems':[{'type':'string'}],'items':false} | ['a'] | ['a','b']",
                "{'required':['a']} | {'a':null} | {}",
                "{'minProperties':1} | {'a':0} | {}",
                "{'properties':{'a':{'type':'string'}}} | {'b':1} | {'a':1}",
                "{'patternProperties':{'^x-':{'type':'string'}},'additionalProperties':false} |"
                        + " {'x-a':'b'} | {'y':1}",
                "{'patternProperties':{'#':{'type':'string'}}} | {'#':'b'} | {'#':1}",
                "{'propertyNames':{'enum':['a','b']}} | {'a':1} | {'c':1}",
                "{'propertyNames':{'pattern':'^[a-z]$'}} | {'a':1} | {'A':1}",
                "{'dependentRequired':{'a':['b']}} | {'a':1,'b':2} | {'a':1}",
                "{'dependentSchemas':{'a':{'required':['b']}}} | {'b':1} | {'a':1}",
                "{'allOf':[{'minimum':1},{'maximum':2}]} | 1.5 | 3",
                "{'anyOf':[{'minimum':5},{'maximum':2}]} | 1 | 3",
                "{'oneOf':[{'minimum':5},{'minimum':7}]} | 6 | 8",
                "{'not':{'type':'null'}} | 1 | null",
                "{'if':{'required':['a']},'then':{'required':['b']}} | {'c':1} | {'a':1}",
                "{'$defs':{'a#b+c':{'type':'null'}},'$ref':'#/$defs/a%23b+c'} | null | 1",
                "{'$defs':{'n':{'$anchor':'n','type':'null'}},'$ref':'#n'} | null | 1",
                "{'$id':'https://a.example/s','properties':{'n':{'$ref':'s'}},'type':'object'} |"
                        + " {'n':{}} | {'n':1}",
                "{'$defs':{'o':{'$id':'other','properties':{'a':{'type':'null'}}}},'$ref':'other#/properties/a'}"
                        + " | null | 1",
                "{'properties':{'n':{'$ref':'#'}},'additionalProperties':false} | {'n':{'n':{}}} |"
                        + " {'n':{'m':{}}}",
                "{'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false} | {'a':1} |"
                        + " {'b':1}",
                "{'prefixItems':[true],'unevaluatedItems':{'type':'null'}} | [1,null] | [1,1]",
                "{'$ref':'https://json-schema.org/draft/2020-12/schema'} | {'type':'null'} |"
                        + " {'type':1}",
                "{'minLength':5000000000} | 1 | 'a'",
                "true | 1 | -",
                "{'multipleOf':3} | 3e5 | 1e5"
            })
    void aKeywordSaysWhatTheSpecificationSays(String schema, String fitting, String other) {
        assertThat(Judged.misfits(json(schema), json(fitting))).isEmpty();
        assertThat(Judged.fits(json(schema), json(fitting))).isTrue();
        if (!other.equals("-")) {
            assertThat(Judged.fits(json(schema), json(other))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'items':[{'type':'string'}],'additionalItems':false | ['a'] | ['a',1]",
                "'definitions':{'n':{'type':'null'}},'$ref':'#/definitions/n','type':'string' |"
                        + " null | 'a'",
                "'definitions':{'n':{'$id':'#n','type':'null'}},'properties':{'a':{'$ref':'#n'}} |"
                        + " {'a':null} | {'a':1}",
                "'dependencies':{'a':['b'],'c':{'required':['d']}} | {'a':1,'b':1} | {'c':1}",
                "'if':{'const':1},'else':{'type':'string'} | 'a' | 2",
                "'contains':{'type':'null'} | [null] | []",
                "'$ref':'http://json-schema.org/draft-07/schema#' | {'type':'null'} |"
                        + " {'type':'nil'}"
            })
    void draft7SaysItInItsWay(String members, String fitting, String other) {
        String schema = "{" + SEVEN + json(members) + "}";

        assertThat(Judged.misfits(schema, json(fitting))).isEmpty();
        assertThat(Judged.fits(schema, json(other))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "date-time |"
                        + " 2026-11-30T10:00:00Z,2026-11-30t10:00:00.123+01:00,2016-12-31T23:59:60Z |"
                        + " 2026-11-30,2026-11-30T10:00:00,2026-02-30T10:00:00Z,2026-11-30T10:00Z",
                "date | 2024-02-29 | 2023-02-29,2024-2-9",
                "time | 10:00:00Z | 10:00:00,25:00:00Z",
                "email | a@b.example,a.b+c@[127.0.0.1],\"a b\"@b.example | a,@b,a@,a..b@c.example,a"
                        + " b@c.example,a@-b.example",
                "hostname | a.example,a-1.b | -a,a..b,a_b",
                "ipv4 | 127.0.0.1 | 127.0.0.01,256.1.1.1,1.2.3",
                "ipv6 | ::1,1:2:3:4:5:6:7:8,::ffff:1.2.3.4 | 1:2,::1::,12345::,1:2:3:4:5:6:7:8:9",
                "uri | https://a.example/b?c#d,urn:uuid:1 | /a,a b,https://a.example/ä",
                "uri-reference | /a | a b",
                "uuid | 123e4567-e89b-12d3-a456-426614174000 |"
                        + " 123e4567e89b12d3a456426614174000,123e4567-e89b-12d3-a456-42661417400g",
                "made-up | anything | -"
            })
    void aFormatIsADemand(String format, String fitting, String others) {
        String schema = "{\"format\":\"" + format + "\"}";

        for (String text : fitting.split(",")) {
            assertThat(Judged.fits(schema, quoted(text))).as(text).isTrue();
        }
        for (String text : others.equals("-") ? new String[0] : others.split(",")) {
            assertThat(Judged.fits(schema, quoted(text))).as(text).isFalse();
        }
    }

    @Test
    void errorsAreToldWithTheirPlaceInThePayload() {
        String schema =
                """
                {"type": "object", "required": ["id", "amount"], "additionalProperties": false,
                 "properties": {"id": {"type": "string"}, "amount": {"minimum": 0},
                   "lines": {"items": {"properties": {"a/b": {"maxLength": 1}}}}}}
                """;

        assertThat(Judged.misfits(schema, "{\"id\":1,\"lines\":[{},{\"a/b\":\"xy\"}],\"z\":1}"))
                .containsExactlyInAnyOrder(
                        "has no amount",
                        "/id: is integer, not string",
                        "/lines/1/a~1b: has more than 1 characters",
                        "/z: is not allowed");
    }

    @Test
    void aFewErrorsAreToldOfMany() {
        String payload = "[" + "1,".repeat(1_000) + "1]";

        assertThat(Judged.misfits("{\"items\":{\"type\":\"string\"}}", payload))
                .hasSize(5)
                .startsWith("/0: is integer, not string");
    }

    /** The library knows annotations for these, which judge nothing. */
    @Test
    void whatOnlyDescribesDemandsNothing() {
        String schema =
                json(
                        "{'title':'a','description':'b','default':1,'examples':[1],'x-own':'c',"
                                + "'contentMediaType':'application/json','$comment':'d',"
                                + "'const':{'$ref':'#/nowhere','pattern':'(','$id':'a'}}");

        assertThat(Judged.misfits(schema, "1")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'additionalProperties'",
                "'items'",
                "'not'",
                "'contains'",
                "'propertyNames'",
                "'unevaluatedProperties'"
            })
    void whatIsNamedLikeAKeywordIsAPropertyLikeAnyOther(String name) {
        String schema = json("{'properties':{" + name + ":{'type':'string'}}}");

        assertThat(Judged.fits(schema, json("{" + name + ":'a'}"))).isTrue();
        assertThat(Judged.fits(schema, json("{" + name + ":1}"))).isFalse();
    }

    @Test
    void membersThatAPatternJudgesAreNotToldAsAdditional() {
        String schema =
                json(
                        "{'patternProperties':{'^x':{'type':'string'}},"
                                + "'additionalProperties':false}");

        assertThat(Judged.misfits(schema, json("{'x':1}")))
                .isEqualTo(List.of("/x: is integer, not string"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }
}
