package io.holdfast.usage.redis;

import io.holdfast.usage.disk.Bytes;
import java.nio.charset.StandardCharsets;

/** One command being put together. */
public final class Command {
  private final Bytes arguments = new Bytes(64);
  private int count;

  public static Command of(String name, String... arguments) {
    var command = new Command().add(name);
    for (var argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  public Command add(String argument) {
    return add(argument.getBytes(StandardCharsets.UTF_8));
  }

  public Command add(byte[] argument) {
    count++;
    arguments.putByte('$').putDecimal(argument.length).putText("\r\n");
    arguments.putBytes(argument, 0, argument.length).putText("\r\n");
    return this;
  }

  Bytes encoded() {
    var whole = new Bytes(arguments.length() + 16);
    whole.putByte('*').putDecimal(count).putText("\r\n");
    return whole.putBytes(arguments.array(), 0, arguments.length());
  }
}
