package dev.ringback.server.filters;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.ringback.server.filters.Kinds.Bytes;
import dev.ringback.server.filters.Kinds.Uint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes of a checked tree what can be evaluated. What is known already is worked out here, so that
 * a pattern or a time that is none is seen before there is an event.
 */
final class Planner {

    /**
     * An expression that is ready.
     *
     * @param root the whole
     * @param locals how many values loops keep at a time
     */
    record Plan(Node root, int locals) {}

    private final CelAbstractSyntaxTree tree;
    private int locals;

    private Planner(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /**
     * Plans.
     *
     * @throws Failure.At when a part of the expression has no value whatever the event is
     */
    static Plan plan(CelAbstractSyntaxTree tree) {
        var planner = new Planner(tree);
        Node root = planner.node(tree.getExpr(), Map.of());
        return new Plan(root, planner.locals);
    }

    private int offset(CelExpr expression) {
        return offset(tree, expression);
    }

    static int offset(CelAbstractSyntaxTree tree, CelExpr expression) {
        Integer offset = tree.getSource().getPositionsMap().get(expression.id());
        return offset == null ? 0 : offset;
    }

    private Node node(CelExpr expression, Map<String, Integer> scope) {
        Optional<Node> type = typeName(expression);
        if (type.isPresent()) {
            return type.get();
        }
        return switch (expression.getKind()) {
            case CONSTANT -> new Node.Literal(constant(expression.constant()));
            case IDENT -> ident(expression, scope);
            case SELECT -> select(expression, scope);
            case CALL -> call(expression, scope);
            case LIST -> list(expression, scope);
            case MAP -> map(expression, scope);
            case COMPREHENSION -> fold(expression, scope);
            case STRUCT, NOT_SET -> throw new Failure.At(offset(expression), "cannot be made here");
        };
    }

    /** Types are named like variables, or like members of some. */
    private Optional<Node> typeName(CelExpr expression) {
        CelType type = tree.getType(expression.id()).orElse(SimpleType.DYN);
        return tree.getReference(expression.id())
                .filter(_ -> type.name().equals("type"))
                .map(CelReference::name)
                .filter(name -> !name.isEmpty())
                .map(name -> new Node.Literal(new Kinds.TypeName(name)));
    }

    private static Object constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> Kinds.Null.NULL;
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case UINT64_VALUE -> Uint.of(constant.uint64Value().bigIntegerValue());
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            case BYTES_VALUE ->
                    new Bytes(
                            new String(
                                    constant.bytesValue().toByteArray(),
                                    StandardCharsets.ISO_8859_1));
            default -> throw new IllegalStateException("no literal: " + constant.getKind());
        };
    }

    private Node ident(CelExpr expression, Map<String, Integer> scope) {
        String name = expression.ident().name();
        Integer slot = scope.get(name);
        return slot != null ? new Node.Local(slot) : new Node.Variable(name, offset(expression));
    }

    private Node select(CelExpr expression, Map<String, Integer> scope) {
        Node of = node(expression.select().operand(), scope);
        String field = expression.select().field();
        return expression.select().testOnly()
                ? new Node.Has(of, field, offset(expression))
                : new Node.Select(of, field, offset(expression));
    }

    private Node list(CelExpr expression, Map<String, Integer> scope) {
        List<Node> items = nodes(expression.list().elements(), scope);
        // An empty one may be the list that a loop gathers in, and is made anew each time.
        return items.isEmpty() ? new Node.ListOf(items) : worked(new Node.ListOf(items), items);
    }

    private Node map(CelExpr expression, Map<String, Integer> scope) {
        List<Node.MapOf.Entry> entries = new ArrayList<>();
        for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
            Node key = node(entry.key(), scope);
            entries.add(new Node.MapOf.Entry(key, node(entry.value(), scope)));
        }
        return new Node.MapOf(entries, offset(expression));
    }

    private List<Node> nodes(List<CelExpr> expressions, Map<String, Integer> scope) {
        List<Node> nodes = new ArrayList<>(expressions.size());
        for (CelExpr each : expressions) {
            nodes.add(node(each, scope));
        }
        return nodes;
    }

    private Node call(CelExpr expression, Map<String, Integer> scope) {
        CelCall call = expression.call();
        int offset = offset(expression);
        List<Node> args = new ArrayList<>();
        call.target().ifPresent(target -> args.add(node(target, scope)));
        args.addAll(nodes(call.args(), scope));
        return switch (call.function()) {
            case "_&&_" -> new Node.Junction(args.get(0), args.get(1), false, offset);
            case "_||_" -> new Node.Junction(args.get(0), args.get(1), true, offset);
            case "_?_:_" -> new Node.Choice(args.get(0), args.get(1), args.get(2), offset);
            case "@not_strictly_false" -> new Node.NotFalse(args.get(0));
            default -> worked(plain(call, args, offset), args);
        };
    }

    private Node plain(CelCall call, List<Node> args, int offset) {
        return call.function().equals("matches")
                        && args.getLast() instanceof Node.Literal(String pattern)
                ? matches(args.getFirst(), pattern, offset)
                : new Node.Call(function(call), args, offset);
    }

    private static Node matches(Node text, String pattern, int offset) {
        try {
            return new Node.Matches(text, Regexes.compile(pattern, new Budget()), offset);
        } catch (Failure failure) {
            throw new Failure.At(offset, failure.words());
        } catch (Budget.Spent spent) {
            throw new Failure.At(offset, String.valueOf(spent.getMessage()));
        }
    }

    private Functions.Function function(CelCall call) {
        if (call.function().equals("_/_") && call.args().stream().allMatch(this::isWhole)) {
            return Functions::divideWhole;
        }
        return Functions.find(call.function())
                .orElseThrow(() -> new IllegalStateException("no function: " + call.function()));
    }

    private boolean isWhole(CelExpr expression) {
        return tree.getType(expression.id()).filter(SimpleType.INT::equals).isPresent();
    }

    /** The value of a node that depends on nothing that is not written down. */
    private static Node worked(Node node, List<Node> parts) {
        if (!parts.stream().allMatch(Node.Literal.class::isInstance)) {
            return node;
        }
        try {
            return new Node.Literal(node.value(new Run(new Budget(), FilterInput.NONE, 0)));
        } catch (Budget.Spent spent) {
            throw new Failure.At(0, String.valueOf(spent.getMessage()));
        }
    }

    private Node fold(CelExpr expression, Map<String, Integer> scope) {
        CelComprehension loop = expression.comprehension();
        Node range = node(loop.iterRange(), scope);
        Node start = node(loop.accuInit(), scope);
        Map<String, Integer> inner = new HashMap<>(scope);
        int item = locals++;
        int result = locals++;
        inner.put(loop.iterVar(), item);
        inner.put(loop.accuVar(), result);
        return new Node.Fold(
                range,
                item,
                result,
                start,
                node(loop.loopCondition(), inner),
                step(loop.loopStep(), loop, inner),
                node(loop.result(), inner),
                offset(expression));
    }

    /** As it stands, but a list that grows by one is not copied each time. */
    private Node step(CelExpr step, CelComprehension loop, Map<String, Integer> scope) {
        if (step.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return node(step, scope);
        }
        List<CelExpr> args = step.call().args();
        return switch (step.call().function()) {
            case "_?_:_" ->
                    new Node.Choice(
                            node(args.get(0), scope),
                            step(args.get(1), loop, scope),
                            step(args.get(2), loop, scope),
                            offset(step));
            case "_+_" ->
                    isResult(args.get(0), loop) && isOne(args.get(1))
                            ? append(args.get(1).list().elements().getFirst(), loop, scope)
                            : node(step, scope);
            default -> node(step, scope);
        };
    }

    private Node append(CelExpr added, CelComprehension loop, Map<String, Integer> scope) {
        return new Node.Append(scope.getOrDefault(loop.accuVar(), 0), node(added, scope));
    }

    private static boolean isResult(CelExpr expression, CelComprehension loop) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().equals(loop.accuVar());
    }

    private static boolean isOne(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.LIST
                && expression.list().elements().size() == 1;
    }
}
