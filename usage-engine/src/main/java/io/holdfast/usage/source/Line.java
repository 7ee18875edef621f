package io.holdfast.usage.source;

import io.holdfast.usage.disk.Bytes;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Builds lines, right ones and wrong ones; the format is told at the decoder and in the docs. */
final class Line {
  private static final String[] SERVICES = {"data.internet", "data.ims", "voice", "sms", "roaming"};
  private final Bytes bytes = new Bytes(128);
  private final CRC32 crc = new CRC32();

  /** A right line, without its end. */
  byte[] of(char kind, Session session, long eventTime, long volume) {
    int parts = kind == 'E' ? session.parts : 0;
    return build(kind, session, parts, Long.toString(eventTime), Long.toString(volume));
  }

  private byte[] build(char kind, Session session, int parts, String eventTime, String volume) {
    bytes.clear();
    bytes.putByte(kind).putByte('|').putHex(session.id, 16).putByte('|');
    bytes.putDecimal(session.subscriber).putByte('|');
    bytes.putDecimal(session.sequence).putByte('|').putDecimal(parts).putByte('|');
    bytes.putText(eventTime).putByte('|').putText(volume).putByte('|');
    bytes.putText(SERVICES[(int) (session.subscriber % SERVICES.length)]);
    bytes.putText("|cell-").putDecimal(session.cell);
    return seal();
  }

  private byte[] seal() {
    crc.reset();
    crc.update(bytes.array(), 0, bytes.length());
    bytes.putByte('|').putHex(crc.getValue(), 8);
    return Arrays.copyOf(bytes.array(), bytes.length());
  }

  /** One of the ways in which lines go wrong on their way here. */
  byte[] malformed(byte[] right, Session session, SplittableRandom random) {
    var wrong = right.clone();
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(wrong, random.nextInt(1, wrong.length)); // cut short
      case 1 -> new byte[0];
      case 2 -> {
        int at = random.nextInt(wrong.length); // one byte changed, never into a line end
        wrong[at] = wrong[at] == '~' ? (byte) '#' : (byte) '~';
        yield wrong;
      }
      case 3 -> { // not text at all
        for (int i = 0; i < wrong.length; i += 3) {
          wrong[i] = (byte) (0x80 | random.nextInt(128));
        }
        yield wrong;
      }
      case 4 -> build('X', session, 0, "1793491200000", "1"); // unknown kind, right checksum
      case 5 -> build('I', session, 0, "1793491200000", "-5"); // negative volume
      default -> build('I', session, 0, "2026-11-01T00", "1"); // another notion of time
    };
  }
}
