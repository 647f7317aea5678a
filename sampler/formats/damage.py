"""Which errors of the unpackers say that the bytes are bad, and which that the medium could not be read."""

import errno
import lzma
import zipfile
import zlib

ZIP_DAMAGE = (  # what hostile bytes make zipfile raise, besides an `OSError` that is no `system_error`
    zipfile.BadZipFile,  # no directory, a header that contradicts it, a wrong checksum
    zlib.error,  # a deflated member that can't be inflated
    lzma.LZMAError,  # the same of an LZMA member; bz2 raises an `OSError` without a number
    EOFError,  # a member that is cut; Pythons from 2024 on find that out before they read it
    NotImplementedError,  # an unknown method, version or flag
    ValueError,  # a member that begins before the file; a name that is not UTF-8
    OverflowError,  # a member that begins beyond 2**63
)


def system_error(error: BaseException) -> OSError | None:
    """The system's error that an unpacker's is, or hides: zipfile calls a disk that fails a bad zip.

    One without a number (bz2, gzip) or with EINVAL (a place before the file's start) is about the bytes.
    """
    step: BaseException | None = error
    while step is not None:
        if isinstance(step, OSError) and step.errno not in (None, errno.EINVAL):
            return step
        step = step.__context__
    return None
