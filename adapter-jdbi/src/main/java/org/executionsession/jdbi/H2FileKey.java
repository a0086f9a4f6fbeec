package org.executionsession.jdbi;

import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.encrypt.FileEncrypt;
import org.h2.store.fs.encrypt.FilePathEncrypt;
import org.h2.util.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * How the file of an H2 database is encrypted.
 *
 * @param isEncrypted whether it is encrypted
 * @param password its password as its storage engine knows it; null if it is not encrypted, or the password is not known
 */
record H2FileKey(boolean isEncrypted, @Nullable String password) {

    /** A file that is not encrypted. */
    static final H2FileKey NONE = new H2FileKey(false, null);

    /** The size of an encrypted block. An encrypted file has one more, which is not encrypted, before the others. */
    private static final int BLOCK = 4096;

    private static final int LOW_BYTE = 0xff;

    /**
     * Returns how the file of a database is encrypted.
     *
     * @param password the password of the file, a space, and that of the user; null if it is in the URL
     */
    static H2FileKey of(String url, @Nullable String password) {
        Map<String, String> settings = settings(url);
        if (!settings.containsKey("CIPHER")) {
            return NONE;
        }
        Optional<String> both = Optional.ofNullable(password).or(() -> Optional.ofNullable(settings.get("PASSWORD")));
        return new H2FileKey(
                true,
                both.filter(passwords -> passwords.contains(" "))
                        .map(passwords -> lowBytes(passwords.substring(0, passwords.indexOf(' '))))
                        .orElse(null));
    }

    /** Reads the settings as H2 does. */
    private static Map<String, String> settings(String url) {
        Map<String, String> settings = new HashMap<>();
        int start = url.indexOf(';');
        if (start >= 0) {
            for (String setting : StringUtils.arraySplit(url.substring(start + 1), ';', false)) {
                int end = setting.indexOf('=');
                if (end >= 0) {
                    settings.put(StringUtils.toUpperEnglish(setting.substring(0, end)), setting.substring(end + 1));
                }
            }
        }
        return settings;
    }

    /** A database of H2 gives its storage engine only the low byte of each character. */
    private static String lowBytes(String password) {
        char[] characters = password.toCharArray();
        for (int i = 0; i < characters.length; i++) {
            characters[i] &= LOW_BYTE;
        }
        return new String(characters);
    }

    /** Returns the size of the database in a file of a size. If the end of an encrypted file is a part of a block, H2 ignores a whole one. */
    long sizeOfDatabase(long size) {
        if (!isEncrypted) {
            return size;
        }
        return size % BLOCK == 0 ? size - BLOCK : size - 2 * BLOCK;
    }

    /** Returns the file without its encryption, if the password is known. */
    FileChannel decrypted(String file, FileChannel encrypted) {
        return password == null
                ? encrypted
                : new FileEncrypt(file, FilePathEncrypt.getPasswordBytes(password.toCharArray()), encrypted);
    }

    /** Lets a storage engine read an encrypted file. */
    MVStore.Builder applyTo(MVStore.Builder store) {
        return password == null ? store : store.encryptionKey(password.toCharArray());
    }

    /** Returns no password. */
    @Override
    public String toString() {
        return isEncrypted ? "encrypted" : "not encrypted";
    }
}
