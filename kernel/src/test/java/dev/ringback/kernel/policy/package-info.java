/** Tests of policy. */
@NullMarked
package dev.ringback.kernel.policy;

import org.jspecify.annotations.NullMarked;
