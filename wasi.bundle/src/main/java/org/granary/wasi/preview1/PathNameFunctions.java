package org.granary.wasi.preview1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Names: made, moved, removed and read. */
record PathNameFunctions(String name) implements Functions.Body {
    static void define(Functions to) {
        to.add(new PathNameFunctions("path_create_directory"), "iii");
        to.add(new PathNameFunctions("path_link"), "iiiiiii");
        to.add(new PathNameFunctions("path_readlink"), "iiiiii");
        to.add(new PathNameFunctions("path_remove_directory"), "iii");
        to.add(new PathNameFunctions("path_rename"), "iiiiii");
        to.add(new PathNameFunctions("path_symlink"), "iiiii");
        to.add(new PathNameFunctions("path_unlink_file"), "iii");
    }

    @Override
    public Errno run(Call call) throws IOException {
        return switch (name) {
            case "path_create_directory" -> {
                call.directory(0, Rights.PATH_CREATE_DIRECTORY).files.createDirectory(call.text(1));
                yield Errno.SUCCESS;
            }
            case "path_link" -> link(call);
            case "path_readlink" -> readLink(call);
            case "path_remove_directory" -> {
                call.directory(0, Rights.PATH_REMOVE_DIRECTORY).files.removeDirectory(call.text(1));
                yield Errno.SUCCESS;
            }
            case "path_rename" -> rename(call);
            case "path_symlink" -> {
                DirectoryDescriptor in = call.directory(2, Rights.PATH_SYMLINK);
                in.files.symlink(call.text(0), call.text(3));
                yield Errno.SUCCESS;
            }
            case "path_unlink_file" -> {
                call.directory(0, Rights.PATH_UNLINK_FILE).files.unlink(call.text(1));
                yield Errno.SUCCESS;
            }
            default -> throw Functions.unknown(name);
        };
    }

    private static Errno link(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_LINK_SOURCE);
        DirectoryDescriptor to = call.directory(4, Rights.PATH_LINK_TARGET);
        boolean follow = PathFunctions.follows(call.i(1));
        from.files.link(call.text(2), follow, to.files, call.text(5));
        return Errno.SUCCESS;
    }

    private static Errno rename(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_RENAME_SOURCE);
        DirectoryDescriptor to = call.directory(3, Rights.PATH_RENAME_TARGET);
        from.files.rename(call.text(1), to.files, call.text(4));
        return Errno.SUCCESS;
    }

    /** What does not fit is cut off, and nobody is told. */
    private static Errno readLink(Call call) throws IOException {
        DirectoryDescriptor from = call.directory(0, Rights.PATH_READLINK);
        long room = call.u(4);
        call.require(call.u(3), room);
        call.require(call.u(5), 4);
        byte[] text = from.files.readLink(call.text(1)).getBytes(StandardCharsets.UTF_8);
        int used = (int) Math.min(room, text.length);
        call.memory().writeBytes(call.u(3), text, 0, used);
        call.memory().writeInt(call.u(5), used);
        return Errno.SUCCESS;
    }
}
