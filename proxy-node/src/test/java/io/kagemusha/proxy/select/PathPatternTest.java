package io.kagemusha.proxy.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "/a, /a, true",
        "/a, /a/, false",
        "/a, /ab, false",
        "/a, /, false",
        "/, /, true",
        "/a.b, /axb, false",
        "/*, /a, true",
        "/*, /, true",
        "/*, /a/b, false",
        "/a/*/c, /a/b/c, true",
        "/a/*/c, /a//c, true",
        "/a/*/c, /a/b/b/c, false",
        "/a/*.json, /a/b.json, true",
        "/a/*.json, /a/bxjson, false",
        "/a*, /abc, true",
        "/a/**, /a, true",
        "/a/**, /a/, true",
        "/a/**, /a/b/c, true",
        "/a/**, /ab, false",
        "/**, /, true",
        "/**, /a/b, true",
        "/**/c, /c, true",
        "/**/c, /a/b/c, true",
        "/**/c, /a/bc, false",
        "/a/**/c/*, /a/c/d, true",
        "/a/**/c/*, /a/b/b/c/d, true",
        "/a/**/c/*, /a/c, false",
        "/a/**/c/*, /a/bc/d, false",
        "/**/a/**/b/**, /a/b, true",
        "/**/a/**/b/**, /x/a/y/b/z, true",
        "/**/a/**/b/**, /x/b/y/a/z, false",
        "/**/c, //c, true",
        "/a**, /ab/c, true",
        "/a**c, /ab/c, true",
        "/*-*.json, /a-b-c.json, true",
        "/*-*.json, /a/b-c.json, false",
        "/(a)[b]+, /(a)[b]+, true",
        "/(a)[b]+, /ab, false",
    })
    void matchesSegments(String pattern, String path, boolean matches) {
        assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"/a/**", "/**", "/**/b", "/a/*/b"})
    void matchesBytesThatAreLineEndsElsewhere(String pattern) {
        // The second byte of an Å in UTF-8, which is a line separator in Latin-1
        assertThat(new PathPattern(pattern).matches("/a/\u00c3\u0085/b")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/**/a/**/b/**/c, /a/b", "/*-*-*-*-*-*.json, -"})
    void takesLittleTimeForLongPathsThatNearlyMatch(String pattern, String part) {
        var path = part.startsWith("/") ? part.repeat(4000) : "/" + part.repeat(16_000);

        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(new PathPattern(pattern).matches(path)).isFalse());
    }
}
