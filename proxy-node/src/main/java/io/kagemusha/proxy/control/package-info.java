/** Changes while the node runs: of the file, by the admin server, and by the topic that carries them to every node. */
@NullMarked
package io.kagemusha.proxy.control;

import org.jspecify.annotations.NullMarked;
