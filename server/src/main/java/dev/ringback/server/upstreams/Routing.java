package dev.ringback.server.upstreams;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which upstreams take a model, and in which order they are asked.
 *
 * @param upstreams one or more, in the order of preference, without a {@link #problemWith}
 */
record Routing(List<Upstream> upstreams) {

    /** Says in words why upstreams do not go together; empty when they do. */
    static Optional<String> problemWith(List<Upstream> upstreams) {
        Set<String> names = new HashSet<>();
        for (Upstream upstream : upstreams) {
            if (!names.add(upstream.name())) {
                return Optional.of("two upstreams are called " + upstream.name());
            }
        }
        return upstreams.stream()
                .flatMap(upstream -> problemWithFallbacks(upstream, names).stream())
                .findFirst();
    }

    /** A chain that came back to where it has been would have no end. */
    private static Optional<String> problemWithFallbacks(Upstream upstream, Set<String> names) {
        Set<String> seen = new HashSet<>();
        for (Fallback fallback : upstream.fallbacks()) {
            String name = fallback.upstream();
            String problem = "";
            if (!names.contains(name)) {
                problem = "there must be an upstream called %s".formatted(name);
            } else if (name.equals(upstream.name())) {
                problem = "it must be another upstream than %s itself".formatted(name);
            } else if (!seen.add(name)) {
                problem = "the upstream %s comes twice; each must differ".formatted(name);
            }
            if (!problem.isEmpty()) {
                return Optional.of("for %s %s".formatted(upstream.name(), problem));
            }
        }
        return Optional.empty();
    }

    /** Whether models carry their upstream's name as a prefix. */
    boolean prefixed() {
        return upstreams.size() > 1;
    }

    /** The first choice for a model and then its fallbacks; none when no upstream takes it. */
    List<UpstreamChoice> chain(String model) {
        List<UpstreamChoice> chain = new ArrayList<>();
        first(model)
                .ifPresent(first -> {
                    chain.add(first);
                    first.upstream().fallbacks().forEach(each -> chain.add(choice(each, first)));
                });
        return chain;
    }

    /** An upstream for a model that led there, by its name or otherwise. */
    UpstreamChoice at(Upstream upstream, String model) {
        String prefix = upstream.name() + "/";
        return new UpstreamChoice(
                upstream,
                prefixed() && model.startsWith(prefix) ? model.substring(prefix.length()) : model);
    }

    private Optional<UpstreamChoice> first(String model) {
        return (prefixed() ? named(model) : Optional.<Upstream>empty())
                .or(() -> upstreams.stream().filter(each -> each.names(model)).findFirst())
                .or(() -> upstreams.stream().filter(each -> each.models().isEmpty()).findFirst())
                .map(upstream -> at(upstream, model));
    }

    private Optional<Upstream> named(String model) {
        return upstreams.stream().filter(each -> model.startsWith(each.name() + "/")).findFirst();
    }

    private UpstreamChoice choice(Fallback fallback, UpstreamChoice first) {
        Upstream upstream =
                upstreams.stream()
                        .filter(each -> each.name().equals(fallback.upstream()))
                        .findFirst()
                        .orElseThrow();
        return new UpstreamChoice(upstream, fallback.model().orElse(first.model()));
    }
}
