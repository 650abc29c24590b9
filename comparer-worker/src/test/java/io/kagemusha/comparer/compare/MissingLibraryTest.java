package io.kagemusha.comparer.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.BodyDecoder;
import io.kagemusha.common.http.Headers;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Libraries that cannot be loaded where the worker runs: a native one has no place to be unpacked to, for example. */
class MissingLibraryTest {

    @Test
    void leavesABodyAsItIsWhereTheLibraryOfItsCodingIsMissing() throws Exception {
        assertThat(without("com.github.luben.zstd.util.", ZstdBody.class))
                .isEqualTo("UNKNOWN_CODING, then UNKNOWN_CODING");
    }

    @Test
    void cannotCompareWhereALibraryIsMissing() throws Exception {
        assertThat(without("com.github.difflib.", MovedLines.class))
                .isEqualTo("Uncomparable[reason=comparing failed: NoClassDefFoundError]");
    }

    static final class ZstdBody implements Supplier<String> {

        @Override
        public String get() {
            return fault() + ", then " + fault();
        }

        private static BodyDecoder.Fault fault() {
            return BodyDecoder.decode(Headers.of("Content-Encoding", "zstd"), ContentCoding.gzip("a".getBytes(UTF_8)))
                    .fault();
        }
    }

    static final class MovedLines implements Supplier<String> {

        @Override
        public String get() {
            return Comparing.withRules()
                    .verdict(Comparing.text("1\n2\n3\n1"), Comparing.text("2\n1\n1\n3"))
                    .toString();
        }
    }

    private static String without(String library, Class<? extends Supplier<String>> action) throws Exception {
        var constructor = new Without(library)
                .loadClass(action.getName())
                .asSubclass(Supplier.class)
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        return String.valueOf(constructor.newInstance().get());
    }

    /** Has classes of its own in the place of Kagemusha's and zstd's, which do not find one library. */
    private static final class Without extends ClassLoader {

        private final String library;

        Without(String library) {
            super(MissingLibraryTest.class.getClassLoader());
            this.library = library;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(library)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                boolean own = name.startsWith("io.kagemusha.") || name.startsWith("com.github.luben.");
                return known == null && own ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
