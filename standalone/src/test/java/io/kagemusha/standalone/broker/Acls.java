package io.kagemusha.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** Rights at a broker. It is told that they are made before the broker that enforces them has learnt of them. */
public final class Acls {

    private Acls() {}

    /** Gives the rights, and waits until the broker knows them. */
    public static void create(Admin admin, Collection<AclBinding> rights) throws Exception {
        admin.createAcls(rights).all().get();
        await().untilAsserted(() -> assertThat(known(admin)).containsAll(rights));
    }

    /** Takes the right away, and waits until the broker knows it. */
    public static void delete(Admin admin, AclBinding right) throws Exception {
        admin.deleteAcls(List.of(right.toFilter())).all().get();
        await().untilAsserted(() -> assertThat(known(admin)).doesNotContain(right));
    }

    private static Collection<AclBinding> known(Admin admin) throws Exception {
        return admin.describeAcls(AclBindingFilter.ANY).values().get();
    }
}
