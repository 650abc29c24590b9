package io.kagemusha.common.yaml;

/**
 * Where something stands in a document.
 *
 * @param path the way to it: {@code backends.staging.timeout}
 * @param shape the same with names and indexes left open: {@code backends.NAME.timeout}
 */
record Place(String path, String shape) {

    static final Place ROOT = new Place("", "");

    Place key(String key) {
        return new Place(join(path, key), join(shape, key));
    }

    Place named(String name, String placeholder) {
        return new Place(join(path, name), join(shape, placeholder));
    }

    Place index(int index) {
        return new Place(path + "[" + index + "]", shape + "[]");
    }

    private static String join(String before, String key) {
        return before.isEmpty() ? key : before + "." + key;
    }
}
