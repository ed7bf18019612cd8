package dev.ringback.server.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSetTest {

    @Test
    void theNearestSchemaJudgesAType() {
        String map =
                json(
                        "{'stripe/*':{'const':1},'stripe/invoice.*':{'const':2},"
                                + "'stripe/invoice.paid':{'$ref':'#/$defs/three',"
                                + "'$defs':{'three':{'const':3}}}}");

        assertThat(fits(map, "stripe/charge", "1")).isTrue();
        assertThat(fits(map, "stripe/invoice.sent", "2")).isTrue();
        assertThat(fits(map, "stripe/invoice.sent", "1")).isFalse();
        assertThat(fits(map, "stripe/invoice.paid", "3")).isTrue();
        assertThat(fits(map, "stripe/invoice.paid", "2")).isFalse();
        assertThat(fits(map, "github/push", "7")).isTrue();
    }

    @Test
    void oneSchemaJudgesAllTypes() {
        assertThat(fits("false", "a", "1")).isFalse();
        assertThat(fits("{}", "a", "1")).isTrue();
        assertThat(fits(json("{'type':'null'}"), "a.b/c", "1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not JSON",
                "{'a':1,'a':2} | is not JSON: Duplicate",
                "[] | is neither an object nor true or false",
                "'text' | is neither an object nor true or false",
                "{'type':'strin'} | /type: is none of ",
                "{'type':'object','properties':{'a':{'minLength':-1}}} | /properties/a/minLength:"
                        + " is less than 0",
                "{'properties':{'a':7}} | /properties/a: is integer, not boolean or object",
                "{'$schema':'https://a.example/s','type':'null'} | /$schema: is none of"
                        + " https://json-schema.org/draft/2020-12/schema, ",
                "{'$schema':1} | /$schema: is no text",
                "{'pattern':'('} | /pattern: has a pattern that is wrong: ",
                "{'items':{'pattern':'a(?=b)'}} | /items/pattern: has a pattern that is wrong: ",
                "{'patternProperties':{'(a)\\\\1':{}}} | /patternProperties/(a)\\1: has a pattern"
                        + " that is wrong: ",
                "{'pattern':'((a{9}){99}){99}'} | /pattern: has a pattern that is too large",
                "{'$ref':'https://a.example/s'} | /$ref: leads out of the schema, and nothing is"
                        + " fetched",
                "{'$ref':'file:///etc/passwd'} | /$ref: leads out of the schema, and nothing is"
                        + " fetched",
                "{'$id':'https://a.example/s','$ref':'t'} | /$ref: leads out of the schema, and"
                        + " nothing is fetched",
                "{'$ref':'classpath:/draft2020-12.json'} | /$ref: leads out of the schema, and"
                        + " nothing is fetched",
                "{'$ref':'#/$defs/a','$defs':{'b':{}}} | /$ref: leads to nothing that is a schema",
                "{'$ref':'#/required/0','required':['a']} | /$ref: leads to nothing that is a"
                        + " schema",
                "{'$ref':'#a'} | /$ref: leads to nothing that is a schema",
                "{'$ref':'#%ZZ'} | /$ref: leads to nothing that is a schema",
                "{'$ref':'a b'} | /$ref: is no URI",
                "{'a.b':{'type':'strin'}} | /a.b/type: is none of ",
                "{'a.b':{'$ref':'#/a.c'},'a.c':{}} | /a.b/$ref: leads to nothing that is a schema",
                "{'a.b':1} | /a.b: is no schema for events of a type, nor a keyword",
                "{'a b':{}} | /a b: is neither a keyword of JSON Schema nor for a type: ",
                "{'type':'object','stripe/*':{}} | /stripe~1*: is an event type among the keywords"
                        + " of a schema"
            })
    void whatIsWrongIsToldWithItsPlaceInTheSchema(String schema, String words) {
        assertThat(Judged.fault(json(schema))).startsWith(words);
    }

    private static boolean fits(String schema, String type, String payload) {
        return Judged.by(schema, type, payload, new JudgingBudget()) instanceof SchemaVerdict.Fits;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
