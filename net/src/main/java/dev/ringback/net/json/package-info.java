/**
 * JSON three ways: slices that pass through byte for byte, trees that are reworded, records that
 * are ours.
 */
@NullMarked
package dev.ringback.net.json;

import org.jspecify.annotations.NullMarked;
