package org.executionsession.bootstrap;

/** The interface to listen on, as an operator names it: an address of IPv6 with or without the brackets that it has in a URL. */
final class ListenHost {

    private ListenHost() {}

    /** As it stands in a URL; the zone of an address is encoded there (RFC 6874). */
    static String inUrl(String host) {
        String plain = withoutBrackets(host);
        return plain.indexOf(':') < 0 ? plain : "[" + plain.replaceFirst("%(?!25)", "%25") + "]";
    }

    /** As the system takes it. */
    static String withoutBrackets(String host) {
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return plain.indexOf(':') < 0 ? plain : plain.replaceFirst("%25", "%");
    }
}
