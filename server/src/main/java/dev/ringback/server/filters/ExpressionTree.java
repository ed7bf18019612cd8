package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be told of an expression of a function without evaluating it. */
final class ExpressionTree {

    private static final String AND = "_&&_";
    private static final String EQUALS = "_==_";
    private static final Set<String> CLOCK = Set.of(LenientFunctions.NOW, "now_plus", "now_minus");

    /** Two sides that must be equal, of which one is a part of the event that comes. */
    private record Sides(List<String> path, CelExpr other) {}

    private ExpressionTree() {}

    /**
     * An equality without which the expression is not true, between a part of the event that comes
     * and something that is known before. One that depends on the run's own event is better: it
     * tells runs apart.
     */
    static Optional<RunEquality> equality(CelAbstractSyntaxTree tree) {
        List<Sides> all = conjuncts(tree.getExpr()).flatMap(ExpressionTree::sides).toList();
        return all.stream()
                .filter(each -> mentions(each.other, RunExpression.EVENT))
                .findFirst()
                .or(() -> all.stream().findFirst())
                .map(each ->
                        new RunEquality(
                                each.path,
                                Planner.plan(tree, each.other, ExpressionDialect.FUNCTION)));
    }

    /** The names that lead from a variable to what is looked at, for each place where it stands. */
    static Set<List<String>> paths(CelAbstractSyntaxTree tree, String variable) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> isVariable(node.expr(), variable))
                .map(ExpressionTree::upwards)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> upwards(CelNavigableExpr variable) {
        List<String> names = new ArrayList<>();
        Optional<CelNavigableExpr> at = variable.parent();
        while (at.isPresent() && at.get().getKind() == Kind.SELECT) {
            names.add(at.get().expr().select().field());
            at = at.get().parent();
        }
        return List.copyOf(names);
    }

    private static Stream<CelExpr> conjuncts(CelExpr expression) {
        return isCall(expression, AND)
                ? expression.call().args().stream().flatMap(ExpressionTree::conjuncts)
                : Stream.of(expression);
    }

    private static Stream<Sides> sides(CelExpr expression) {
        if (!isCall(expression, EQUALS)) {
            return Stream.of();
        }
        CelExpr one = expression.call().args().get(0);
        CelExpr other = expression.call().args().get(1);
        return Stream.concat(sides(one, other), sides(other, one));
    }

    private static Stream<Sides> sides(CelExpr part, CelExpr other) {
        return isKnownBefore(other)
                ? path(part).filter(names -> !names.isEmpty()).stream()
                        .map(names -> new Sides(names, other))
                : Stream.of();
    }

    /** The names that lead from the event that comes to this; empty when it is something else. */
    private static Optional<List<String>> path(CelExpr expression) {
        if (isVariable(expression, RunExpression.ASYNC)) {
            return Optional.of(List.of());
        }
        if (expression.getKind() != Kind.SELECT || expression.select().testOnly()) {
            return Optional.empty();
        }
        String field = expression.select().field();
        if (field.contains(RunEquality.BETWEEN)) {
            return Optional.empty();
        }
        return path(expression.select().operand())
                .map(names -> Stream.concat(names.stream(), Stream.of(field)).toList());
    }

    private static boolean isKnownBefore(CelExpr expression) {
        return !mentions(expression, RunExpression.ASYNC)
                && nodes(expression)
                        .noneMatch(each ->
                                each.getKind() == Kind.CALL
                                        && CLOCK.contains(each.call().function()));
    }

    private static boolean mentions(CelExpr expression, String variable) {
        return nodes(expression).anyMatch(each -> isVariable(each, variable));
    }

    private static Stream<CelExpr> nodes(CelExpr expression) {
        return CelNavigableExpr.fromExpr(expression).allNodes().map(CelNavigableExpr::expr);
    }

    private static boolean isVariable(CelExpr expression, String name) {
        return expression.getKind() == Kind.IDENT && expression.ident().name().equals(name);
    }

    private static boolean isCall(CelExpr expression, String function) {
        return expression.getKind() == Kind.CALL && expression.call().function().equals(function);
    }
}
