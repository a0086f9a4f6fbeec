package org.executionsession.jdbi.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.executionsession.jdbi.internal.file.DelegatingFile;

/** A file that also writes to another one. Tests override what they observe or let fail. */
public abstract class ForwardingFile extends DelegatingFile {

    protected ForwardingFile(FileChannel file) {
        super(file);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return file.write(source);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return file.write(source, position);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }
}
