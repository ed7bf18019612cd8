/**
 * What apps register: their functions, what starts those and what bounds them. What the server acts
 * on is read strictly, with the reason in words; all of it is kept.
 */
@NullMarked
package dev.ringback.server.functions.config;

import org.jspecify.annotations.NullMarked;
