package dev.ringback.store.rows;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Why something came of no file. What Java says of it is often no more than a path. */
public final class FileTrouble {

    private FileTrouble() {}

    /** In words for an operator: the file, where it is known, and what is wrong with it. */
    public static String words(Exception trouble) {
        return switch (trouble) {
            case FileSystemException known when known.getFile() != null ->
                    known.getFile() + ": " + reason(known);
            case CharacterCodingException _ -> "it is no text";
            default -> String.valueOf(trouble.getMessage());
        };
    }

    private static String reason(FileSystemException trouble) {
        return switch (trouble) {
            case AccessDeniedException _ -> "this user may not use it (permission denied)";
            case NoSuchFileException _ -> "there is no such file or directory";
            case FileAlreadyExistsException _ -> "it is there already";
            case DirectoryNotEmptyException _ -> "it is a directory, and not empty";
            default -> Optional.ofNullable(trouble.getReason()).orElse("it cannot be used");
        };
    }
}
