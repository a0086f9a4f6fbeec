package org.executionsession.http.internal.operations;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What the headers of a request declare about its body. */
public final class DeclaredBody {

    private DeclaredBody() {}

    /** Returns the length of the body in bytes; 0 for no body, negative if it is not known in advance. */
    public static long length(Request request) {
        long length = 0;
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                length = field.getLongValue();
            } else if (field.getHeader() == HttpHeader.TRANSFER_ENCODING) {
                return -1;
            }
        }
        return length;
    }

    /** Returns whether a request has a body, which can be empty if its length is not known in advance. */
    public static boolean isPresent(Request request) {
        return length(request) != 0;
    }
}
