package dev.ringback.kernel.port;

import java.time.Duration;
import java.util.Optional;

/**
 * The state of committing at one moment; reading it waits for nobody.
 *
 * @param oldest for how long the oldest change that is not on disk has been waiting; zero when none
 *     waits
 * @param failure why the last group of changes could not be committed, in words; empty when it was,
 *     or when there was none yet
 */
public record Standing(Duration oldest, Optional<String> failure) {}
