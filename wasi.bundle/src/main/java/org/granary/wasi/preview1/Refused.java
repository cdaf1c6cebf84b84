package org.granary.wasi.preview1;

/** What a guest gets to know as an error number. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient Errno errno;

    Refused(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }
}
