package dev.ringback.net.http.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ringback.net.http.Handler;
import dev.ringback.net.http.HttpResponse;
import dev.ringback.net.http.Route;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    private static final Handler NOTHING = _ -> HttpResponse.noContent();

    private final RouteTable table =
            new RouteTable(
                    List.of(
                            route("GET", "/"),
                            route("GET", "/things"),
                            route("POST", "/things"),
                            route("GET", "/things/{id}"),
                            route("DELETE", "/things/{id}"),
                            route("GET", "/things/new"),
                            route("GET", "/things/{id}/parts/{part}"),
                            route("POST", "/things/new/{kind}"),
                            route("GET", "/{any}/deep/end"),
                            route("POST", "/in/{token}"),
                            route("POST", "/in/{token}/{rest*}"),
                            route("POST", "/in/{token}/known")));

    private static Route route(String method, String pattern) {
        return new Route(method, pattern, 0, NOTHING);
    }

    private void found(String method, String path, String pattern, Map<String, String> values) {
        assertThat(table.find(method, path))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found -> {
                            assertThat(found.route().pattern()).isEqualTo(pattern);
                            assertThat(found.parameters()).isEqualTo(values);
                        });
    }

    @Test
    void pathsFindTheirRoutes() {
        found("GET", "/", "/", Map.of());
        found("POST", "/things", "/things", Map.of());
        found("GET", "/things/7", "/things/{id}", Map.of("id", "7"));
        found("GET", "/things/7/parts/8", "/things/{id}/parts/{part}", parts("7", "8"));
        found("GET", "/th%69ngs", "/things", Map.of());
    }

    private static Map<String, String> parts(String id, String part) {
        return Map.of("id", id, "part", part);
    }

    @Test
    void aPathMayGoOnAsItLikes() {
        found("POST", "/in/a", "/in/{token}", Map.of("token", "a"));
        for (String path : List.of("/in/a/", "/in/a/b", "/in/a//b/", "/in/a/known/c")) {
            found("POST", path, "/in/{token}/{rest*}", Map.of("token", "a"));
        }
        found("POST", "/in/a/known", "/in/{token}/known", Map.of("token", "a"));
    }

    @Test
    void aLiteralSegmentGoesBeforeANamedOne() {
        found("GET", "/things/new", "/things/new", Map.of());
        found("DELETE", "/things/new", "/things/{id}", Map.of("id", "new"));
    }

    @Test
    void aLiteralBranchThatLeadsNowhereIsLeft() {
        found("GET", "/things/new/parts/8", "/things/{id}/parts/{part}", parts("new", "8"));
        found("GET", "/things/deep/end", "/{any}/deep/end", Map.of("any", "things"));
    }

    @Test
    void headIsServedByGet() {
        found("HEAD", "/things", "/things", Map.of());
    }

    @Test
    void otherMethodsAreNamed() {
        assertThat(table.find("PUT", "/things/7"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.OtherMethods.class,
                        other ->
                                assertThat(other.allowed())
                                        .containsExactly("DELETE", "GET", "HEAD"));
    }

    @Test
    void otherPathsAreUnknown() {
        for (String path : List.of("/thing", "/things/", "/things/1/parts", "//", "/THINGS")) {
            assertThat(table.find("GET", path))
                    .as(path)
                    .isInstanceOf(RouteTable.Match.Unknown.class);
        }
    }

    @Test
    void pathsThatCannotBeReadAreMalformed() {
        for (String path : List.of("things", "*", "/a/../b", "/a/.", "/%", "/%4", "/%C3%28")) {
            assertThat(table.find("GET", path))
                    .as(path)
                    .isInstanceOf(RouteTable.Match.Malformed.class);
        }
    }

    @Test
    void theSameRouteTwiceIsABug() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouteTable(List.of(route("GET", "/a"), route("GET", "/a"))))
                .withMessage("two routes for GET /a");
    }

    @Test
    void malformedPatternsAreBugs() {
        for (String pattern : List.of("a", "/{", "/{a}b", "/{a}/{a}", "/a?b")) {
            assertThatIllegalArgumentException()
                    .as(pattern)
                    .isThrownBy(() -> route("GET", pattern));
        }
    }
}
