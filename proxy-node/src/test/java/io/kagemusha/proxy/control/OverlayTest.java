package io.kagemusha.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.configuration.BackendDocument;
import io.kagemusha.common.configuration.BackendSettings;
import io.kagemusha.common.configuration.ConfigurationLoader;
import io.kagemusha.common.configuration.Part;
import io.kagemusha.common.configuration.ProxySettings;
import io.kagemusha.common.configuration.RouteSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverlayTest {

    private final Overlay overlay = new Overlay();
    private ProxySettings file;

    @BeforeEach
    void load() throws Exception {
        file = ConfigurationLoader.parse("""
                        backends:
                          a: { url: http://a, master: true }
                          b: { url: http://b }
                        routes:
                          - { name: one, match: { path: /one }, backends: b }
                          - { name: all }
                        """, Path.of(""), Map.of(), Set.of(Part.PROXY))
                .proxy();
    }

    @Test
    void isTheFileWhereNothingWasChanged() {
        assertThat(overlay.over(file)).isEqualTo(file);
    }

    @Test
    void addsToRoutesThatSelectAll() throws Exception {
        overlay.put("c", added("c", false, 1), 0);

        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(selected("all")).containsExactly("a", "b", "c");
        assertThat(selected("one")).containsExactly("b");
    }

    @Test
    void ordersWhatTheFileDoesNotHaveByItsRegistration() throws Exception {
        overlay.put("c", added("c", false, 7), 3);
        overlay.put("x", added("x", false, 5), 4);

        assertThat(names()).containsExactly("a", "b", "x", "c");
    }

    @Test
    void leavesTheMasterAloneWhereARouteHasNobodyLeft() {
        overlay.put("b", deleted(), 0);

        assertThat(names()).containsExactly("a");
        assertThat(overlay.deleted(file)).containsExactly("b");
        assertThat(selected("one")).containsExactly("a");
    }

    @Test
    void givesARouteItsBackendBack() throws Exception {
        overlay.put("b", deleted(), 0);
        overlay.put("b", added("b", false, 1), 1);

        assertThat(selected("one")).containsExactly("b");
    }

    @Test
    void givesANameBackToTheFile() {
        overlay.put("b", deleted(), 0);
        overlay.put("b", null, 1);

        assertThat(overlay.over(file)).isEqualTo(file);
    }

    @Test
    void hasTheMasterThatWasNamedLast() throws Exception {
        overlay.put("c", added("c", true, 1), 8);
        overlay.put("b", added("b", true, 1), 9);

        assertThat(masters()).containsExactly("b");
        overlay.put("b", null, 10);
        assertThat(masters()).containsExactly("c");
    }

    @Test
    void neverLosesTheMaster() throws Exception {
        overlay.put("c", added("c", true, 1), 1);
        overlay.put("a", deleted(), 2);
        assertThat(names()).containsExactly("b", "c");

        overlay.put("c", null, 3);

        assertThat(masters()).containsExactly("a");
    }

    @Test
    void doesNotMindInWhichOrderChangesBecomeKnown() throws Exception {
        BackendChange later = added("b", false, 1);

        assertThat(overlay.put("b", later, 5)).isTrue();
        assertThat(overlay.put("b", deleted(), 4)).isFalse();
        assertThat(overlay.put("b", later, 5)).isFalse();

        assertThat(names()).containsExactly("a", "b");
    }

    private static BackendChange added(String name, boolean master, int second) throws Exception {
        return new BackendChange(
                BackendDocument.parse(name, "{ \"url\": \"http://new\" }", master), Instant.ofEpochSecond(second));
    }

    private static BackendChange deleted() {
        return new BackendChange(null, Instant.EPOCH);
    }

    private List<String> names() {
        return overlay.over(file).backends().stream().map(BackendSettings::name).toList();
    }

    private List<String> masters() {
        return overlay.over(file).backends().stream()
                .filter(BackendSettings::master)
                .map(BackendSettings::name)
                .toList();
    }

    private List<String> selected(String route) {
        return overlay.over(file).routes().stream()
                .filter(one -> one.name().equals(route))
                .map(RouteSettings::backends)
                .findFirst()
                .orElseThrow();
    }
}
