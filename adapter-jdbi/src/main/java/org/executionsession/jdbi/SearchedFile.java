package org.executionsession.jdbi;

import java.util.HashMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.SingleFileStore;

/**
 * The file of a storage engine that is searched as a whole for its newest version, as in the recovery mode of H2. In that mode, H2 takes a page that it
 * cannot read for an empty one, without a message. Here it reports that page.
 */
final class SearchedFile extends SingleFileStore {

    private SearchedFile() {
        super(new HashMap<>());
    }

    /**
     * Opens a file to read its newest version. The storage engine writes nothing by itself.
     *
     * @throws org.h2.mvstore.MVStoreException if another process has it open, or no version can be read
     */
    static MVStore open(String file, H2FileKey key) {
        SearchedFile searched = new SearchedFile();
        String password = key.password();
        searched.open(file, false, password == null ? null : password.toCharArray());
        return new MVStore.Builder()
                .adoptFileStore(searched)
                .autoCommitDisabled()
                .open();
    }

    @Override
    protected void readStoreHeader(boolean recoveryMode) {
        super.readStoreHeader(true);
    }
}
