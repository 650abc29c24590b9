package io.kagemusha.proxy.select;

/**
 * Maps a request id to a number in [0, 1) that is spread evenly. A shadow takes part when the number is below its share,
 * so what 5 % contains, 10 % contains too, and two shadows of one share see the same requests.
 */
final class Sampling {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Sampling() {}

    static double position(String key) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * FNV_PRIME;
        }
        // The finaliser of MurmurHash3: FNV alone spreads the last characters badly into the high bits
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return ((hash ^ (hash >>> 33)) >>> 11) * 0x1.0p-53;
    }
}
