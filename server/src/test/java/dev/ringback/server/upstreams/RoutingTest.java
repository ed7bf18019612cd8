package dev.ringback.server.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.protocol.Glob;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

    private static final Routing SEVERAL =
            new Routing(
                    List.of(
                            upstream("gpu", "llama*", "*mistral*")
                                    .withFallbacks(fallbacks("cloud/meta/llama", "spare")),
                            upstream("openai", "gpt-*", "llama-guard")
                                    .withFallbacks(fallbacks("gpu/local-gpt")),
                            upstream("cloud"),
                            upstream("spare")));

    @ParameterizedTest
    @CsvSource({
        "llama-3,      gpu:llama-3 cloud:meta/llama spare:llama-3",
        "llama-guard,  gpu:llama-guard cloud:meta/llama spare:llama-guard",
        "x/mistral-7b, gpu:x/mistral-7b cloud:meta/llama spare:x/mistral-7b",
        "gpt-4o,       openai:gpt-4o gpu:local-gpt",
        "other,        cloud:other",
        "LLAMA-3,      cloud:LLAMA-3",
        "gpu/other,    gpu:other cloud:meta/llama spare:other",
        "spare/llama,  spare:llama",
        "gpu,          cloud:gpu",
        "nobody/llama, cloud:nobody/llama"
    })
    void thePrefixDecidesThenThePatternsThenTheFirstWithoutAny(String model, String chain) {
        assertThat(chain(SEVERAL, model)).isEqualTo(chain);
    }

    @ParameterizedTest
    @CsvSource({"llama-3, gpu:llama-3", "gpu/llama-3, ''", "other, ''"})
    void withPatternsEverywhereOtherModelsAreTakenByNone(String model, String chain) {
        assertThat(chain(new Routing(List.of(upstream("gpu", "llama*"))), model)).isEqualTo(chain);
    }

    @Test
    void aSingleUpstreamWithoutPatternsTakesEveryModelAsItIs() {
        assertThat(chain(new Routing(List.of(upstream("gpu"))), "gpu/x")).isEqualTo("gpu:gpu/x");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "b, a/x, -",
                "z, a, for a there must be an upstream called z",
                "a, a, for a it must be another upstream than a itself",
                "b, b/x, for b it must be another upstream than b itself",
                "b, a a/x, for b the upstream a comes twice; each must differ"
            })
    void fallbacksThatLeadNowhereOrBackAreAProblem(String ofA, String ofB, String problem) {
        List<Upstream> both =
                List.of(
                        upstream("a").withFallbacks(fallbacks(ofA)),
                        upstream("b").withFallbacks(fallbacks(ofB.split(" "))));

        assertThat(Routing.problemWith(both)).isEqualTo(Optional.ofNullable(problem));
    }

    @Test
    void twoUpstreamsOfOneNameAreAProblem() {
        assertThat(Routing.problemWith(List.of(upstream("a"), upstream("a"))))
                .contains("two upstreams are called a");
    }

    private static Upstream upstream(String name, String... models) {
        return Upstream.of(name, URI.create("http://" + name + ".example"), Optional.empty())
                .withModels(Stream.of(models).map(Glob::new).toList());
    }

    private static List<Fallback> fallbacks(String... texts) {
        return Stream.of(texts).map(Fallback::parse).toList();
    }

    private static String chain(Routing routing, String model) {
        return routing.chain(model).stream()
                .map(choice -> choice.upstream().name() + ":" + choice.model())
                .collect(Collectors.joining(" "));
    }
}
