/**
 * Schemas: JSON Schema of strangers over payloads of strangers. A library judges; what it sees of
 * schemas and payloads are values of ours, and every keyword that it evaluates is charged to a
 * budget. The only package that knows that library.
 */
@NullMarked
package dev.ringback.server.schemas;

import org.jspecify.annotations.NullMarked;
