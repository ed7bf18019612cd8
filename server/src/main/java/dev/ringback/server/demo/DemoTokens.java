package dev.ringback.server.demo;

import dev.ringback.net.json.JsonTree;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cuts text into the tokens of the demo models. A token is a run of characters without a blank. */
final class DemoTokens {

    private static final Pattern TOKEN = Pattern.compile("\\S+");
    private static final Pattern WORD_AND_BLANKS = Pattern.compile("\\s*\\S+\\s*");

    private DemoTokens() {}

    /** How many tokens it is. */
    static int tokens(String text) {
        return Math.toIntExact(TOKEN.matcher(text).results().count());
    }

    /** The text in pieces of one word each, blanks included; one piece at least. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = WORD_AND_BLANKS.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces.isEmpty() ? List.of(text) : pieces;
    }

    /** The text of a message's content: a string, or parts of which some are text. */
    static String content(JsonTree content) {
        return content.text()
                .orElseGet(() ->
                        content.elements()
                                .flatMap(part -> part.text("text").stream())
                                .collect(Collectors.joining()));
    }

    /** One text, or several: each a string, or an array of tokens, which stand there as numbers. */
    static List<String> texts(JsonTree node) {
        boolean several = node.isArray() && !node.at(0).isNumber();
        return several
                ? node.elements().map(DemoTokens::textOrTokens).toList()
                : List.of(textOrTokens(node));
    }

    /** Whether it is such texts, and one at least. */
    static boolean areTexts(JsonTree node) {
        return node.isText()
                || isTokens(node)
                || (node.isArray()
                        && !node.isEmpty()
                        && (node.elements().allMatch(JsonTree::isText)
                                || node.elements().allMatch(DemoTokens::isTokens)));
    }

    private static boolean isTokens(JsonTree node) {
        return node.isArray() && !node.isEmpty() && node.elements().allMatch(JsonTree::isWhole);
    }

    private static String textOrTokens(JsonTree node) {
        return node.text()
                .orElseGet(() ->
                        node.elements().map(JsonTree::plain).collect(Collectors.joining(" ")));
    }

    /** 24 characters that follow from the bytes. */
    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(hash(bytes), 0, 12);
    }

    /** 32 bytes that follow from the bytes. */
    static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
