package dev.ringback.server.functions.wire;

import dev.ringback.kernel.model.ProjectId;
import java.util.Optional;

/**
 * What clients of an app's own routes are given, who have no key: each token opens one run.
 *
 * @param tokens seals and opens
 */
public record RunTokens(SealedTokens tokens) {

    private static final String OUTPUT = "the output of run ";
    private static final String STREAM = "the stream of run ";

    String ofOutput(ProjectId project, String run) {
        return tokens.seal(OUTPUT + run, project.value());
    }

    /** Whose run it is that a token lets its bearer see the output of; empty when it does not. */
    Optional<ProjectId> ofOutput(String run, String token) {
        return tokens.open(OUTPUT + run, token).map(ProjectId::new);
    }

    String ofStream(ProjectId project, String run) {
        return tokens.seal(STREAM + run, project.value());
    }
}
