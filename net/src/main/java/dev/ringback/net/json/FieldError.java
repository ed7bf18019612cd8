package dev.ringback.net.json;

/**
 * One field that is wrong.
 *
 * @param field its path, such as {@code filter.types[0]}
 * @param detail what is wrong with it
 */
public record FieldError(String field, String detail) {}
