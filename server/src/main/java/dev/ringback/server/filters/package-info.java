/**
 * Filters: CEL expressions of strangers over events of strangers. CEL's own parser and checker read
 * them; they are evaluated here, because each step and each byte of an evaluation is charged to a
 * budget, and because JSON has one kind of number. The only package that knows CEL.
 */
@NullMarked
package dev.ringback.server.filters;

import org.jspecify.annotations.NullMarked;
