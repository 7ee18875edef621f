package io.holdfast.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Time, chance, files, the operating system and other processes are reached through
 * io.holdfast.platform alone, so that a test can stop the clock, break the disk and replay a seed.
 * What goes round a door cannot be tested for the night on which it fails. The usage engine is
 * another program and is free.
 */
class DoorsTest {
  private static final Set<Class<?>> FILE_TYPES =
      Set.of(
          Files.class,
          FileSystems.class,
          File.class,
          FileInputStream.class,
          FileOutputStream.class,
          FileReader.class,
          FileWriter.class,
          RandomAccessFile.class);

  @Test
  @DisplayName("Time comes from platform.Clock")
  void time() {
    check(
        outside()
            .should()
            .accessTargetWhere(
                reaches(
                    "System.currentTimeMillis",
                    "System.nanoTime",
                    "Thread.sleep",
                    "TimeUnit.sleep"))
            .orShould()
            .accessTargetWhere(readsTheWallClock())
            .because("a test must be able to move time: inject platform.Clock"));
  }

  @Test
  @DisplayName("Chance comes from platform.Randomness")
  void chance() {
    check(
        outside()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                Random.class, SecureRandom.class, ThreadLocalRandom.class, SplittableRandom.class)
            .because("a failure must be replayed from its seed: inject platform.Randomness"));
    check(outside().should().accessTargetWhere(reaches("Math.random", "UUID.randomUUID")));
  }

  @Test
  @DisplayName("Files are reached through platform.Disk and platform.posix")
  void files() {
    check(
        outside()
            .should()
            .accessTargetWhere(opensFiles())
            .because("a test must be able to break the disk: use platform.Disk"));
    check(
        outside()
            .should()
            .accessTargetWhere(reaches("FileChannel.open", "AsynchronousFileChannel.open")));
  }

  @Test
  @DisplayName("The operating system is called in platform alone")
  void foreignFunctions() {
    check(outside().should().accessClassesThat().belongToAnyOf(Linker.class, SymbolLookup.class));
  }

  @Test
  @DisplayName("Processes are started through platform.Processes")
  void processes() {
    check(
        outside()
            .should()
            .accessClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .accessTargetWhere(reaches("Runtime.exec")));
  }

  @Test
  @DisplayName("Only cli.Exit ends the process")
  void exit() {
    check(
        ours()
            .and()
            .doNotHaveFullyQualifiedName("io.holdfast.cli.Exit")
            .should()
            .accessTargetWhere(reaches("System.exit", "Runtime.exit", "Runtime.halt"))
            .because("an exit in the middle leaves a suspension standing"));
  }

  @Test
  @DisplayName("Only the command line prints, and the guardian, which is a program of its own")
  void printing() {
    check(
        ours()
            .and()
            .resideOutsideOfPackage("io.holdfast.cli..")
            .and()
            .doNotHaveFullyQualifiedName("io.holdfast.window.guardian.Guardian")
            .should()
            .accessTargetWhere(reaches("System.out", "System.err"))
            .because("output is for the command line, and --json must stay JSON"));
  }

  @Test
  @DisplayName("Every queue and every pool has a bound")
  void bounds() {
    check(
        ours()
            .should()
            .callConstructor(LinkedBlockingQueue.class)
            .orShould()
            .callConstructor(LinkedBlockingDeque.class)
            .orShould()
            .accessTargetWhere(reaches("Executors.newCachedThreadPool"))
            .because("what is not bounded ends as an OutOfMemoryError on a large installation"));
  }

  private static GivenClassesConjunction ours() {
    return noClasses().that().resideOutsideOfPackage("io.holdfast.usage..");
  }

  private static GivenClassesConjunction outside() {
    return ours().and().resideOutsideOfPackage("io.holdfast.platform..");
  }

  /** Calls, method references and field accesses alike; names are {@code Owner.member}. */
  private static DescribedPredicate<JavaAccess<?>> reaches(String... members) {
    Set<String> wanted = Set.of(members);
    return DescribedPredicate.describe(
        "reaches " + String.join(", ", members),
        access -> {
          JavaClass owner = access.getTargetOwner();
          return owner.getPackageName().startsWith("java.")
              && wanted.contains(owner.getSimpleName() + "." + access.getName());
        });
  }

  /** Files by name; a stream on one of the process's own descriptors is none. */
  private static DescribedPredicate<JavaAccess<?>> opensFiles() {
    return DescribedPredicate.describe(
        "opens or looks at files",
        access ->
            FILE_TYPES.stream().anyMatch(access.getTargetOwner()::isEquivalentTo)
                && !access.getTarget().getFullName().contains("(java.io.FileDescriptor)"));
  }

  /** {@code Instant.now()}, {@code LocalDate::now}, {@code Clock.systemUTC()} and their like. */
  private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
    return DescribedPredicate.describe(
        "reads the wall clock",
        access -> {
          JavaClass owner = access.getTargetOwner();
          boolean clock = owner.getSimpleName().equals("Clock") && isSystem(access.getName());
          return owner.getPackageName().equals("java.time")
              && (access.getName().equals("now") || clock);
        });
  }

  private static boolean isSystem(String method) {
    return method.startsWith("system") || method.startsWith("tick");
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ProductClasses.ALL);
  }
}
