package org.executionsession.bootstrap;

/** The interface to listen on. An IPv6 address may have the brackets that it has in a URL. */
final class ListenHost {

    private ListenHost() {}

    /** The host in a URL; the zone of an address is encoded there (RFC 6874). */
    static String inUrl(String host) {
        String plain = withoutBrackets(host);
        return plain.indexOf(':') < 0 ? plain : "[" + plain.replaceFirst("%(?!25)", "%25") + "]";
    }

    /** The host as the operating system expects it. */
    static String withoutBrackets(String host) {
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return plain.indexOf(':') < 0 ? plain : plain.replaceFirst("%25", "%");
    }
}
