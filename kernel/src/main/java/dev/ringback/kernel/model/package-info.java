/**
 * What is kept and told: events, the calls that carry them, their attempts and states, and the
 * change that one decision makes.
 */
@NullMarked
package dev.ringback.kernel.model;

import org.jspecify.annotations.NullMarked;
