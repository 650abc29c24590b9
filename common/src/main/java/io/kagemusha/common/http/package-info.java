/** HTTP messages as plain values: header fields, decoded requests and responses, and their {@code message/http} form. */
@NullMarked
package io.kagemusha.common.http;

import org.jspecify.annotations.NullMarked;
