package io.holdfast.capture;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One way of changing a tree while nobody should. */
enum Deed {
  OVERWRITES("writes in place", stage -> overwrite(stage.victim())),
  APPENDS("appends", stage -> Files.writeString(stage.victim(), "more", StandardOpenOption.APPEND)),
  TRUNCATES(
      "truncates",
      stage -> {
        try (FileChannel channel = FileChannel.open(stage.victim(), WRITE)) {
          channel.truncate(4);
        }
      }),
  SETS_THE_TIME_BACK(
      "writes in place and sets the mtime back",
      stage -> {
        FileTime before = Files.getLastModifiedTime(stage.victim());
        overwrite(stage.victim());
        Files.setLastModifiedTime(stage.victim(), before);
      }),
  WRITES_AND_UNDOES(
      "writes, writes the old bytes back and sets the mtime back",
      stage -> {
        FileTime before = Files.getLastModifiedTime(stage.victim());
        byte[] old = Files.readAllBytes(stage.victim());
        overwrite(stage.victim());
        Files.write(stage.victim(), old, WRITE);
        Files.setLastModifiedTime(stage.victim(), before);
      }),
  RENAMES_OVER(
      "renames one file over another",
      stage ->
          Files.move(stage.at.resolve("other"), stage.victim(), StandardCopyOption.ATOMIC_MOVE)),
  RENAMES_ALIKE_OVER(
      "renames a file of the same size and mtime over another, from outside",
      stage -> {
        Path alike = stage.outside.resolve("alike");
        makeAlike(alike, stage.victim());
        Files.move(alike, stage.victim(), StandardCopyOption.ATOMIC_MOVE);
      }),
  RECREATES_ALIKE(
      "unlinks and recreates with the same size and mtime, and perhaps the same inode",
      stage -> {
        long size = Files.size(stage.victim());
        FileTime before = Files.getLastModifiedTime(stage.victim());
        Files.delete(stage.victim());
        Files.writeString(stage.victim(), "y".repeat(Math.toIntExact(size)));
        Files.setLastModifiedTime(stage.victim(), before);
      }),
  EXCHANGES(
      "exchanges two files in one step",
      stage -> {
        try (Directory directory = Posix.FILES.open(stage.at)) {
          directory.rename(
              FileName.of("other"), directory, FileName.of("victim"), Directory.Rename.EXCHANGE);
        }
      }),
  MAPS("stores through a new mapping", stage -> store(stage, false)),
  MAPS_AND_FORCES("stores through a new mapping and forces it", stage -> store(stage, true)),
  WRITES_FROM_OUTSIDE(
      "writes through a hard link from outside", stage -> overwrite(stage.outsideName())),
  LINKS_FROM_OUTSIDE(
      "gives a file a name outside and writes through that",
      stage -> {
        Files.createLink(stage.outside.resolve("new-name"), stage.victim());
        overwrite(stage.outside.resolve("new-name"));
      }),
  UNLINKS_OUTSIDE("removes a name outside", stage -> Files.delete(stage.outsideName())),
  SETS_TIMES(
      "sets the mtime and nothing else",
      stage -> Files.setLastModifiedTime(stage.victim(), FileTime.from(Instant.ofEpochSecond(77)))),
  CHANGES_MODE(
      "changes a mode",
      stage ->
          Files.setPosixFilePermissions(
              stage.victim(), PosixFilePermissions.fromString("rw-------"))),
  CHANGES_OWNER(
      "gives a file away, or to itself if it may not",
      stage -> {
        int to = Math.toIntExact(Posix.isSuperuser() ? 12_345 : Posix.userId());
        try (Directory directory = Posix.FILES.open(stage.at)) {
          directory.setOwner(FileName.of("victim"), to, to == 12_345 ? to : -1);
        }
      }),
  SETS_ATTRIBUTE(
      "sets an extended attribute",
      stage -> {
        try (Directory directory = Posix.FILES.open(stage.at)) {
          directory.setAttribute(
              FileName.of("victim"), new Attribute("user.adversary", new byte[] {1}));
        }
      }),
  CHANGES_MODE_OF_DIRECTORY(
      "changes a directory's mode",
      stage ->
          Files.setPosixFilePermissions(
              stage.at.resolve("sub"), PosixFilePermissions.fromString("rwx------"))),
  RENAMES_DIRECTORY(
      "renames a directory",
      stage -> Files.move(stage.at.resolve("sub"), stage.at.resolve("moved"))),
  RENAMES_DIRECTORY_AND_BACK(
      "renames a directory and back",
      stage -> {
        Files.move(stage.at.resolve("sub"), stage.at.resolve("moved"));
        Files.move(stage.at.resolve("moved"), stage.at.resolve("sub"));
      }),
  SWAPS_DIRECTORIES(
      "puts another directory in a directory's place",
      stage -> {
        Files.move(stage.at.resolve("sub"), stage.at.resolve("moved"));
        Files.move(stage.at.resolve("two"), stage.at.resolve("sub"));
      }),
  MOVES_INTO_DIRECTORY(
      "moves a file into another directory",
      stage -> Files.move(stage.victim(), stage.at.resolve("sub/victim"))),
  MOVES_OUT("moves a file out", stage -> Files.move(stage.victim(), stage.outside.resolve("v"))),
  CREATES("creates a file", stage -> Files.writeString(stage.at.resolve("new"), "new")),
  CREATES_DEEP(
      "creates a directory with a file",
      stage -> Scratch.write(stage.at.resolve("sub/deep/new"), "new")),
  CREATES_AND_DELETES(
      "creates a file and deletes it again",
      stage -> {
        Files.writeString(stage.at.resolve("new"), "new");
        Files.delete(stage.at.resolve("new"));
      }),
  DELETES("deletes a file", stage -> Files.delete(stage.victim())),
  DELETES_DIRECTORY(
      "deletes a directory with its file",
      stage -> {
        Files.delete(stage.at.resolve("sub/inner"));
        Files.delete(stage.at.resolve("sub"));
      }),
  SWAPS_SYMLINK(
      "swaps a symbolic link",
      stage -> {
        Files.delete(stage.at.resolve("link"));
        Files.createSymbolicLink(stage.at.resolve("link"), Path.of("others"));
      }),
  PUTS_SYMLINK_IN_PLACE(
      "puts a symbolic link in a file's place",
      stage -> {
        Files.move(stage.victim(), stage.outside.resolve("victim"));
        Files.createSymbolicLink(stage.victim(), stage.outside.resolve("victim"));
      }),
  PUTS_DIRECTORY_IN_PLACE(
      "puts a directory in a file's place",
      stage -> {
        Files.delete(stage.victim());
        Scratch.write(stage.victim().resolve("inner"), "inner");
      }),
  WRITES_THROUGH_HELD("writes to a file held open all the time", Stage::writeThroughHeld),
  PUNCHES_HOLE(
      "punches a hole", stage -> fallocate(stage, "--punch-hole", "-o", "4096", "-l", "8192")),
  ALLOCATES(
      "allocates beyond the end and keeps the size",
      stage -> fallocate(stage, "--keep-size", "-o", "1048576", "-l", "4096")),
  COPIES_RANGE(
      "writes by copy_file_range",
      stage -> {
        try (Directory directory = Posix.FILES.open(stage.at);
            OpenFile from = directory.read(FileName.of("large"));
            OpenFile to = directory.openForWriting(FileName.of("victim"))) {
          from.copyTo(to, 0, 0, 4096);
        }
      });

  /** For people. */
  final String what;

  private final Action action;

  /** What is done. */
  @FunctionalInterface
  private interface Action {
    void on(Stage stage) throws IOException;
  }

  Deed(String what, Action action) {
    this.what = what;
    this.action = action;
  }

  void isDoneOn(Stage stage) throws IOException {
    action.on(stage);
  }

  /** Other bytes, as many as there were, or fewer. */
  private static void overwrite(Path file) throws IOException {
    Files.writeString(file, "IT WAS", WRITE);
  }

  private static void makeAlike(Path alike, Path model) throws IOException {
    Files.writeString(alike, "y".repeat(Math.toIntExact(Files.size(model))));
    Files.setLastModifiedTime(alike, Files.getLastModifiedTime(model));
  }

  private static void store(Stage stage, boolean force) throws IOException {
    try (FileChannel channel = FileChannel.open(stage.victim(), READ, WRITE)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      mapped.put(0, (byte) 'Z');
      if (force) {
        mapped.force();
      }
    }
  }

  private static void fallocate(Stage stage, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("fallocate"));
    command.addAll(List.of(options));
    command.add(stage.at.resolve("large").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("fallocate: " + said);
    }
  }
}
