/**
 * What a server and the SDKs of functions must agree on, besides signatures: the one form of JSON
 * that both write, and how steps are named.
 */
@NullMarked
package dev.ringback.protocol.functions;

import org.jspecify.annotations.NullMarked;
