package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.ProjectId;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What clients of an app's own routes are given, who have no key: each token opens one run.
 *
 * @param tokens seals and opens
 * @param streams makes tokens that let their bearer listen to what a run streams
 */
public record RunTokens(SealedTokens tokens, BiFunction<ProjectId, String, String> streams) {

    private static final String OUTPUT = "the output of run ";

    String ofOutput(ProjectId project, String run) {
        return tokens.seal(OUTPUT + run, project.value());
    }

    /** Whose run it is that a token lets its bearer see the output of; empty when it does not. */
    Optional<ProjectId> ofOutput(String run, String token) {
        return tokens.open(OUTPUT + run, token).map(ProjectId::new);
    }

    String ofStream(ProjectId project, String run) {
        return streams.apply(project, run);
    }
}
