package dev.ringback.server.filters;

/**
 * A place in the text of a filter.
 *
 * @param line from 1
 * @param column from 1, in characters of Unicode
 */
public record Position(int line, int column) {

    /** The place so many characters of Unicode behind the beginning. */
    static Position of(String expression, int characters) {
        int length = expression.codePointCount(0, expression.length());
        int end = expression.offsetByCodePoints(0, Math.min(characters, length));
        String before = expression.substring(0, end);
        int line = (int) before.chars().filter(sign -> sign == '\n').count() + 1;
        String inLine = before.substring(before.lastIndexOf('\n') + 1);
        return new Position(line, inLine.codePointCount(0, inLine.length()) + 1);
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
