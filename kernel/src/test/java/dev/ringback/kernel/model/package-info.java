/** Tests of model. */
@NullMarked
package dev.ringback.kernel.model;

import org.jspecify.annotations.NullMarked;
