package io.kagemusha.common.configuration;

/**
 * Which exchanges a shadow is sent.
 *
 * @param share of them, 0 to 1
 * @param by what they are told apart by
 * @param salt shadows with the same one choose the same exchanges, as far as their shares allow
 */
public record SampleSettings(double share, SampleKey by, String salt) {

    public static final SampleSettings ALL = new SampleSettings(1, SampleKey.REQUEST_ID, "");
}
