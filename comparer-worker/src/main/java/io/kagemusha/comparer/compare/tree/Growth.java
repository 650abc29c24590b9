package io.kagemusha.comparer.compare.tree;

/** Bounds a tree while it grows: a body of some megabytes could otherwise take gigabytes of nodes, or all of the stack. */
final class Growth {

    /** How deep elements may be nested; comparing them takes stack, three levels of the tree for each. */
    static final int MAX_DEPTH = 130;

    private static final int MAX_NODES = 200_000;

    private int nodes;
    private int depth;

    /** Counts one more node, and says whether there may be as many. */
    boolean add() {
        return add(1);
    }

    /** The same for several. */
    boolean add(int more) {
        nodes += more;
        return nodes <= MAX_NODES;
    }

    /** Goes one level down, and says whether there may be as many. */
    boolean descend() {
        return ++depth <= MAX_DEPTH && add();
    }

    void ascend() {
        depth--;
    }
}
