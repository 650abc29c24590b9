package io.kagemusha.comparer.compare;

import static io.kagemusha.comparer.compare.Comparing.json;
import static io.kagemusha.comparer.compare.Comparing.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kagemusha.common.http.ResponseMessage;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static String signature(ResponseMessage reference, ResponseMessage shadow) {
        return Signature.of("GET /a", Comparing.withRules().compare(reference, shadow));
    }

    @Test
    void isTheSameForTheSameFaultWhateverTheValuesAndPlacesInArrays() {
        String signature = signature(json("{\"i\":[{\"p\":1},{\"p\":2}]}"), json("{\"i\":[{\"p\":1},{\"p\":3}]}"));

        assertThat(signature)
                .hasSize(16)
                .matches("[0-9a-f]+")
                .isEqualTo(signature(json("{\"i\":[{\"p\":7}]}"), json("{\"i\":[{\"p\":8}]}")))
                .isEqualTo(signature(json("{\"i\":[{\"p\":7},{\"p\":7}]}"), json("{\"i\":[{\"p\":8},{\"p\":9}]}")));
    }

    @Test
    void isTheSameInWhateverLineTheTextDiffers() {
        assertThat(signature(text("a\nb"), text("a\nc"))).isEqualTo(signature(text("x"), text("y")));
    }

    @Test
    void leavesIdsAmongMembersOut() {
        assertThat(signature(json("{\"users\":{\"1042\":1}}"), json("{\"users\":{\"1042\":2}}")))
                .isEqualTo(signature(json("{\"users\":{\"2305\":1}}"), json("{\"users\":{\"2305\":2}}")));
    }

    @Test
    void tellsFaultsApartByEndpointKindAndPlace() {
        var comparison = Comparing.withRules().compare(json("{\"@id\":1}"), json("{\"@id\":2}"));

        assertThat(Signature.of("GET /a", comparison))
                .isNotEqualTo(Signature.of("GET /b", comparison))
                .isNotEqualTo(signature(json("{\"@id\":1}"), json("{\"@id\":\"2\"}")))
                .isNotEqualTo(signature(json("{\"@type\":1}"), json("{\"@type\":2}")));
    }

    @Test
    void staysTheSameFromReleaseToRelease() {
        assertThat(signature(json("{\"a\":1}"), json("{\"a\":2}"))).isEqualTo("ae19a8808666b5e1");
    }
}
